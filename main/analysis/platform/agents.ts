/**
 * System agents and what they need. A CNI must be privileged to do its work; reporting it would bury what matters.
 * Recognised by the repository part of the image together with the kind of workload and its name, never by the
 * name alone: a look-alike must not profit. Only what exceeds `needs` is a finding.
 */
import type { Workload } from '../../snapshot/index.ts';

/** What a control may ask an agent's excuse for. */
export type Need =
  | 'privileged'
  | 'host-network'
  | 'host-pid'
  | 'host-ipc'
  | 'host-port'
  | 'host-path'
  | 'runtime-socket'
  | 'capabilities'
  | 'root';

export interface Agent {
  readonly id: string;
  readonly name: string;
  /** What the agent is for, ending the sentence "needs it because it …". */
  readonly why: string;
  readonly needs: ReadonlySet<Need>;
  /** What the agent tells about the cluster. */
  readonly role?: 'cni' | 'csi' | 'runtime-detection' | 'log-shipping' | 'metrics' | 'mesh' | 'control-plane';
}

interface Rule extends Omit<Agent, 'needs'> {
  readonly needs: readonly Need[];
  /** Matches an image repository, registry included. */
  readonly image: RegExp;
  readonly kinds: readonly string[];
}

export interface Agents {
  of(workload: Workload): Agent | null;
  /** Workloads of agents with this role. */
  withRole(
    role: NonNullable<Agent['role']>,
  ): readonly { readonly agent: Agent; readonly workload: Workload }[];
}

/** Classifies workloads. Naked pods are never agents, except static ones of kube-system. */
export function agentsOf(workloads: readonly Workload[]): Agents {
  const found = new Map<Workload, Agent>();
  for (const workload of workloads) {
    const agent = classify(workload);
    if (agent !== null) found.set(workload, agent);
  }
  return {
    of: (workload) => found.get(workload) ?? null,
    withRole: (role) =>
      [...found].flatMap(([workload, agent]) => (agent.role === role ? [{ agent, workload }] : [])),
  };
}

/** The image without tag and digest. */
export function repositoryOf(image: string): string {
  const withoutDigest = image.split('@')[0] ?? '';
  const slash = withoutDigest.lastIndexOf('/');
  const colon = withoutDigest.indexOf(':', slash + 1);
  return (colon < 0 ? withoutDigest : withoutDigest.slice(0, colon)).toLowerCase();
}

function classify(workload: Workload): Agent | null {
  if (workload.namespace === 'default') return null;
  const kind = workload.controllerKind;
  if (kind === 'Pod' && !(workload.isStatic && workload.namespace === 'kube-system')) return null;
  for (const rule of RULES) {
    if (!rule.kinds.includes(kind)) continue;
    if (workload.containers.some(({ image }) => rule.image.test(repositoryOf(image))))
      return AGENTS.get(rule) ?? null;
  }
  return null;
}

const EVERYWHERE = ['DaemonSet'] as const;
const CONTROLLER = ['DaemonSet', 'Deployment', 'StatefulSet'] as const;
const NODE_ALL: readonly Need[] = [
  'privileged',
  'host-network',
  'host-pid',
  'host-path',
  'host-port',
  'capabilities',
  'root',
];

