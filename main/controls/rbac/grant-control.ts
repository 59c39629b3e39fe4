/** How a control about grants is written: which grants it means, and what it says of them. */

import { some } from '../../../shared/in-words.ts';
import type { ControlMeta, Severity } from '../../../shared/verdict.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { isCollectorsOwn } from '../../cluster/permissions/collector.ts';
import {
  administrators,
  type Grant,
  type Grants,
  isAdmin,
  subjectText,
} from '../../cluster/permissions/grants.ts';
import { type Held, POWER_TEXT, type Power, TAKEOVER } from '../../cluster/permissions/powers.ts';
import { AUTHENTICATED } from '../../kubernetes/rbac/subjects.ts';
import { RBAC_KINDS } from '../../snapshot/coverage.ts';
import { type Control, type Draft, defineControl, fail, fix, notApplicable, pass } from '../define.ts';
import { namespaceWeights } from './namespace-weight.ts';

export interface Words {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly rationale: string;
  readonly remediation?: ControlMeta['remediation'];
  readonly references?: ControlMeta['references'];
  readonly mappings: NonNullable<Parameters<typeof defineControl>[0]['mappings']>;
  readonly questions?: readonly string[];
  /** What is true when nothing fails; of the permission that the title names when left out. */
  readonly passes?: string;
}

export const GOOD_PRACTICE: ControlMeta['references'] = [
  { title: 'RBAC good practices', url: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/' },
];

/** Narrow the role, with an example of a role that does without. */
export const narrow = (yaml: string): ControlMeta['remediation'] =>
  fix(
    'Remove the binding or narrow its role.',
    'Establish with the owner which verbs and resources are used. Write a Role with exactly those, bind it in the namespace where it is needed, and delete the old binding.',
    [1, 4, 16],
    yaml,
  );

/** A Role of one rule. */
export const roleOf = (group: string, resources: string, verbs: string, names?: string): string =>
  `kind: Role\nrules:\n  - apiGroups: ["${group}"]\n    resources: [${resources}]\n    verbs: [${verbs}]\n${names === undefined ? '' : `    resourceNames: [${names}]\n`}`;

export const asMeta = ({ passes: _passes, ...words }: Words) => ({
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
  /** A sentence that follows. */
  readonly because?: string;
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
      const { grants, index, platform } = cluster;
      if (grants.all.length === 0) yield notApplicable('There is no binding.');
      let none = true;
      let own = false;
      for (const { grant, says, severity, because } of find(cluster)) {
        if (isCollectorsOwn(grant, grant.powers, index.manifest.identity)) {
          own = true;
          continue;
        }
        none = false;
        const world = isEveryGoogleAccount(grant, platform.distribution);
        const sentences = [
          `${subjectText(grant.subject)} ${says}, in ${scopeText(grant)}.`,
          ...(world ? [EVERY_GOOGLE_ACCOUNT] : []),
          ...(because === undefined ? [] : [because]),
        ];
        const rated = world ? raised(severity ?? words.severity) : severity;
        yield fail(grant.binding, sentences.join(' '), {
          path: grant.path,
          value: grant.subject.name,
          subject: grant.subject,
          ...(rated === undefined ? {} : { severity: rated }),
        });
      }
      if (none && grants.all.length > 0) yield pass(null, words.passes ?? nobodySentence(grants, own));
      yield* after(cluster);
    },
  });
}

/** On GKE the group of all who signed in is not one of the company. */
function isEveryGoogleAccount({ subject }: Grant, distribution: string | null): boolean {
  return (
    subject.kind === 'Group' &&
    subject.name === AUTHENTICATED &&
    (distribution === 'GKE' || distribution === 'GKE Autopilot')
  );
}

const EVERY_GOOGLE_ACCOUNT =
  'On GKE this group includes everyone with a Google account, inside the company or not.';

/** A low one stays: what everybody may read anyway is no more dangerous in more hands. */
const raised = (severity: Severity): Severity => (severity === 'low' ? 'low' : 'critical');

function nobodySentence(grants: Grants, own: boolean): string {
  const besides = [
    ...(administrators(grants).length > 0 ? ['cluster administrators'] : []),
    ...(own ? ['the reading role of this collection'] : []),
  ];
  return besides.length === 0
    ? 'No binding gives this permission to a subject outside the system.'
    : `Besides ${besides.join(' and ')}, no binding gives this permission to a subject outside the system.`;
}

/**
 * A control about grants with one of some powers. Cluster administrators are told elsewhere, once; who may do everything
 * in a namespace holds each of the powers there, and is told under each.
 */
export function powerControl(
  words: Words,
  powers: readonly Power[],
  judge: (
    grant: Grant,
    grants: Grants,
  ) => { readonly severity?: Severity; readonly note?: string } | null = () => ({}),
): Control {
  return grantControl(words, function* (cluster) {
    const { grants } = cluster;
    const weightOf = namespaceWeights(cluster);
    for (const grant of grants.all) {
      if (isAdmin(grant) && grant.namespace === null) continue;
      const held = powers.flatMap((power) => {
        const one = grant.judged.get(power);
        return one === undefined || !hasEffect(grant, power) ? [] : [[power, one] as const];
      });
      if (held.length === 0) continue;
      const judged = judge(grant, grants);
      if (judged === null) continue;
      const { severity, note } = judged;
      const what = held.map(([power, one]) => `${POWER_TEXT[power]}${namesText(one)}`).join(' and ');
      const owns = held.some(([power, { names }]) => TAKEOVER.has(power) && names === null);
      const weight = grant.namespace === null || !owns ? null : weightOf(grant.namespace, grant.subject);
      const base = severity ?? words.severity;
      const rated = weight !== null && base === 'medium' ? 'high' : severity;
      yield {
        grant,
        says: `can ${what} through ${roleText(grant, held[0]?.[1])}${note === undefined ? '' : `; ${note}`}`,
        ...(rated === undefined ? {} : { severity: rated }),
        ...(weight === null ? {} : { because: weight }),
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
export function roleText({ role, held, isVariant }: Grant, by?: Held): string {
  const source = isVariant && held?.ref.source !== undefined ? ` of ${held.ref.source}` : '';
  const name = `${role.kind} ${role.name}${source}`;
  if (by === undefined || by.rule.path === null) return name;
  const own = held === null || by.rule.role.name === held.ref.name;
  const { kind, name: part, source: place } = by.rule.role;
  const at = isVariant && place !== undefined ? ` in ${place}` : '';
  return `${name} (${by.rule.path}${own ? '' : ` of ${kind} ${part}${at}`})`;
}

export function scopeText({ namespace }: Pick<Grant, 'namespace'>): string {
  return namespace === null ? 'the whole cluster' : `namespace ${namespace}`;
}

function namesText({ names }: Held): string {
  return names === null ? '' : ` (only ${some(names)})`;
}

/** Config maps of one namespace matter only where DNS and the account mappings lie. */
function hasEffect(grant: Grant, power: Power): boolean {
  return power !== 'write-system-configmaps' || grant.namespace === null || grant.namespace === 'kube-system';
}
