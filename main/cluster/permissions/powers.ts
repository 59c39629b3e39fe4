/** Named powers: what a rule list lets its holder do, where that matters to an attacker. */

import type { PlacedRule } from '../../kubernetes/rbac/rules.ts';
import { type Rule, ruleReaches } from '../../kubernetes/rbac/rules.ts';
import { DEFINITIONS, DELETE, type Definition, type Target } from './power-definitions.ts';

/** How a power is held: of all objects, or only of those that a rule names. */
export interface Held {
  /** null when it is not limited to names. */
  readonly names: readonly string[] | null;
  /** The first rule that gives it. */
  readonly rule: PlacedRule;
}
export type Powers = ReadonlyMap<Power, Held>;

export interface PowerContext {
  /** Whether the role holds in one namespace only; it then gives nothing over what has no namespace. */
  readonly inNamespace: boolean;
  /** Minor of the server; null when not known. */
  readonly serverMinor: number | null;
}

type Targeted = keyof typeof DEFINITIONS;
export type Power =
  | Targeted
  | 'everything'
  | 'wildcard'
  | 'beyond-discovery'
  | 'delete-all-kinds'
  | 'act-in-disguise';

const TARGETED = Object.entries(DEFINITIONS) as readonly (readonly [Targeted, Definition])[];

/** What each power lets its holder do, ending "… can". */
export const POWER_TEXT: Readonly<Record<Power, string>> = {
  everything: 'do everything',
  wildcard: 'use rules with a wildcard',
  'beyond-discovery': 'do more than discover the API',
  'delete-all-kinds': 'delete all kinds of objects in an API group',
  'act-in-disguise': 'use permissions while impersonating',
  ...(Object.fromEntries(TARGETED.map(([power, { text }]) => [power, text])) as Record<Targeted, string>),
};

/** Powers that let their holder take over the namespace or the cluster it holds them in. */
export const TAKEOVER: ReadonlySet<Power> = new Set<Power>([
  'everything',
  ...TARGETED.flatMap(([power, { takeover }]) => (takeover === true ? [power] : [])),
]);

/** The powers of a rule list where it holds. */
export function powersOf(rules: readonly PlacedRule[], context: PowerContext): Powers {
  const powers = new Map<Power, Held>();
  const whole = everything(rules);
  if (whole !== undefined) powers.set('everything', { names: null, rule: whole });
  for (const placed of rules) {
    const { rule } = placed;
    const free = rule.names.length === 0;
    const add = (power: Power, names: readonly string[] | null): void => {
      const before = powers.get(power);
      if (before === undefined || (before.names !== null && names === null))
        powers.set(power, { names, rule: placed });
      else if (before.names !== null && names !== null)
        powers.set(power, { names: [...new Set([...before.names, ...names])], rule: before.rule });
    };
    if (free && isWild(rule)) add('wildcard', null);
    if (isBeyondDiscovery(rule)) add('beyond-discovery', null);
    if (free && deletesAll(rule)) add('delete-all-kinds', null);
    // The second half of constrained impersonation: what may be done as another user.
    if (rule.verbs.some((verb) => verb === '*' || verb.startsWith('impersonate-on:')))
      add('act-in-disguise', null);
    for (const [power, definition] of TARGETED) {
      const names = namesThatCount(rule, definition);
      if (names === undefined) continue;
      if (definition.targets.some((target) => reaches(rule, target, context))) add(power, names);
    }
  }
  return powers;
}

/**
 * The rule with which a list comes to `*` on `*` of `*`: one with the star of verbs, or the last that completes the
 * verbs that read and write every object and its subresources.
 */
function everything(rules: readonly PlacedRule[]): PlacedRule | undefined {
  const missing = new Set(ALL_VERBS);
  return rules.find(({ rule: { groups, names, resources, verbs } }) => {
    if (names.length > 0 || !groups.includes('*') || !resources.includes('*')) return false;
    for (const verb of verbs) missing.delete(verb);
    return verbs.includes('*') || missing.size === 0;
  });
}

const ALL_VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

/** The names to which a rule limits a power, null for no limit, undefined when the rule cannot give it. */
function namesThatCount(
  { names }: Rule,
  { names: wanted }: Definition,
): readonly string[] | null | undefined {
  if (names.length === 0) return wanted === 'only' ? undefined : null;
  if (wanted === undefined) return undefined;
  if (wanted === 'also' || wanted === 'only') return names;
  const counting = names.filter((name) => wanted.includes(name));
  return counting.length === 0 ? undefined : counting;
}

function reaches(rule: Rule, target: Target, { inNamespace, serverMinor }: PowerContext): boolean {
  if (inNamespace && target.clusterWide === true) return false;
  if (target.before !== undefined && serverMinor !== null && serverMinor >= target.before) return false;
  // A name cannot limit what is created: a rule that has one allows no creation, but of subresources.
  return target.resources.some((wanted) => {
    const [resource = '', subresource = ''] = wanted.split('/');
    return target.verbs.some((verb) => {
      if (verb === 'create' && subresource === '' && rule.names.length > 0) return false;
      if (subresource === '*') return reachesExtras(rule, verb, target.group);
      return ruleReaches(rule, verb, target.group, resource, subresource);
    });
  });
}

/** Extra fields are subresources with names of their own, such as `userextras/scopes`. */
function reachesExtras(rule: Rule, verb: string, group: string): boolean {
  return rule.resources.some(
    (held) =>
      (held === '*' || held.startsWith('userextras/')) &&
      ruleReaches({ ...rule, resources: ['*'] }, verb, group, 'userextras', '*'),
  );
}

/** A star of verbs or resources, or of groups, over resources. */
function isWild({ groups, verbs, resources }: Rule): boolean {
  return (
    groups.length > 0 &&
    resources.length > 0 &&
    (verbs.includes('*') || resources.includes('*') || groups.includes('*'))
  );
}

function deletesAll({ verbs, groups, resources }: Rule): boolean {
  return (
    groups.length > 0 && resources.includes('*') && ['*', ...DELETE].some((verb) => verbs.includes(verb))
  );
}

/** What every authenticated user may do anyway: self reviews and the discovery paths. */
function isBeyondDiscovery(rule: Rule): boolean {
  const self = rule.resources.every((one) => /^self[a-z]+reviews$/.test(one));
  const discovery = rule.urls.every((url) =>
    /^\/(api|apis|healthz|livez|readyz|openapi|version|\.well-known\/openid-configuration|openid\/v1\/jwks)([/*].*)?$/.test(
      url,
    ),
  );
  return !((rule.resources.length === 0 || self) && discovery);
}
