/** The labels by which a namespace asks the API server to hold its pods to a Pod Security level. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { minorOfVersion } from '../../cluster/platform/versions.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import type { NamespaceInfo } from '../../snapshot/index.ts';
import { type Control, type Draft, defineControl, fail, fix, pass, unknown } from '../define.ts';
import { kubernetesDocs, POD_SECURITY_ADMISSION } from '../docs.ts';
import { CONSTRAINT_KINDS, constraintsOf } from './constraints.ts';

const PREFIX = 'pod-security.kubernetes.io';
const ENFORCE_PATH = `metadata.labels["${PREFIX}/enforce"]`;
const LABELS = kubernetesDocs(
  'Enforce Pod Security Standards with namespace labels',
  'tasks/configure-pod-container/enforce-standards-namespace-labels/',
);
const CONFINED = new Set(['baseline', 'restricted']);

export const ENFORCE = fix(
  'Enforce baseline, better restricted.',
  'Set the warn label first, mend what it reports, then set enforce. Where agents need more, give them a namespace of their own.',
  [1, 4, 16],
  'metadata:\n  labels:\n    pod-security.kubernetes.io/warn: restricted\n    pod-security.kubernetes.io/enforce: baseline\n',
);

export const levelControls: readonly Control[] = [
  defineControl({
    id: 'admission/no-enforce-label',
    title: 'Namespace without a label that enforces a Pod Security level',
    severity: 'medium',
    rationale:
      'Whoever may create pods here creates a privileged one and is root on the node, and from there reads every Secret and token of the pods beside it. The permission to create pods, which every pipeline has, is then the permission to own the cluster.',
    remediation: ENFORCE,
    references: [POD_SECURITY_ADMISSION, LABELS],
    mappings: [
      'cis:5.2.1',
      'pod-security:baseline',
      'owasp-k8s:K04',
      'nsa-cisa:pod-security',
      'mitre-attack:T1611',
    ],
    questions: ['components.admission-rules'],
    judges: ['/namespaces'],
    asksFor: CONSTRAINT_KINDS,
    *evaluate(cluster) {
      yield* unlabelled(cluster);
      for (const { name, labels, ref } of companyNamespaces(cluster)) {
        const level = labels.get(`${PREFIX}/enforce`);
        if (level === 'privileged')
          yield pass(ref, 'Enforces privileged, which a control of its own judges.');
        else if (level !== undefined && CONFINED.has(level)) yield pass(ref, `Enforces ${level}.`);
        else
          yield constrained(cluster, ref) ??
            fail(
              ref,
              `Namespace ${name} has no label that enforces a Pod Security level; a default in the settings of the API server does not show.`,
              {
                path: ENFORCE_PATH,
                value: level ?? 'not set',
              },
            );
      }
    },
  }),
  defineControl({
    id: 'admission/enforce-privileged',
    title: 'Namespace with Pod Security level privileged',
    severity: 'medium',
    rationale:
      'The level privileged forbids nothing. It looks like a setting for security in every list, and is the first namespace to which an attacker with a pipeline’s permissions goes, because a privileged pod there is root on the node.',
    remediation: fix(
      'Lower the level to what the workloads need.',
      'Set warn to baseline and look at what it reports. Move the few agents that need more into a namespace of their own where nobody else may create pods.',
      [1, 4, 16],
      'metadata:\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n',
    ),
    references: [POD_SECURITY_ADMISSION, LABELS],
    mappings: [
      'cis:5.2.1',
      'pod-security:baseline',
      'owasp-k8s:K04',
      'nsa-cisa:pod-security',
      'mitre-attack:T1611',
    ],
    questions: ['components.admission-rules', 'workloads.no-privileged'],
    judges: ['/namespaces'],
    needs: WORKLOAD_KINDS,
    showsWhatIsThere: true,
    *evaluate(cluster) {
      yield* unlabelled(cluster);
      for (const { name, labels, ref } of companyNamespaces(cluster)) {
        const workloads = cluster.index.workloadsIn(name);
        if (labels.get(`${PREFIX}/enforce`) !== 'privileged') yield pass(ref, 'Does not enforce privileged.');
        else if (workloads.length > 0 && workloads.every((one) => cluster.agents.of(one) !== null))
          yield pass(ref, 'Enforces privileged for recognised agents of the nodes, which need it.');
        else
          yield fail(ref, `Namespace ${name} enforces privileged, which allows everything.`, {
            path: ENFORCE_PATH,
            value: 'privileged',
          });
      }
    },
  }),
  defineControl({
    id: 'admission/warn-or-audit-only',
    title: 'Pod Security level that only warns',
    severity: 'low',
    rationale:
      'Warnings go to whoever creates the pod and audit notes to a log that may not be kept. Neither stops an attacker; both show that somebody began to introduce a level and did not finish.',
    remediation: fix(
      'Mend what is reported, then enforce.',
      'Create each workload again with a dry run and read the warnings. When none is left set enforce to the level that is warned of.',
      [1, 4, 16],
      'metadata:\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n',
    ),
    references: [POD_SECURITY_ADMISSION, LABELS],
    mappings: ['cis:5.2.1', 'pod-security:baseline', 'owasp-k8s:K04', 'nsa-cisa:pod-security'],
    questions: ['components.admission-rules'],
    judges: ['/namespaces'],
    asksFor: CONSTRAINT_KINDS,
    *evaluate(cluster) {
      yield* unlabelled(cluster);
      for (const { name, labels, ref } of companyNamespaces(cluster)) {
        const mode = (['warn', 'audit'] as const).find((one) =>
          CONFINED.has(labels.get(`${PREFIX}/${one}`) ?? ''),
        );
        if (mode === undefined) continue;
        const path = `metadata.labels["${PREFIX}/${mode}"]`;
        const level = labels.get(`${PREFIX}/${mode}`) ?? '';
        if (CONFINED.has(labels.get(`${PREFIX}/enforce`) ?? '')) yield pass(ref, 'Enforces a level as well.');
        // There the platform itself writes these labels, and its constraints refuse.
        else
          yield constrained(cluster, ref) ??
            fail(ref, `Namespace ${name} has a ${mode} label of level ${level} and none that enforces.`, {
              path,
              value: level,
            });
      }
    },
  }),
  defineControl({
    id: 'admission/version-behind',
    title: 'Pod Security level of an older version',
    severity: 'low',
    rationale:
      'A level pinned to an old version of Kubernetes does not look at what was added to the standard since, such as the host of probes or newer sysctls, so that a pod passes which the current standard refuses.',
    remediation: fix(
      'Raise the version or name latest.',
      'Set the warn label with version latest, mend what it reports, then raise the version of enforce. Do it with each upgrade of the cluster.',
      [0.5, 1, 4],
      'metadata:\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n    pod-security.kubernetes.io/enforce-version: latest\n',
    ),
    references: [
      POD_SECURITY_ADMISSION,
      kubernetesDocs('Pod Security Standards', 'concepts/security/pod-security-standards/'),
    ],
    mappings: ['pod-security:baseline', 'owasp-k8s:K04', 'nsa-cisa:upgrading', 'cis:5.2.1'],
    questions: ['components.admission-rules'],
    judges: ['/namespaces'],
    *evaluate(cluster) {
      const { serverMinor, manifest } = cluster.index;
      yield* unlabelled(cluster);
      for (const { name, labels, ref } of companyNamespaces(cluster)) {
        if (!CONFINED.has(labels.get(`${PREFIX}/enforce`) ?? '')) continue;
        const key = `${PREFIX}/enforce-version`;
        const version = labels.get(key);
        const minor = version === undefined ? null : minorOfVersion(version);
        if (version === undefined || minor === null) yield pass(ref, 'Follows the version of the server.');
        else if (serverMinor === null)
          yield unknown(
            manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
            `Namespace ${name} enforces the level of ${version}; which version the server has is not known.`,
            ref,
          );
        else
          yield minor >= serverMinor
            ? pass(ref, `Enforces the level of ${version}.`)
            : fail(
                ref,
                `Namespace ${name} enforces the level of ${version}, and the server has v1.${serverMinor}.`,
                { path: `metadata.labels["${key}"]`, value: version },
              );
      }
    },
  }),
];

/** Namespaces that the company looks after and whose labels were read. */
function companyNamespaces({ index, isSystemNamespace }: Cluster): readonly NamespaceInfo[] {
  // Known only by what lies in it: its labels were not read, so that it has none is not known.
  return index.namespaceVariants.filter(
    ({ name, object, labelsKnown }) => !isSystemNamespace(name) && (object !== null || labelsKnown),
  );
}

/** Namespaces of files that name them without holding them: whoever makes them gives them their labels. */
function* unlabelled({ index, isSystemNamespace }: Cluster): Iterable<Draft> {
  if (index.manifest.origin !== 'manifests') return;
  for (const { name, object, ref } of index.namespaces)
    if (object === null && !isSystemNamespace(name))
      yield unknown(
        'not-in-manifests',
        `The files do not hold namespace ${name}, so its labels are not known.`,
        ref,
      );
}

/** What constraints make of a namespace without a level; null where there are none. */
function constrained(cluster: Cluster, ref: ObjectRef): Draft | null {
  const constraints = constraintsOf(cluster);
  if (constraints === false) return null;
  return constraints === true
    ? pass(ref, 'OpenShift holds every pod to its security context constraints.')
    : unknown(constraints.reason ?? 'not-collected', constraints.message, ref);
}
