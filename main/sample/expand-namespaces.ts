/** What the control plane and the mesh put into every namespace. */
import type { ExpandedCluster } from './expand-state.ts';
import type { SampleObject } from './sample-object.ts';

/** Labels, status, the default account and the certificate maps. */
export function fillNamespace(cluster: ExpandedCluster, namespace: SampleObject): void {
  const name = namespace.metadata.name;
  namespace.metadata.labels = { 'kubernetes.io/metadata.name': name, ...namespace.metadata.labels };
  namespace['spec'] = { finalizers: ['kubernetes'] };
  namespace['status'] = { phase: 'Active' };
  cluster.addIfMissing({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: name },
  });
  cluster.addIfMissing({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'kube-root-ca.crt',
      namespace: name,
      annotations: {
        'kubernetes.io/description': 'Contains a CA bundle that can be used to verify the kube-apiserver.',
      },
    },
    data: {
      'ca.crt':
        '-----BEGIN CERTIFICATE-----\nMIIBsampleHalcyonFreightClusterAuthority\n-----END CERTIFICATE-----\n',
    },
  });
  if (namespace.metadata.labels['istio-injection'] === 'enabled' || name === 'istio-system') {
    cluster.addIfMissing({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio-ca-root-cert', namespace: name, labels: { 'istio.io/config': 'true' } },
      data: {
        'root-cert.pem':
          '-----BEGIN CERTIFICATE-----\nMIIBsampleHalcyonFreightMeshAuthority\n-----END CERTIFICATE-----\n',
      },
    });
  }
}
