/**
 * Wide permissions that are new in a cluster that is not. Compared are times that the server wrote: of the object, of
 * the cluster's first namespace, and of the collection. The clock of this machine has no part in it.
 */

import { count } from '../../../shared/in-words.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { subjectText } from '../../cluster/permissions/grants.ts';
import { TAKEOVER } from '../../cluster/permissions/powers.ts';
import { RBAC_KINDS } from '../../snapshot/coverage.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { str } from '../../snapshot/read.ts';
import { type Control, type Draft, defineControl, fail, notApplicable, pass, unknown } from '../define.ts';
import { kubernetesDocs } from '../docs.ts';
import { ASK, FORENSICS, THREAT_MATRIX } from './forensics.ts';

const DAY_MS = 86_400_000;
/** Younger objects are fresh. */
const FRESH_DAYS = 14;
/** In a younger cluster everything is. */
const YOUNG_DAYS = 60;
const BINDINGS = 'rbac.authorization.k8s.io/clusterrolebindings';

export const freshControls: readonly Control[] = [
  defineControl({
    id: 'compromise/fresh-cluster-admin-binding',
    title: 'New cluster administrator in an old cluster',
    severity: 'high',
    rationale:
      'An intruder who wants persistence creates a cluster administrator with a name that sounds like a tool. In a cluster that has run for months, a binding from the last two weeks should belong to a known change. Otherwise it may be an intruder.',
    remediation: FORENSICS,
    references: [
      kubernetesDocs('RBAC good practices', 'concepts/security/rbac-good-practices/'),
      THREAT_MATRIX,
    ],
    mappings: ['mitre-attack:T1098', 'mitre-attack:T1136', 'nsa-cisa:threat-detection', 'nsa-cisa:rbac'],
    questions: ['scope.incidents', 'detection.admin-change-alert', 'access.admins-count'],
    judges: [BINDINGS],
    needs: ['rbac.authorization.k8s.io/clusterroles', '/namespaces'],
    *evaluate(cluster) {
      const age = ageOf(cluster.index);
      if (age.unknown !== null) {
        yield age.unknown;
        return;
      }
      const admins = cluster.grants.all.filter(
        ({ binding, powers, system }) =>
          binding.kind === 'ClusterRoleBinding' && powers?.has('everything') === true && !system,
      );
      for (const { binding, subject } of admins) {
        const object = cluster.index.get(BINDINGS, null, binding.name);
        const days = daysBefore(cluster.index, object);
        if (days === null)
          yield unknown('not-collected', `When ${binding.name} was created is not recorded.`, binding);
        else
          yield days <= FRESH_DAYS
            ? fail(
                binding,
                `Seen: ${binding.name} made ${subjectText(subject)} a cluster administrator ${ago(days)}, in a cluster of ${age.days} days. ${ASK}`,
                { path: 'metadata.creationTimestamp', value: createdOf(object), subject },
              )
            : pass(
                binding,
                `The binding ${binding.name} is older than ${FRESH_DAYS} days; this does not prove absence.`,
              );
      }
      if (admins.length === 0) yield pass(null, 'No such binding found; this does not prove absence.');
    },
  }),
  defineControl({
    id: 'compromise/fresh-powerful-account',
    title: 'New service account that can take over an old cluster',
    severity: 'medium',
    rationale:
      'A service account with wide permissions is a less visible way to persist than a user: its token works from anywhere, and nobody expects it to sign in. In a cluster that has run for months, an account from the last two weeks should belong to a known change.',
    remediation: FORENSICS,
    references: [
      kubernetesDocs('Managing service accounts', 'reference/access-authn-authz/service-accounts-admin/'),
      THREAT_MATRIX,
    ],
    mappings: [
      'mitre-attack:T1136',
      'mitre-attack:T1098',
      'nsa-cisa:threat-detection',
      'nsa-cisa:service-account-token',
    ],
    questions: ['scope.incidents', 'detection.admin-change-alert', 'detection.everything-owned'],
    judges: ['/serviceaccounts'],
    needs: [...RBAC_KINDS, '/namespaces'],
    *evaluate(cluster) {
      const age = ageOf(cluster.index);
      if (age.unknown !== null) {
        yield age.unknown;
        return;
      }
      for (const account of cluster.index.all('/serviceaccounts')) {
        const days = daysBefore(cluster.index, account);
        if (days === null || days > FRESH_DAYS || !canTakeOver(cluster, account)) continue;
        const ref = refOf(account);
        yield fail(
          ref,
          `Seen: account ${ref.namespace ?? ''}/${ref.name}, which can take over the cluster, was created ${ago(days)}, in a cluster of ${age.days} days. ${ASK}`,
          { path: 'metadata.creationTimestamp', value: createdOf(account) },
        );
      }
      yield pass(null, 'No other recent account with wide permissions found; this does not prove absence.');
    },
  }),
];

function canTakeOver({ grants }: Cluster, account: KubernetesObject): boolean {
  const { namespace, name } = refOf(account);
  return grants
    .ofAccount(namespace ?? 'default', name)
    .some(
      (grant) =>
        grant.subject.kind === 'ServiceAccount' &&
        grant.namespace === null &&
        !grant.system &&
        [...grant.judged.keys()].some((power) => TAKEOVER.has(power)),
    );
}

/** Days that the cluster has run, or why freshness says nothing in it. */
function ageOf(index: SnapshotIndex): { readonly days: number; readonly unknown: Draft | null } {
  if (index.manifest.origin === 'manifests')
    return { days: 0, unknown: unknown('not-in-manifests', 'Files do not show when objects were created.') };
  const first = index.get('/namespaces', null, 'kube-system') ?? index.get('/namespaces', null, 'default');
  const days = first === null ? null : daysBefore(index, first);
  if (days === null)
    return { days: 0, unknown: unknown('not-collected', 'When the cluster was created is not recorded.') };
  return days < YOUNG_DAYS
    ? {
        days,
        unknown: notApplicable(
          `The cluster was created ${days} days before the collection, so everything in it is recent.`,
        ),
      }
    : { days, unknown: null };
}

/** Whole days between an object's making and the end of the collection; null when the object does not tell. */
function daysBefore(index: SnapshotIndex, object: KubernetesObject | null): number | null {
  const time = Date.parse(createdOf(object) ?? '');
  const days = Math.floor((index.now.getTime() - time) / DAY_MS);
  return Number.isNaN(days) ? null : Math.max(0, days);
}

const createdOf = (object: KubernetesObject | null): string | undefined =>
  str(object, 'metadata', 'creationTimestamp');

const ago = (days: number): string =>
  days === 0 ? 'on the day of the collection' : `${count(days, 'day')} before the collection`;
