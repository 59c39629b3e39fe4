/** How an agent is described. */

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
  | 'sysctls'
  | 'root';

export interface Agent {
  readonly id: string;
  readonly name: string;
  /** What the agent is for, ending the sentence "needs it because it …". */
  readonly why: string;
  readonly needs: ReadonlySet<Need>;
  /** The folders of the node that it needs, with what is in them; when left out all but the homes of people. */
  readonly folders?: readonly string[];
  /** What the agent tells about the cluster. */
  readonly role?: 'cni' | 'csi' | 'runtime-detection' | 'log-shipping' | 'metrics' | 'mesh' | 'control-plane';
}

export interface AgentRule {
  readonly agent: Agent;
  readonly kinds: readonly string[];
  /** Matches the workload's name. */
  readonly named: RegExp;
  /** `system` is a namespace of the platform, `any` all but `default`; a pattern names the namespaces. */
  readonly where: 'system' | 'any' | RegExp;
  /** The maker's repositories with their registry, without tag. */
  readonly images: readonly string[];
}

/** Namespaces in which companies run what looks after a cluster, whatever the agent is. */
const OF_OPERATIONS =
  /(^|-)(kube-system|system|monitor|monitoring|observability|o11y|logging|loggers?|logs?|metrics|telemetry|tracing|security|infra|infrastructure|platform|ops|devops|operations|operators?|storage|csi|network|networking|agents?|add-?ons|tools|cluster|nodes?|gpu|backup)(-|$)/;

/** Whether a namespace is one for an agent that may be installed anywhere: of operations, or of the agent's own name. */
export function fitsAnywhere(namespace: string, named: RegExp): boolean {
  return OF_OPERATIONS.test(namespace) || named.test(namespace);
}

interface Words extends Omit<Agent, 'needs'>, Omit<AgentRule, 'agent'> {
  readonly needs: readonly Need[];
}

export const agentRule = ({ kinds, named, where, images, needs, ...words }: Words): AgentRule => ({
  kinds,
  named,
  where,
  images,
  // Who is privileged may write every kernel parameter anyhow.
  agent: { ...words, needs: new Set(needs.includes('privileged') ? [...needs, 'sysctls'] : needs) },
});

export const DAEMON = ['DaemonSet'] as const;
export const STATIC = ['Pod'] as const;
export const SERVER = ['Deployment', 'StatefulSet', 'ReplicaSet'] as const;
export const ANY = ['DaemonSet', 'Deployment', 'StatefulSet', 'ReplicaSet', 'Job', 'CronJob'] as const;

/** What the agents need that set up the network or the storage of a node. */
export const WHOLE_NODE: readonly Need[] = [
  'privileged',
  'host-network',
  'host-pid',
  'host-path',
  'host-port',
  'capabilities',
  'root',
];
/** What those need that read files of a node. */
export const READS_NODE: readonly Need[] = ['host-path', 'root', 'host-network', 'host-port'];
