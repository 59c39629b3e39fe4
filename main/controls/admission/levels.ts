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
  'Enforce baseline, or preferably restricted.',
  'Set the warn label first, fix what it reports, then set enforce. Where node agents need more, give them a namespace of their own.',
  [1, 4, 16],
  'metadata:\n  labels:\n    pod-security.kubernetes.io/warn: restricted\n    pod-security.kubernetes.io/enforce: baseline\n',
);

export const levelControls: readonly Control[] = [
  defineControl({
    id: 'admission/no-enforce-label',
    title: 'Namespace without a label that enforces a Pod Security level',
    severity: 'medium',
    rationale:
      'Anyone who may create pods here can create a privileged one and become root on the node. From there they can read every Secret and token of the pods on that node. Permission to create pods, which every pipeline has, becomes control of the cluster.',
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
        if (level === 'privileged') yield pass(ref, 'Enforces privileged, which a separate control covers.');
        else if (level !== undefined && CONFINED.has(level)) yield pass(ref, `Enforces ${level}.`);
        else
          yield constrained(cluster, ref) ??
            fail(
              ref,
              `Namespace ${name} has no label that enforces a Pod Security level. A default set on the API server is not visible.`,
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
      'The privileged level forbids nothing, although it looks like a security setting. An attacker with a pipeline’s permissions uses such a namespace first, because a privileged pod there is root on the node.',
    remediation: fix(
      'Lower the level to what the workloads need.',
      'Set warn to baseline and review what it reports. Move the few agents that need more into a separate namespace where nobody else may create pods.',
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
          yield pass(ref, 'Enforces privileged for recognised node agents, which need it.');
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
      'Warnings are shown to the pod’s creator, and audit annotations go to a log that may not be kept. Neither stops an attacker. A level was introduced but never enforced.',
    remediation: fix(
      'Fix what is reported, then enforce.',
      'Apply each workload again as a dry run and read the warnings. When none are left, enforce the level that is currently only warned about.',
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
        if (CONFINED.has(labels.get(`${PREFIX}/enforce`) ?? '')) yield pass(ref, 'Enforces a level too.');
        // There the platform itself writes these labels, and its constraints refuse.
        else
          yield constrained(cluster, ref) ??
            fail(ref, `Namespace ${name} has a ${mode} label for level ${level} but no enforce label.`, {
              path,
              value: level,
            });
      }
    },
  }),
  defineControl({
    id: 'admission/version-behind',
    title: 'Pod Security level pinned to an old version',
    severity: 'low',
    rationale:
      'A level pinned to an old Kubernetes version ignores later additions to the standard, such as hosts in probes. A pod that the current standard rejects is still admitted.',
    remediation: fix(
      'Raise the version or set it to latest.',
      'Set the warn label with version latest, fix what it reports, then raise the enforce version. Repeat this with each cluster upgrade.',
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
        if (version === undefined || minor === null) yield pass(ref, 'Follows the server version.');
        else if (serverMinor === null)
          yield unknown(
            manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
            `Namespace ${name} enforces the level of ${version}, but the server version is not known.`,
            ref,
          );
        else
          yield minor >= serverMinor
            ? pass(ref, `Enforces the level of ${version}.`)
            : fail(
                ref,
                `Namespace ${name} enforces the level of ${version}, but the server runs v1.${serverMinor}.`,
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
        `The files do not contain namespace ${name}, so its labels are not known.`,
        ref,
      );
}

/** What constraints make of a namespace without a level; null where there are none. */
function constrained(cluster: Cluster, ref: ObjectRef): Draft | null {
  const constraints = constraintsOf(cluster);
  if (constraints === false) return null;
  return constraints === true
    ? pass(ref, 'OpenShift applies its security context constraints to every pod.')
    : unknown(constraints.reason ?? 'not-collected', constraints.message, ref);
}