const RULES: readonly Rule[] = [
  {
    id: 'control-plane',
    name: 'Kubernetes control plane',
    why: 'is the control plane itself, run from files of the node',
    role: 'control-plane',
    kinds: ['Pod'],
    image:
      /(^|\/)(kube-apiserver|kube-controller-manager|kube-scheduler|etcd|kube-vip|haproxy)(-[a-z0-9]+)?$/,
    needs: ['host-network', 'host-path', 'host-port', 'root', 'capabilities'],
  },
  {
    id: 'kube-proxy',
    name: 'kube-proxy',
    why: 'programs the packet rules of the node',
    kinds: ['DaemonSet', 'Pod'],
    image: /(^|\/)(kube-proxy|hyperkube)(-[a-z0-9]+)?$/,
    needs: ['privileged', 'host-network', 'host-path', 'host-port', 'capabilities', 'root'],
  },
  {
    id: 'aws-vpc-cni',
    name: 'Amazon VPC CNI',
    why: 'sets up the network of every pod',
    role: 'cni',
    kinds: EVERYWHERE,
    image:
      /(^|\/)(amazon-k8s-cni|amazon-k8s-cni-init|aws-network-policy-agent|amazon\/aws-network-policy-agent)$/,
    needs: ['privileged', 'host-network', 'host-path', 'host-port', 'capabilities', 'root'],
  },
  {
    id: 'calico',
    name: 'Calico',
    why: 'sets up the network of every pod',
    role: 'cni',
    kinds: EVERYWHERE,
    image: /(^|\/)(calico\/(node|cni|pod2daemon-flexvol|csi)|calico-node)$/,
    needs: NODE_ALL,
  },
  {
    id: 'cilium',
    name: 'Cilium',
    why: 'sets up the network of every pod',
    role: 'cni',
    kinds: EVERYWHERE,
    image: /(^|\/)cilium\/(cilium|cilium-envoy|startup-script)$/,
    needs: NODE_ALL,
  },
  {
    id: 'cni-other',
    name: 'the network plugin',
    why: 'sets up the network of every pod',
    role: 'cni',
    kinds: EVERYWHERE,
    image:
      /(^|\/)(flannel|flannel-cni-plugin|weave-kube|weave-npc|antrea-agent-ubuntu|antrea-agent|antrea-ubuntu|kube-router|kindnetd|canal|netd|azure-cns|azure-npm|multus-cni|ovn-kubernetes|kube-ovn|ip-masq-agent)(-[a-z0-9]+)?$/,
    needs: NODE_ALL,
  },
  {
    id: 'csi',
    name: 'the storage driver',
    why: 'mounts volumes into pods on the node',
    role: 'csi',
    kinds: CONTROLLER,
    image:
      /(^|\/)(aws-ebs-csi-driver|aws-efs-csi-driver|aws-fsx-csi-driver|gcp-compute-persistent-disk-csi-driver|azuredisk-csi|azurefile-csi|blob-csi|nfsplugin|cephcsi|longhorn-manager|csi-node-driver-registrar|secrets-store-csi-driver[a-z-]*|driver-registrar|cinder-csi-plugin|csi-driver|do-csi-plugin)$/,
    needs: ['privileged', 'host-network', 'host-pid', 'host-path', 'host-port', 'capabilities', 'root'],
  },
  {
    id: 'node-exporter',
    name: 'Prometheus node exporter',
    why: 'reads the figures of the node',
    role: 'metrics',
    kinds: EVERYWHERE,
    image: /(^|\/)node[-_]exporter$/,
    needs: ['host-network', 'host-pid', 'host-path', 'host-port'],
  },
  {
    id: 'log-agent',
    name: 'the log agent',
    why: 'reads the log files of the node',
    role: 'log-shipping',
    kinds: EVERYWHERE,
    image:
      /(^|\/)(fluent-bit|fluentd[a-z0-9-]*|aws-for-fluent-bit|promtail|vector|filebeat|logstash|grafana-agent|alloy|grafana\/agent|cloudwatch-agent|splunk-otel-collector|opentelemetry-collector-contrib|fluent-bit-gke|ama-logs|ciprod)$/,
    needs: ['host-path', 'root', 'host-network', 'host-port'],
  },
  {
    id: 'runtime-detection',
    name: 'the runtime detection agent',
    why: 'watches the system calls of the node',
    role: 'runtime-detection',
    kinds: EVERYWHERE,
    image:
      /(^|\/)(falco|falco-no-driver|falco-driver-loader[a-z-]*|tetragon|tracee|sysdig\/agent|agent-slim|kubearmor|neuvector\/enforcer|enforcer|falcon-sensor|twistlock\/private|microsoft-defender[a-z-]*|aws-guardduty-agent|eks-runtime-monitoring\/agent|sentinelone[a-z-]*|wazuh-agent|aqua-enforcer|datadog\/agent|agent-sysprobe|security-publisher|pixie[a-z-]*)$/,
    needs: [...NODE_ALL, 'host-ipc', 'runtime-socket'],
  },
  {
    id: 'istio-cni',
    name: 'Istio CNI',
    why: 'redirects the traffic of pods into the mesh',
    role: 'mesh',
    kinds: EVERYWHERE,
    image: /(^|\/)(install-cni|istio\/install-cni|ztunnel|linkerd\/cni-plugin|cni-plugin)$/,
    needs: ['privileged', 'host-network', 'host-path', 'capabilities', 'root'],
  },
  {
    id: 'node-agent',
    name: 'the node agent',
    why: 'looks after the node itself',
    kinds: EVERYWHERE,
    image:
      /(^|\/)(eks-pod-identity-agent|eks-node-monitoring-agent|aws-node-termination-handler|node-problem-detector|k8s-device-plugin|nvidia\/k8s-device-plugin|gke-metadata-server|metadata-proxy|nodelocaldns|k8s-dns-node-cache|kured|node-local-dns|konnectivity-agent|proxy-agent|speaker|metallb\/speaker|svclb|klipper-lb)$/,
    needs: ['privileged', 'host-network', 'host-pid', 'host-path', 'host-port', 'capabilities', 'root'],
  },
  {
    id: 'cluster-dns',
    name: 'cluster DNS',
    why: 'answers on port 53',
    kinds: ['Deployment'],
    image: /(^|\/)(coredns|coredns-coredns|k8s-dns-kube-dns|k8s-dns-dnsmasq-nanny)$/,
    needs: ['root', 'capabilities'],
  },
  {
    id: 'node-autoscaler',
    name: 'a cluster add-on',
    why: 'serves the cluster from the host network',
    kinds: ['Deployment'],
    image:
      /(^|\/)(tigera\/operator|metrics-server|cluster-autoscaler|cilium\/operator(-[a-z]+)?|calico\/kube-controllers|calico\/typha)$/,
    needs: ['host-network', 'host-port', 'host-path'],
  },
];

const AGENTS: ReadonlyMap<Rule, Agent> = new Map(
  RULES.map((rule) => [
    rule,
    {
      id: rule.id,
      name: rule.name,
      why: rule.why,
      needs: new Set(rule.needs),
      ...(rule.role === undefined ? {} : { role: rule.role }),
    },
  ]),
);
