/**
 * Whether a setting that a flaw depends on is on: from the ConfigMap that an add-on reads, its arguments, the variables
 * of its container and the policies that are there. Of a redacted value its length and class tell a switch's state, and
 * nothing else is concluded from it. Sources: the reference of each add-on's settings.
 */

import type { FlawSetting } from '../../cluster/platform/add-on-flaws.ts';
import type { Container, SnapshotIndex, Workload } from '../../snapshot/index.ts';
import { at, fields, list, num, str } from '../../snapshot/read.ts';
import { MASK } from '../../snapshot/redaction/mask.ts';

export type SettingState = 'on' | 'off' | 'not-shown';

export interface SettingAt {
  readonly index: SnapshotIndex;
  readonly workload: Workload;
  readonly container: Container;
}

/** Kinds that a setting is read from, beside workloads. */
export const SETTING_KINDS: readonly string[] = [
  '/configmaps',
  'kyverno.io/clusterpolicies',
  'kyverno.io/policies',
  'kyverno.io/policyexceptions',
];

export function settingState(setting: FlawSetting, place: SettingAt): SettingState {
  switch (setting) {
    case 'argo-cd-anonymous':
      return argoCdSetting(place, 'users.anonymous.enabled');
    case 'grafana-oauth':
      return oauthState(place.container);
    case 'grafana-azure-ad':
      // That it is on does not say that the application is open to other tenants.
      return grafanaSwitch(place.container, 'auth.azuread', 'enabled') === 'off' ? 'off' : 'not-shown';
    case 'grafana-scim':
      return both(
        grafanaSwitch(place.container, 'auth.scim', 'user_sync_enabled'),
        toggleState(place.container, 'enableSCIM'),
      );
    case 'grafana-sql-expressions':
      return toggleState(place.container, 'sqlExpressions');
    case 'kyverno-verify-images':
      return verifyImagesState(place.index);
    case 'kyverno-exceptions':
      return exceptionsState(place.index);
  }
}

/** A switch of `argocd-cm`, which is off where it is not set. Of several variants in files any may be in force. */
function argoCdSetting({ index, workload }: SettingAt, key: string): SettingState {
  const maps = index.variants('/configmaps', workload.namespace, 'argocd-cm');
  if (maps.length === 0) return 'not-shown';
  const states = maps.map((map) => {
    const entry = fields(map, 'data').find(([name]) => name === key);
    return entry === undefined ? 'off' : switchState(entry[1]);
  });
  return together(states);
}

const OAUTH = [
  'auth.github',
  'auth.gitlab',
  'auth.google',
  'auth.grafana_com',
  'auth.azuread',
  'auth.okta',
  'auth.generic_oauth',
] as const;

/** One that is on is enough; a settings file may hold another as long as not each is switched off here. */
function oauthState(container: Container): SettingState {
  return together(OAUTH.map((section) => grafanaSwitch(container, section, 'enabled')));
}

/** Arguments win over variables, and variables over grafana.ini, whose text is not kept. */
function grafanaSwitch(container: Container, section: string, key: string): SettingState {
  const argument = grafanaArgument(container, section, key);
  if (argument !== null) return switchState(argument);
  const variable = grafanaVariable(container, section, key);
  return variable === undefined ? 'not-shown' : switchState(variable);
}

/** `cfg:auth.azuread.enabled=true`. */
function grafanaArgument({ raw }: Container, section: string, key: string): string | null {
  const start = `cfg:${section}.${key}=`;
  const words = [...list(raw, 'command'), ...list(raw, 'args')].flatMap((word) =>
    typeof word === 'string' ? word.split(/\s+/) : [],
  );
  const found = words.findLast((word) => word.startsWith(start));
  return found === undefined ? null : found.slice(start.length).replace(/^(["'])(.*)\1$/, '$2');
}

/** The value of `GF_AUTH_AZUREAD_ENABLED`, redacted or not; undefined where it is not set. */
function grafanaVariable({ raw }: Container, section: string, key: string): unknown {
  const name = `GF_${section}_${key}`.replace(/[.-]/g, '_').toUpperCase();
  const entry = list(raw, 'env').findLast((one) => str(one, 'name') === name);
  if (entry === undefined) return undefined;
  const value = at(entry, 'value');
  if (value !== undefined) return isEmpty(value) ? undefined : value;
  return at(entry, 'valueFrom') === undefined ? undefined : MASK;
}

const isEmpty = (value: unknown): boolean => value === '' || str(value, '$redacted', 'looksLike') === 'empty';

/** Whether a feature toggle is in the list of those that are on. */
function toggleState(container: Container, toggle: string): SettingState {
  const listed = (text: string): SettingState => {
    if (text.split(/[\s,]+/).includes(toggle)) return 'on';
    return text.includes(MASK) || text.includes('$') ? 'not-shown' : 'off';
  };
  const argument = grafanaArgument(container, 'feature_toggles', 'enable');
  if (argument !== null) return listed(argument);
  // The list in a variable is not kept.
  const variable = grafanaVariable(container, 'feature_toggles', 'enable');
  return typeof variable === 'string' ? listed(variable) : 'not-shown';
}

/** Rules that verify images, in the policies of Kyverno. */
function verifyImagesState(index: SnapshotIndex): SettingState {
  const kinds = ['kyverno.io/clusterpolicies', 'kyverno.io/policies'];
  const verifies = kinds
    .flatMap((kind) => index.all(kind))
    .some((policy) => list(policy, 'spec', 'rules').some((rule) => list(rule, 'verifyImages').length > 0));
  if (verifies) return 'on';
  return kinds.every((kind) => index.availability(kind).reason === null) ? 'off' : 'not-shown';
}

/** That there are exceptions does not say that one policy has several. */
function exceptionsState(index: SnapshotIndex): SettingState {
  const kind = 'kyverno.io/policyexceptions';
  const isWhole = index.availability(kind).reason === null;
  return isWhole && index.all(kind).length === 0 ? 'off' : 'not-shown';
}

/** `true` has four characters, `false` five: what was removed of a switch tells its state by that. */
function switchState(value: unknown): SettingState {
  if (typeof value === 'string') {
    const text = value.trim().toLowerCase();
    if (['true', 't', '1', 'yes', 'on'].includes(text)) return 'on';
    return ['false', 'f', '0', 'no', 'off', ''].includes(text) ? 'off' : 'not-shown';
  }
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (isEmpty(value)) return 'off';
  if (str(value, '$redacted', 'looksLike') !== 'boolean-or-number') return 'not-shown';
  const length = num(value, '$redacted', 'length');
  if (length === 4) return 'on';
  return length === 5 ? 'off' : 'not-shown';
}

/** Both must be on. */
function both(a: SettingState, b: SettingState): SettingState {
  if (a === 'off' || b === 'off') return 'off';
  return a === 'on' && b === 'on' ? 'on' : 'not-shown';
}

/** Of several, one of which is enough or in force: on where one is, off only where all are. */
function together(states: readonly SettingState[]): SettingState {
  if (states.includes('on')) return 'on';
  return states.every((state) => state === 'off') ? 'off' : 'not-shown';
}
