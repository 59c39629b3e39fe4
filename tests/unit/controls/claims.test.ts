/**
 * Sentences claim what was judged and no more: the words of verdicts that spoke of all where a part was looked at, of an
 * absence where a list of known names was held against what is there, or of another side that was never asked.
 */
import { expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import type { ApiFacts } from '../../../shared/evidence.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { deployment, namespace, node, object, serverVersion, service, staticPod } from './objects.ts';

function messagesOf(
  control: string,
  objects: readonly KubernetesObject[],
  facts: Partial<ApiFacts> = {},
): readonly string[] {
  const { manifest } = snapshotOf([]);
  const source = snapshotOf(objects, {
    origin: 'manifests',
    manifest: { apiFacts: { ...manifest.apiFacts, ...facts } },
  });
  return analyseSnapshot(source, { controls: [control], includePasses: true }).verdicts.map(
    ({ message }) => message,
  );
}

const server = (...flags: readonly string[]) => [staticPod('kube-apiserver', ['kube-apiserver', ...flags])];
const ETCD = '/etc/kubernetes/pki/etcd/ca.crt';

test.each<readonly [control: string, objects: readonly KubernetesObject[], says: string]>([
  // A label is judged; what the server does without one is not.
  [
    'admission/no-enforce-label',
    [namespace('shop'), deployment()],
    'Namespace shop has no label that enforces a Pod Security level. A default set on the API server is not visible.',
  ],
  // One side of a connection.
  [
    'control-plane/kubelet-client',
    server('--kubelet-client-certificate=a', '--kubelet-client-key=b', '--kubelet-certificate-authority=c'),
    'The API server verifies the certificates of kubelets and presents one of its own.',
  ],
  [
    'control-plane/etcd-connection',
    server(
      '--etcd-servers=https://127.0.0.1:2379',
      '--etcd-cafile=a',
      '--etcd-certfile=b',
      '--etcd-keyfile=c',
    ),
    'The API server verifies the certificate of etcd and presents one of its own.',
  ],
  // Two names of files are two files, not two authorities.
  [
    'control-plane/etcd-own-ca',
    [...server('--client-ca-file=/pki/ca.crt'), staticPod('etcd', ['etcd', `--trusted-ca-file=${ETCD}`])],
    'etcd and the API server use different authority files; the content of these files is not visible.',
  ],
  // The arguments that were looked for, and a list that may hold more.
  [
    'control-plane/static-credentials',
    server('--secure-port=6443'),
    'Neither --token-auth-file nor --basic-auth-file is set.',
  ],
  [
    'control-plane/authorization-mode',
    server('--authorization-mode=Node,RBAC,Webhook'),
    'Node and RBAC are among the modes.',
  ],
  [
    'control-plane/admission-disabled',
    server('--disable-admission-plugins=Priority'),
    'NamespaceLifecycle, PodSecurity and ServiceAccount are not disabled.',
  ],
  // Fields of the pod: privileged containers have no masks, the host network opens ports of its own.
  [
    'pod/proc-mount',
    [deployment({ securityContext: { privileged: true } })],
    'No container mounts /proc without masks.',
  ],
  ['pod/host-port', [deployment({}, { hostNetwork: true })], 'No container uses a host port.'],
  ['pod/shared-process-namespace', [deployment({}, { hostPID: true })], 'shareProcessNamespace is not set.'],
  ['pod/host-path', [deployment()], 'No volume of the pod mounts a node directory.'],
  [
    'pod/apparmor-unconfined',
    [deployment()],
    'Neither a field nor an annotation of the pod disables AppArmor.',
  ],
  ['pod/windows-host-process', [deployment()], 'No container runs as a process of its Windows node.'],
  // Lists of what is known.
  ['pod/sensitive-host-path', [deployment()], 'No mounted node directory is known to be sensitive.'],
  [
    'pod/runtime-socket',
    [deployment()],
    'No mounted node directory is known to hold a container runtime socket.',
  ],
  ['pod/escape-capability', [deployment()], 'No container holds a capability known to allow an escape.'],
  [
    'cloud/credential-host-path',
    [deployment()],
    'No mounted node directory is known to hold cloud credentials.',
  ],
  ['supply-chain/retired-registry', [deployment()], 'No image comes from a registry known to be retired.'],
  [
    'supply-chain/registry-not-allowed',
    [deployment()],
    'From no known public registry, or from one that the engagement allows.',
  ],
  // Images of containers; image volumes have a control of their own.
  [
    'supply-chain/no-digest',
    [deployment({ image: `registry.example/web@sha256:${'0'.repeat(64)}` })],
    'All images of containers are pinned by digest.',
  ],
  [
    'availability/no-probes',
    [deployment({ readinessProbe: { httpGet: { port: 80 } } })],
    'Every container has a readiness probe, or the kind needs none.',
  ],
  // Addressable is not reached, and outside is outside of the cluster.
  [
    'network/node-port',
    [
      service({ type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, nodePort: 30080 }] }),
      deployment(),
    ],
    'NodePort shop/web is addressable from outside the cluster and leads to 1 workload.',
  ],
  [
    'admission/webhook-outside-cluster',
    [
      object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'inject', {
        webhooks: [{ name: 'a.example', clientConfig: { service: { name: 'web', namespace: 'shop' } } }],
      }),
      service({}),
    ],
    'Its webhooks use no address outside the cluster.',
  ],
  // A role that is missing gives nothing that is known.
  [
    'rbac/default-account-bound',
    [
      object(
        'rbac.authorization.k8s.io/v1',
        'RoleBinding',
        'given',
        {
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'gone' },
          subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'shop' }],
        },
        { namespace: 'shop' },
      ),
    ],
    'ServiceAccount shop/default is the account of every pod without a configured one and is bound to Role gone, which is not in the evidence, so what it grants is not known, in namespace shop.',
  ],
  // Nodes without the label are in no zone that is known.
  [
    'availability/single-zone',
    ['a', 'b'].map((name) =>
      object('v1', 'Node', name, {}, { labels: name === 'a' ? { 'topology.kubernetes.io/zone': 'z1' } : {} }),
    ),
    'Every node that reports a zone is in zone z1.',
  ],
  [
    'admission/no-engine',
    [namespace('shop', { 'pod-security.kubernetes.io/enforce': 'baseline' })],
    'Pod Security admission enforces at least one rule or level.',
  ],
  ['pod/privileged-container', [], 'The files hold nothing to which this control applies.'],
])('%s: %#', (control, objects, says) => {
  expect(messagesOf(control, objects)).toContain(says);
});

test('a kubelet that is newer than the server is not called equal', () => {
  expect(messagesOf('version/kubelet-skew', [node('v1.36.1')], serverVersion(35))[0]).toMatch(
    /^Not behind the server: the kubelet \(v1\.36\.1\) is newer than the server \(v1\.35\.4\), which Kubernetes does not support\.$/,
  );
});

test('many passes are counted as passes, not as objects without an issue', () => {
  const two = [deployment(), deployment({}, {}, { name: 'other' })];
  const { summaries } = analyseSnapshot(snapshotOf(two, { origin: 'manifests' }), {
    controls: ['pod/privileged-container'],
  });
  expect(summaries[0]?.message).toBe('2 objects pass. First: No container is privileged.');
});
