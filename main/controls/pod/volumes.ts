/** Folders of the node, and other volumes that reach out of the cluster's own storage. */
import { severityRank } from '../../../shared/verdict.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { needsFolder } from '../../cluster/platform/agents.ts';
import { nodePath, sensitiveFolder, socketsUnder } from '../../cluster/platform/node-paths.ts';
import { refOf, type Workload } from '../../snapshot/index.ts';
import { bool, list, str, strings } from '../../snapshot/read.ts';
import { type Control, type Draft, fix } from '../define.ts';
import { PSS } from './words.ts';
import { type Fault, faultOn, standardsControl, workloadControl } from './workload-control.ts';

/** A folder of the node in a pod. */
export interface HostPath {
  readonly path: string;
  readonly volume: string;
  readonly jsonPath: string;
  readonly writable: boolean;
}

export const volumeControls: readonly Control[] = [
  standardsControl({
    id: 'pod/host-path',
    title: 'hostPath volume',
    severity: 'medium',
    rationale:
      'A hostPath volume ties the pod to one machine and exposes that directory: other pods’ files, tokens and logs. It is the most common route from a container to its node.',
    remediation: fix(
      'Replace the hostPath with a proper volume.',
      'Use an emptyDir for scratch space, a PersistentVolumeClaim for data, a ConfigMap for settings.',
      [1, 4, 16],
      'volumes:\n  - name: work\n    emptyDir: {}\n',
    ),
    references: [PSS],
    mappings: [
      'cis:5.2.12',
      'pod-security:baseline/hostPathVolumes',
      'mitre-attack:T1611',
      'nsa-cisa:pod-security',
      'owasp-k8s:K01',
    ],
    questions: ['workloads.no-privileged'],
    agentNeed: 'host-path',
    passes: 'No volume of the pod mounts a node directory.',
    standard: 'hostPathVolumes',
    neededBy: (agent, { value }) => typeof value === 'string' && needsFolder(agent, value),
    says: (_who, { value }) => `A volume mounts ${String(value)} of the node`,
  }),
  workloadControl({
    id: 'pod/sensitive-host-path',
    title: 'hostPath volume of a sensitive directory',
    severity: 'critical',
    rationale:
      'Directories such as /etc, /var/lib/kubelet or / hold the node’s keys and the tokens of every pod on it. Writing to some of them runs commands as root. A pod that mounts one, or a parent directory, effectively controls the node. A mount through a PersistentVolume is harder to notice.',
    remediation: fix(
      'Remove the mount.',
      'Find out which file the program needs and provide it through a ConfigMap, a Secret or a trusted node agent. Until then keep the workload on dedicated nodes.',
      [2, 6, 24],
      'volumes:\n  - name: work\n    emptyDir: {}\n',
    ),
    references: [PSS],
    mappings: [
      'cis:5.2.12',
      'pod-security:baseline/hostPathVolumes',
      'mitre-attack:T1611',
      'mitre-attack:T1552',
      'owasp-k8s:K01',
    ],
    questions: ['workloads.no-privileged'],
    agentNeed: 'host-path',
    passes: 'No mounted node directory is known to be sensitive.',
    check: (workload, cluster) =>
      worst(workload, cluster, (one) => sensitiveFault(one, `Volume "${one.volume}"`)),
    alsoJudges: ['/persistentvolumes'],
    also: (cluster) =>
      volumeDrafts(cluster, (one, name) => sensitiveFault(one, `PersistentVolume "${name}"`)),
  }),
  workloadControl({
    id: 'pod/runtime-socket',
    title: 'Container runtime socket mounted',
    severity: 'critical',
    rationale:
      'Anyone who can use the socket of Docker, containerd or CRI-O can start a privileged container on the node. The mount therefore gives root on the node without any vulnerability. A read-only mount does not help: it does not block requests to a socket.',
    remediation: fix(
      'Remove the socket.',
      'To build images use a rootless builder (BuildKit rootless, Buildah). For CI use the Kubernetes executor without Docker-in-Docker. For monitoring use the kubelet’s metrics.',
      [4, 16, 40],
      'volumes: [] # without the hostPath of the socket\n',
    ),
    references: [PSS],
    mappings: [
      'cis:5.2.12',
      'pod-security:baseline/hostPathVolumes',
      'mitre-attack:T1611',
      'mitre-attack:T1610',
      'owasp-k8s:K01',
    ],
    questions: ['workloads.no-privileged'],
    agentNeed: 'runtime-socket',
    passes: 'No mounted node directory is known to hold a container runtime socket.',
    check: (workload, cluster) =>
      worst(workload, cluster, (one) => socketFault(one, `Volume "${one.volume}"`)),
    alsoJudges: ['/persistentvolumes'],
    also: (cluster) => volumeDrafts(cluster, (one, name) => socketFault(one, `PersistentVolume "${name}"`)),
  }),
  standardsControl({
    id: 'pod/volume-type',
    title: 'Volume type outside the restricted level',
    severity: 'low',
    rationale:
      'A pod itself specifies the server address for volumes such as nfs, iscsi, cephfs or gitRepo. Anyone who may create a pod therefore chooses which server the node connects to, and as whom. With a PersistentVolumeClaim or a storage driver, an administrator has chosen. gitRepo even runs git as root on the node. Separate controls cover hostPath volumes.',
    remediation: fix(
      'Mount the storage through a PersistentVolumeClaim.',
      'Create a PersistentVolume or a StorageClass for the server, and let the pod request it with a PersistentVolumeClaim. Instead of gitRepo, fetch the files in an init container.',
      [1, 4, 16],
      'volumes:\n  - name: data\n    persistentVolumeClaim:\n      claimName: data\n',
    ),
    references: [
      PSS,
      { title: 'Types of volumes', url: 'https://kubernetes.io/docs/concepts/storage/volumes/#volume-types' },
    ],
    mappings: ['pod-security:restricted/restrictedVolumes', 'nsa-cisa:pod-security', 'owasp-k8s:K01'],
    agentNeed: 'host-path',
    passes: 'The restricted level allows every volume type used, not counting hostPath volumes.',
    standard: 'restrictedVolumes',
    counts: ({ path }) => !path.endsWith('.hostPath'),
    says: (_who, { path }) => `A volume is of the type ${path.slice(path.lastIndexOf('.') + 1)}`,
  }),
];

