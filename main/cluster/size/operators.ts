/** Operators by the groups of their custom resources. */
import type { Tally } from '../../../shared/size.ts';
import type { SnapshotIndex } from '../../snapshot/index.ts';
import { str } from '../../snapshot/read.ts';
import { tally } from './tally.ts';

/** Number of kinds that each recognised operator brings. */
export function operatorsOf(index: SnapshotIndex): NonNullable<Tally> {
  return tally(
    index.all('apiextensions.k8s.io/customresourcedefinitions').map((crd) => {
      const group = str(crd, 'spec', 'group') ?? '';
      return GROUPS.find(([suffix]) => group === suffix || group.endsWith(`.${suffix}`))?.[1] ?? '';
    }),
  );
}

const GROUPS: readonly (readonly [group: string, name: string])[] = [
  ['acid.zalan.do', 'Zalando Postgres operator'],
  ['actions.github.com', 'GitHub Actions runner controller'],
  ['actions.summerwind.dev', 'GitHub Actions runner controller'],
  ['argoproj.io', 'Argo'],
  ['bitnami.com', 'Sealed Secrets'],
  ['ceph.rook.io', 'Rook'],
  ['cert-manager.io', 'cert-manager'],
  ['cilium.io', 'Cilium'],
  ['cluster.x-k8s.io', 'Cluster API'],
  ['crossplane.io', 'Crossplane'],
  ['elastic.co', 'Elastic Cloud on Kubernetes'],
  ['external-secrets.io', 'External Secrets Operator'],
  ['fluxcd.io', 'Flux'],
  ['gatekeeper.sh', 'Gatekeeper'],
  ['grafana.integreatly.org', 'Grafana operator'],
  ['istio.io', 'Istio'],
  ['jaegertracing.io', 'Jaeger'],
  ['k8ssandra.io', 'K8ssandra'],
  ['karpenter.sh', 'Karpenter'],
  ['keda.sh', 'KEDA'],
  ['knative.dev', 'Knative'],
  ['kubeflow.org', 'Kubeflow'],
  ['kubevirt.io', 'KubeVirt'],
  ['kyverno.io', 'Kyverno'],
  ['linkerd.io', 'Linkerd'],
  ['longhorn.io', 'Longhorn'],
  ['metallb.io', 'MetalLB'],
  ['min.io', 'MinIO operator'],
  ['monitoring.coreos.com', 'Prometheus operator'],
  ['mongodb.com', 'MongoDB operator'],
  ['mongodbcommunity.mongodb.com', 'MongoDB operator'],
  ['opentelemetry.io', 'OpenTelemetry operator'],
  ['operators.coreos.com', 'Operator Lifecycle Manager'],
  ['percona.com', 'Percona operators'],
  ['postgresql.cnpg.io', 'CloudNativePG'],
  ['projectcalico.org', 'Calico'],
  ['rabbitmq.com', 'RabbitMQ operator'],
  ['ray.io', 'KubeRay'],
  ['secrets.hashicorp.com', 'Vault Secrets Operator'],
  ['secrets-store.csi.x-k8s.io', 'Secrets Store CSI driver'],
  ['sparkoperator.k8s.io', 'Spark operator'],
  ['strimzi.io', 'Strimzi'],
  ['tekton.dev', 'Tekton'],
  ['tigera.io', 'Calico'],
  ['traefik.io', 'Traefik'],
  ['velero.io', 'Velero'],
];
