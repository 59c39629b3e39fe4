/** How a control about grants is written: which grants it means, and what it says of them. */
import type { SnapshotManifest } from '../../../../shared/evidence.ts';
import type { ControlMeta, Severity } from '../../../../shared/verdict.ts';
import type { Cluster } from '../../cluster.ts';
import { type Grant, type Grants, isAdmin, subjectText } from '../../rbac/grants.ts';
import { type Held, POWER_TEXT, type Power } from '../../rbac/powers.ts';
import { EVERYBODY } from '../../rbac/system.ts';
import {
  type Control,
  type Draft,
  defineControl,
  fail,
  fix,
  notApplicable,
  pass,
  RBAC_KINDS,
  some,
} from '../define.ts';

export interface Words {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly rationale: string;
  readonly remediation?: ControlMeta['remediation'];
  readonly references?: ControlMeta['references'];
  readonly mappings: NonNullable<Parameters<typeof defineControl>[0]['mappings']>;
  readonly questions?: readonly string[];
}

export const GOOD_PRACTICE: ControlMeta['references'] = [
  { title: 'RBAC good practices', url: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/' },
];

/** Narrow the role, with an example of a role that does without. */
export const narrow = (yaml: string): ControlMeta['remediation'] =>
  fix(
    'Remove the binding or narrow its role.',
    'Find out with the owner which verbs and resources are used, write a Role with exactly those, bind it in the namespace where it is needed, and delete the old binding.',
    [1, 4, 16],
    yaml,
  );

/** A Role of one rule. */
export const roleOf = (group: string, resources: string, verbs: string, names?: string): string =>
  `kind: Role\nrules:\n  - apiGroups: ["${group}"]\n    resources: [${resources}]\n    verbs: [${verbs}]\n${names === undefined ? '' : `    resourceNames: [${names}]\n`}`;

export const asMeta = (words: Words) => ({
  ...words,
  id: `rbac/${words.id}`,
  remediation: words.remediation ?? narrow(roleOf('', '"pods"', '"get", "list"')),
  references: words.references ?? GOOD_PRACTICE,
  questions: words.questions ?? ['access.only-platform-admins'],
});

export interface Finding {
  readonly grant: Grant;
  /** What follows the subject: "can … through …". */
  readonly says: string;
  readonly severity?: Severity;
}

/** A control about what bindings give; `find` names what is wrong, `after` adds what is true of the cluster as a whole. */
export function grantControl(
  words: Words,
  find: (cluster: Cluster) => Iterable<Finding>,
  after: (cluster: Cluster) => Iterable<Draft> = () => [],
  asksFor: readonly string[] = [],
): Control {
  return defineControl({
    ...asMeta(words),
    judges: RBAC_KINDS,
    asksFor,
    *evaluate(cluster) {
      const { grants, index } = cluster;
      if (grants.all.length === 0) yield notApplicable('There is no binding.');
      let none = true;
      for (const { grant, says, severity } of find(cluster)) {
        if (isCollectorsOwn(grant, index.manifest.identity)) continue;
        none = false;
        yield fail(grant.binding, `${subjectText(grant.subject)} ${says}, in ${scopeText(grant)}.`, {
          path: grant.path,
          value: grant.subject.name,
          subject: grant.subject,
          ...(severity === undefined ? {} : { severity }),
        });
      }
      if (none && grants.all.length > 0)
        yield pass(null, 'No binding gives this permission to a subject outside the system.');
      yield* after(cluster);
    },
  });
}

/** A control about grants with one of some powers. Who may do everything there is told elsewhere, once. */
export function powerControl(
  words: Words,
  powers: readonly Power[],
  judge: (
    grant: Grant,
    grants: Grants,
  ) => { readonly severity?: Severity; readonly note?: string } | null = () => ({}),
): Control {
  return grantControl(words, function* ({ grants }) {
    for (const grant of grants.all) {
      if (isToldElsewhere(grant, powers)) continue;
      const held = powers.flatMap((power) => {
        const one = grant.judged.get(power);
        return one === undefined || !hasEffect(grant, power) ? [] : [[power, one] as const];
      });
      if (held.length === 0) continue;
      const judged = judge(grant, grants);
      if (judged === null) continue;
      const { severity, note } = judged;
      const what = held.map(([power, one]) => `${POWER_TEXT[power]}${namesText(one)}`).join(' and ');
      yield {
        grant,
        says: `can ${what} through ${roleText(grant, held[0]?.[1])}${note === undefined ? '' : `; ${note}`}`,
        ...(severity === undefined ? {} : { severity }),
      };
    }
  });
}

/** Whether the subject holds a power where a grant holds, by this or another binding. */
export function holdsToo(grant: Grant, { authorizer }: Grants, ...powers: readonly Power[]): boolean {
  return authorizer
    .boundToSubject(grant.subject)
    .some(
      (other) =>
        (other.namespace === null || other.namespace === grant.namespace) &&
        powers.some((power) => other.powers?.has(power) === true),
    );
}

/** `ClusterRole held (rules[2])`; for an aggregated role with the role that has the rule. */
export function roleText({ role, held }: Grant, by?: Held): string {
  const name = `${role.kind} ${role.name}`;
  if (by === undefined || by.rule.path === null) return name;
  const own = held === null || by.rule.role.name === held.ref.name;
  return `${name} (${by.rule.path}${own ? '' : ` of ${by.rule.role.kind} ${by.rule.role.name}`})`;
}

export function scopeText({ namespace }: Pick<Grant, 'namespace'>): string {
  return namespace === null ? 'the whole cluster' : `namespace ${namespace}`;
}

function namesText({ names }: Held): string {
  return names === null ? '' : ` (only ${some(names)})`;
}

/** The reading role that was given for this collection is no finding; anything beyond reading is. */
function isCollectorsOwn(
  { subject, powers }: Grant,
  { username, groups }: SnapshotManifest['identity'],
): boolean {
  const held = subject.kind === 'Group' ? groups.includes(subject.name) : subject.name === username;
  return (
    held &&
    !EVERYBODY.has(subject.name) &&
    powers !== null &&
    [...powers.keys()].every((power) => power === 'wildcard' || power === 'beyond-discovery')
  );
}

/** Config maps of one namespace matter only where DNS and the account mappings lie. */
function hasEffect(grant: Grant, power: Power): boolean {
  return power !== 'write-system-configmaps' || grant.namespace === null || grant.namespace === 'kube-system';
}

/** Who may do everything is told once: as cluster administrator, or in a namespace as holder of a wildcard. */
function isToldElsewhere(grant: Grant, powers: readonly Power[]): boolean {
  return isAdmin(grant) && (grant.namespace === null || !powers.includes('wildcard'));
}
