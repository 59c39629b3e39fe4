/** What is known about a kind: whether its absence from a snapshot means that there are none. */

import {
  type KindOutcome,
  type KindStatus,
  resourceKey,
  type SnapshotOrigin,
} from '../../shared/evidence.ts';
import { some } from '../../shared/in-words.ts';
import type { UnknownReason } from '../../shared/verdict.ts';
import { BUILT_IN_GROUPS } from './built-in-groups.ts';
import type { Outside } from './coverage.ts';
import { currentKeyOf } from './current-api.ts';

export type Reason = (typeof UnknownReason.options)[number];

export interface Availability {
  readonly key: string;
  readonly status: KindStatus;
  /** null when everything there is was seen, else why not. */
  readonly reason: Reason | null;
  /** Namespaces in which the list was refused; the rest was seen. */
  readonly refusedNamespaces: readonly string[];
  /** One plain sentence for people; empty when everything was seen. */
  readonly message: string;
  /** Of files: all that is missing is what operators make of the objects in them. */
  readonly onlyMade?: boolean;
}

/** Kinds that files in a repository never hold: the cluster makes them. */
const MADE_BY_THE_CLUSTER: ReadonlySet<string> = new Set([
  '/nodes',
  '/events',
  '/endpoints',
  '/componentstatuses',
  'discovery.k8s.io/endpointslices',
  'coordination.k8s.io/leases',
  'certificates.k8s.io/certificatesigningrequests',
  'apiregistration.k8s.io/apiservices',
  'storage.k8s.io/csinodes',
  'storage.k8s.io/volumeattachments',
]);

export interface AvailabilitySources {
  readonly origin: SnapshotOrigin;
  readonly outcomes: readonly KindOutcome[];
  /** `group/resource` of every CustomResourceDefinition, null when they were not all seen. */
  readonly customResources: ReadonlySet<string> | null;
  /** API groups of every APIService, null when they were not all seen. */
  readonly apiGroups: ReadonlySet<string> | null;
  /** Minor of the server's version; null when not known. */
  readonly serverMinor: number | null;
  /** What files do not hold and may bring; null where they are complete. Never for a cluster. */
  readonly outside?: (key: string) => Outside | null;
}

/** Built-in kinds that only some minors serve: [first, last]. */
const SERVED_IN: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['policy/podsecuritypolicies', [10, 24]],
  ['admissionregistration.k8s.io/validatingadmissionpolicies', [30, 9999]],
  ['admissionregistration.k8s.io/validatingadmissionpolicybindings', [30, 9999]],
  ['admissionregistration.k8s.io/mutatingadmissionpolicies', [36, 9999]],
  ['admissionregistration.k8s.io/mutatingadmissionpolicybindings', [36, 9999]],
  ['flowcontrol.apiserver.k8s.io/flowschemas', [20, 9999]],
  ['flowcontrol.apiserver.k8s.io/prioritylevelconfigurations', [20, 9999]],
  ['resource.k8s.io/deviceclasses', [34, 9999]],
  ['resource.k8s.io/resourceclaims', [34, 9999]],
  ['resource.k8s.io/resourceclaimtemplates', [34, 9999]],
]);

/** Answers for any resource key, also for those that no collection has ever heard of, and for `group/*`: all kinds of a group. */
export function availabilityOf(sources: AvailabilitySources): (key: string) => Availability {
  const outcomes = new Map<string, KindOutcome>();
  for (const outcome of sources.outcomes) {
    const key = resourceKey(outcome.resource);
    const today = currentKeyOf(key);
    // A list of an old group speaks for a kind only where that of today was not asked for.
    if (today === key || !outcomes.has(today)) outcomes.set(today, outcome);
  }
  const known = new Map<string, Availability>();
  return (key) => {
    let answer = known.get(key);
    if (answer === undefined) {
      answer = key.endsWith('/*') ? judgeGroup(key, sources) : judge(key, outcomes.get(key), sources);
      if (answer.reason === null) answer = withOutside(answer, sources);
      known.set(key, answer);
    }
    return answer;
  };
}

/** What is missing of a group whose kinds have no names that are known beforehand. */
function judgeGroup(key: string, sources: AvailabilitySources): Availability {
  const group = key.slice(0, -1);
  const outcomes = new Map(
    sources.outcomes
      .map((outcome) => [resourceKey(outcome.resource), outcome] as const)
      .filter(([one]) => one.startsWith(group)),
  );
  const defined = [...(sources.customResources ?? [])].filter((one) => one.startsWith(group));
  const answers = [...new Set([...outcomes.keys(), ...defined])]
    .sort()
    .map((one) => judge(one, outcomes.get(one), sources));
  const gap = answers.find(({ reason }) => reason !== null);
  return gap ?? answers[0] ?? absent(key, describeKey(key), sources);
}

