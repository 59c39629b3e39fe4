/** Host paths and the runtime socket. */
import type { Workload } from '../../../snapshot/index.ts';
import { bool, list, str } from '../../../snapshot/read.ts';
import { type Control, fix } from '../define.ts';
import { workloadControl } from './workload-control.ts';

const PSS = {
  title: 'Pod Security Standards',
  url: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
};

interface HostPath {
  readonly path: string;
  readonly volume: string;
  readonly jsonPath: string;
  readonly writable: boolean;
}

export const volumeControls: readonly Control[] = [
  workloadControl({
    id: 'pod/host-path',
    title: 'Folder of the node mounted into a pod',
    severity: 'medium',
    rationale:
      "A hostPath volume joins the pod to one particular machine and to whatever lies in that folder: other pods' files, tokens, logs. It is the most common way from a container to its node.",
    remediation: fix(
      'Replace the hostPath with a proper volume.',
      'Use an emptyDir for scratch space, a PersistentVolumeClaim for data, a ConfigMap for settings.',
      [1, 4, 16],
      'volumes:\n  - name: work\n    emptyDir: {}\n',
    ),
    references: [PSS],
    mappings: ['cis:5.2.11', 'pod-security:baseline', 'mitre-attack:T1611'],
    agentNeed: 'host-path',
    passes: 'No folder of the node is mounted.',
    check: (workload) => {
      const first = hostPaths(workload)[0];
      return first === undefined
        ? null
        : {
            path: first.jsonPath,
            value: first.path,
            message: `Volume "${first.volume}" mounts ${first.path} of the node.`,
          };
    },
  }),
  workloadControl({
    id: 'pod/sensitive-host-path',
    title: 'Sensitive folder of the node mounted into a pod',
    severity: 'critical',
    rationale:
      'Folders such as /etc, /var/lib/kubelet or / hold the keys of the node, the tokens of every pod on it, or let whoever writes there run commands as root. A pod that mounts one is as good as the node.',
    remediation: fix(
      'Remove the mount.',
      'Find out which one file the program needs and give it by a ConfigMap, a Secret or an agent that is trusted with the node. Until then keep the workload on nodes of its own.',
      [2, 6, 24],
      'volumes:\n  - name: work\n    emptyDir: {}\n',
    ),
    references: [PSS],
    mappings: ['cis:5.2.11', 'pod-security:baseline', 'mitre-attack:T1611', 'mitre-attack:T1552'],
    agentNeed: 'host-path',
    passes: 'No sensitive folder of the node is mounted.',
    check: (workload) => {
      const found = hostPaths(workload).find(({ path }) => SENSITIVE.some((folder) => related(path, folder)));
      return found === undefined
        ? null
        : {
            path: found.jsonPath,
            value: found.path,
            message: `Volume "${found.volume}" mounts ${found.path} of the node${found.writable ? ', writable' : ', read-only'}.`,
            severity: found.writable ? 'critical' : 'high',
          };
    },
  }),
  workloadControl({
    id: 'pod/runtime-socket',
    title: 'Container runtime socket mounted',
    severity: 'critical',
    rationale:
      'Whoever can write to the socket of Docker, containerd or CRI-O starts a privileged container on the node, so the mount is root on the node without any further fault. That it is mounted read-only changes nothing, for a socket is spoken to and not written to.',
    remediation: fix(
      'Remove the socket.',
      "For building images use a rootless builder (BuildKit rootless, Buildah); for CI use the Kubernetes executor without Docker-in-Docker; for monitoring use the kubelet's figures.",
      [4, 16, 40],
      'volumes: []\n',
    ),
    references: [PSS],
    mappings: ['cis:5.2.11', 'pod-security:baseline', 'mitre-attack:T1611', 'mitre-attack:T1610'],
    agentNeed: 'runtime-socket',
    passes: 'No container runtime socket is mounted.',
    check: (workload) => {
      const found = hostPaths(workload).find(({ path }) => SOCKET.test(path));
      return found === undefined
        ? null
        : {
            path: found.jsonPath,
            value: found.path,
            message: `Volume "${found.volume}" mounts the container runtime socket ${found.path}.`,
          };
    },
  }),
];

const SENSITIVE = [
  '/etc',
  '/proc',
  '/root',
  '/var/log',
  '/var/lib/kubelet',
  '/etc/kubernetes',
  '/var/lib/etcd',
  '/home',
];
const SOCKET =
  /(^|\/)(docker|containerd|crio|cri-dockerd|podman)\.sock$|^\/(var\/)?run\/(docker|containerd|crio)\/?$/;

/** Host paths of a pod spec; writable when any container mounts the volume without readOnly. */
export function hostPaths(workload: Workload): readonly HostPath[] {
  return list(workload.podSpec, 'volumes').flatMap((volume, i) => {
    const path = str(volume, 'hostPath', 'path');
    if (path === undefined) return [];
    const name = str(volume, 'name') ?? '';
    const writable = workload.containers.some(({ raw }) =>
      list(raw, 'volumeMounts').some(
        (mount) => str(mount, 'name') === name && bool(mount, 'readOnly') !== true,
      ),
    );
    return [
      {
        path: normal(path),
        volume: name,
        jsonPath: `${workload.specPath}.volumes[${i}].hostPath.path`,
        writable,
      },
    ];
  });
}

/** True when one path is the other or lies above or below it. */
function related(path: string, folder: string): boolean {
  return path === folder || path === '/' || path.startsWith(`${folder}/`) || folder.startsWith(`${path}/`);
}

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
