/**
 * System agents and what they need. A CNI must be privileged to do its work; reporting it would bury what matters.
 * Only what exceeds `needs` and `folders` is a finding.
 *
 * SECURITY: a look-alike must not profit. An agent is recognised by the repository of its image, its kind, its name
 * and its namespace together, and by doing an agent's work: none is a wait or a shell, and none that may be installed
 * anywhere runs in the namespace of an application. In a registry where anybody may publish the repository must be the maker's own, whole;
 * elsewhere, as in a mirror of the company, the end of its path is enough. One container of a stranger's image from a
 * public registry undoes the recognition of the whole workload.
 */
import type { SnapshotOrigin } from '../../../shared/evidence.ts';
import type { Workload } from '../../snapshot/index.ts';
import { addOnRules } from './agents/add-ons.ts';
import { cloudRules } from './agents/clouds.ts';
import { networkRules } from './agents/network.ts';
import { observerRules } from './agents/observers.ts';
import { type Agent, type AgentRule, fitsAnywhere } from './agents/rule.ts';
import { storageRules } from './agents/storage.ts';
import { systemRules } from './agents/system.ts';
import { isIdle } from './idle-command.ts';
import { PUBLIC_REGISTRIES, qualifiedRepository, registryOf } from './images.ts';
import { isInFolder, nodePath } from './node-paths.ts';
import { isStaticPod } from './static-pods.ts';

export type { Agent, Need } from './agents/rule.ts';

export interface Agents {
  of(workload: Workload): Agent | null;
  /** Workloads that have this role, also where they are not excused what they need. */
  withRole(
    role: NonNullable<Agent['role']>,
  ): readonly { readonly agent: Agent; readonly workload: Workload }[];
}

/** In order: the first that fits names the agent. */
const RULES: readonly AgentRule[] = [
  ...systemRules,
  ...networkRules,
  ...storageRules,
  ...cloudRules,
  ...observerRules,
  ...addOnRules,
];

/** Classifies workloads. Naked pods are never agents, except static ones of the system's namespaces. */
export function agentsOf(
  workloads: readonly Workload[],
  isSystemNamespace: (name: string) => boolean,
  origin: SnapshotOrigin,
): Agents {
  const found = new Map<Workload, Agent>();
  const seen = new Map<Workload, Agent>();
  for (const workload of workloads) {
    const isStatic = isStaticPod(workload, origin);
    // The file of a static pod may leave its namespace out.
    const bare = isStatic && workload.namespace === 'default';
    const inSystem = isSystemNamespace(bare ? 'kube-system' : workload.namespace);
    const rules = RULES.filter((rule) => looksLike(workload, rule, inSystem, isStatic));
    const [first] = rules;
    const whole = rules.find((rule) => isAtWork(workload, rule));
    if (whole !== undefined) found.set(workload, whole.agent);
    if (first !== undefined) seen.set(workload, (whole ?? first).agent);
  }
  return {
    of: (workload) => found.get(workload) ?? null,
    withRole: (role) =>
      [...seen].flatMap(([workload, agent]) => (agent.role === role ? [{ agent, workload }] : [])),
  };
}

/** By image, kind and name, in a namespace where it may be. */
function looksLike(workload: Workload, rule: AgentRule, inSystem: boolean, isStatic: boolean): boolean {
  const kind = workload.controllerKind;
  if (!rule.kinds.includes(kind)) return false;
  if (workload.namespace === 'default' && !isStatic) return false;
  if (kind === 'Pod' && !(isStatic && inSystem)) return false;
  const { where } = rule;
  if (where === 'system' ? !inSystem : where !== 'any' && !where.test(workload.namespace)) return false;
  const images = workload.containers.map(({ image }) => image);
  return (
    images.some((image) => isOf(rule, image)) &&
    (rule.named.test(workload.controllerName.slice(0, 253)) || isNamedByRelease(rule, images)) &&
    !images.some((image) => isStranger(rule, image))
  );
}

/**
 * Whether it does an agent's work where agents are: not an image of one that somebody starts in the namespace of an
 * application, or to have a shell.
 */
function isAtWork(
  { namespace, controllerKind, controllerName, containers }: Workload,
  rule: AgentRule,
): boolean {
  if (rule.where === 'any' && namespace !== 'kube-system' && !fitsAnywhere(namespace, rule.named))
    return false;
  if (controllerKind !== 'DaemonSet' && !rule.named.test(controllerName.slice(0, 253))) return false;
  return !containers.some((one) => one.role === 'container' && isIdle(one));
}

/** Whether an agent needs a folder of the node, as far as it tells; the homes of people none does. */
export function needsFolder({ needs, folders }: Agent, path: string): boolean {
  if (!needs.has('host-path')) return false;
  const here = nodePath(path);
  if (folders !== undefined) return folders.some((one) => isInFolder(here, one));
  return (
    !isInFolder(here, '/home') &&
    !isInFolder(here, '/root') &&
    !/(^|\/)\.(aws|azure|config|kube|ssh)(\/|$)/.test(here)
  );
}

/**
 * Agents that a company installs bear the name of its release. The maker's own repository then says enough, and so
 * does a mirror of it for an agent that only reads.
 */
function isNamedByRelease({ where, agent, images }: AgentRule, used: readonly string[]): boolean {
  if (where !== 'any') return false;
  return !agent.needs.has('privileged') || used.some((image) => images.includes(ofAnyMachine(image)));
}

/** The repository without the architecture that some makers append. */
const ofAnyMachine = (image: string): string =>
  qualifiedRepository(image).replace(/-(amd64|arm64|arm|ppc64le|s390x)$/, '');

/** Whether the image is one of the agent's. */
function isOf({ images }: AgentRule, image: string): boolean {
  const repository = ofAnyMachine(image);
  if (images.includes(repository)) return true;
  if (PUBLIC_REGISTRIES.has(registryOf(image))) return false;
  return images.some((one) => {
    const path = one.slice(one.indexOf('/') + 1);
    const last = path.slice(path.lastIndexOf('/') + 1);
    return repository.endsWith(`/${path}`) || (!GENERIC.has(last) && repository.endsWith(`/${last}`));
  });
}

/** Last parts of repositories that say nothing alone. */
const GENERIC: ReadonlySet<string> = new Set([
  'agent',
  'base',
  'cni',
  'controller',
  'csi',
  'driver',
  'enforcer',
  'init',
  'node',
  'operator',
  'proxy',
  'sensor',
  'server',
  'speaker',
  'vector',
]);

/** An image of a public registry that belongs neither to the agent nor to a known helper. */
function isStranger(rule: AgentRule, image: string): boolean {
  return (
    image !== '' && PUBLIC_REGISTRIES.has(registryOf(image)) && !isOf(rule, image) && !isOf(HELPERS, image)
  );
}

/** Containers that makers put beside their agents. */
const HELPERS: Pick<AgentRule, 'images'> & AgentRule = {
  kinds: [],
  named: /^$/,
  where: 'any',
  agent: { id: 'helper', name: 'a helper', why: 'helps', needs: new Set() },
  images: [
    'quay.io/brancz/kube-rbac-proxy',
    'quay.io/kiwigrid/k8s-sidecar',
    'docker.io/kiwigrid/k8s-sidecar',
    'quay.io/prometheus-operator/prometheus-config-reloader',
    'ghcr.io/jimmidyson/configmap-reload',
    'docker.io/jimmidyson/configmap-reload',
    'docker.io/library/busybox',
    'docker.io/istio/proxyv2',
    'docker.io/hashicorp/vault',
    'cr.l5d.io/linkerd/proxy',
  ],
};