/** Files are complete for the kinds that they can hold, but for what something in them brings. */
function withOutside(answer: Availability, { outside }: AvailabilitySources): Availability {
  const more = outside?.(answer.key) ?? null;
  if (more === null) return answer;
  return {
    key: answer.key,
    status: 'partial',
    reason: 'not-in-manifests',
    refusedNamespaces: more.namespaces,
    message: more.message,
    ...(more.onlyMade ? { onlyMade: true } : {}),
  };
}

function judge(key: string, outcome: KindOutcome | undefined, sources: AvailabilitySources): Availability {
  const what = describeKey(key);
  if (outcome === undefined) return absent(key, what, sources);
  // What has no namespace cannot be refused in some of them only, whatever a record says.
  const refusedNamespaces = outcome.resource.namespaced ? outcome.refusedNamespaces : [];
  const base = { key, status: outcome.status, refusedNamespaces };
  const because = outcome.message === '' ? '' : ` ${sentence(outcome.message)}`;
  switch (outcome.status) {
    case 'collected':
    case 'not-served':
      return { ...base, reason: null, message: '' };
    case 'partial':
      return {
        ...base,
        reason: 'partial',
        message:
          refusedNamespaces.length > 0
            ? `The ${what} of ${some(refusedNamespaces)} could not be read: the server refused.`
            : sources.origin === 'dump'
              ? `Not all ${what} are known.${because}`
              : `Not all ${what} were collected.${because}`,
      };
    case 'forbidden':
      return {
        ...base,
        reason: 'forbidden',
        message: `The collection account was not allowed to list ${what}.`,
      };
    case 'failed':
      return { ...base, reason: 'not-collected', message: `Listing ${what} failed.${because}` };
    case 'not-collected':
      return notCollected(key, what, sources.origin);
  }
}

function absent(key: string, what: string, sources: AvailabilitySources): Availability {
  if (sources.origin === 'manifests') {
    if (MADE_BY_THE_CLUSTER.has(key)) return notCollected(key, what, 'manifests');
    return { key, status: 'collected', reason: null, refusedNamespaces: [], message: '' };
  }
  // Nobody asked the server of a dump what it serves, and any list in it may have been narrowed.
  if (sources.origin === 'dump') return notCollected(key, what, 'dump');
  return provablyNotServed(key, sources)
    ? { key, status: 'not-served', reason: null, refusedNamespaces: [], message: '' }
    : notCollected(key, what, sources.origin);
}

/** That nobody recorded a kind proves nothing; that the server lists its groups and definitions without it does. */
function provablyNotServed(key: string, sources: AvailabilitySources): boolean {
  const group = key.slice(0, key.indexOf('/'));
  const range = SERVED_IN.get(key);
  if (range !== undefined) {
    return sources.serverMinor !== null && (sources.serverMinor < range[0] || sources.serverMinor > range[1]);
  }
  if (sources.apiGroups !== null && group !== '' && !sources.apiGroups.has(group)) return true;
  return sources.customResources !== null && isCustomGroup(group) && !sources.customResources.has(key);
}

/** Groups with a dot come from CustomResourceDefinitions, but for those that every server brings and those of metrics servers. */
function isCustomGroup(group: string): boolean {
  return (
    group.includes('.') &&
    !/(^|\.)metrics\.k8s\.io$/.test(group) &&
    !BUILT_IN_GROUPS.has(group) &&
    !RETIRED_GROUPS.has(group)
  );
}

/** Brought by old servers. */
const RETIRED_GROUPS: ReadonlySet<string> = new Set(['auditregistration.k8s.io', 'settings.k8s.io']);

function notCollected(key: string, what: string, origin: SnapshotOrigin): Availability {
  return origin === 'manifests'
    ? {
        key,
        status: 'not-collected',
        reason: 'not-in-manifests',
        refusedNamespaces: [],
        message: `Files cannot show ${what}; only a running cluster can.`,
      }
    : {
        key,
        status: 'not-collected',
        reason: 'not-collected',
        refusedNamespaces: [],
        message:
          origin === 'dump'
            ? `The dump does not contain ${what}, so nothing is known about them.`
            : `The ${what} were not collected.`,
      };
}

function describeKey(key: string): string {
  const [group = '', resource = key] = key.split('/');
  if (resource === '*') return `kinds of ${group}`;
  return group === '' ? resource : `${resource} (${group})`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