type Mounted = Pick<HostPath, 'path' | 'jsonPath' | 'writable'>;

function sensitiveFault({ path, jsonPath, writable }: Mounted, who: string): Fault | null {
  const folder = sensitiveFolder(path);
  if (folder === null) return null;
  const severities = {
    whole: writable ? 'critical' : 'high',
    part: writable ? 'high' : 'medium',
    public: writable ? 'high' : 'low',
  } as const;
  return {
    path: jsonPath,
    value: path,
    message: `${who} mounts ${path} of the node, ${folder.holds}; ${writable ? 'writable' : 'read-only'}.`,
    severity: severities[folder.weight],
  };
}

function socketFault({ path, jsonPath }: Mounted, who: string): Fault | null {
  const [socket, ...more] = socketsUnder(path);
  if (socket === undefined) return null;
  const direct = socket === nodePath(path);
  return {
    path: jsonPath,
    value: path,
    // Whoever needs the folder above it for something else needs it whole.
    ...(direct || /^\/run\/[^/]+/.test(nodePath(path)) ? {} : { need: 'host-path' as const }),
    message: direct
      ? `${who} mounts the container runtime socket ${path}.`
      : `${who} mounts ${path} of the node, where a container runtime has its socket (${socket}${more.length === 0 ? '' : ' or another'}).`,
  };
}

/** The gravest fault of a workload's folders, the first among equals; those that no agent's need explains before others. */
function worst(
  workload: Workload,
  { agents }: Cluster,
  judge: (folder: HostPath) => Fault | null,
): Fault | null {
  const agent = agents.of(workload);
  const faults = hostPaths(workload).flatMap((folder) => {
    const fault = judge(folder);
    if (fault === null) return [];
    return [agent === null || needsFolder(agent, folder.path) ? fault : { ...fault, need: null }];
  });
  const rank = ({ severity, need }: Fault): number =>
    severityRank(severity ?? 'critical') + (need === null ? 0 : 10);
  return faults.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** Host paths of a pod spec; writable when any container mounts the volume without readOnly. */
export function hostPaths(workload: Workload): readonly HostPath[] {
  return list(workload.podSpec, 'volumes').flatMap((volume, i) => {
    const path = str(volume, 'hostPath', 'path');
    if (path === undefined) return [];
    const name = str(volume, 'name') ?? '';
    const writable = isMountedWritable(workload, name);
    return [
      {
        path: cleaned(path),
        volume: name,
        jsonPath: `${workload.specPath}.volumes[${i}].hostPath.path`,
        writable,
      },
    ];
  });
}

/** True when any container mounts the volume without `readOnly`. */
export function isMountedWritable(workload: Workload, volume: string): boolean {
  return workload.containers.some(({ raw }) =>
    list(raw, 'volumeMounts').some(
      (mount) => str(mount, 'name') === volume && bool(mount, 'readOnly') !== true,
    ),
  );
}

/**
 * Verdicts on the PersistentVolumes that are folders of a node. Whatever claims one mounts the folder, and the pod that
 * mounts the claim does not show it.
 */
function* volumeDrafts(
  { index }: Cluster,
  judge: (folder: Mounted, name: string) => Fault | null,
): Generator<Draft> {
  for (const volume of index.all('/persistentvolumes')) {
    const ref = refOf(volume);
    for (const type of ['hostPath', 'local'] as const) {
      const path = str(volume, 'spec', type, 'path');
      if (path === undefined) continue;
      const modes = strings(volume, 'spec', 'accessModes');
      const writable = modes.length === 0 || modes.some((mode) => mode !== 'ReadOnlyMany');
      const fault = judge({ path: cleaned(path), jsonPath: `spec.${type}.path`, writable }, ref.name);
      if (fault !== null) yield faultOn(ref, fault);
    }
  }
}

/** Without `.`, `..` and doubled slashes, otherwise as it was written. */
function cleaned(path: string): string {
  if (path.includes('\\')) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
