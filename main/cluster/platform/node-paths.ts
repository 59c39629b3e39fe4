/**
 * Folders of a node and what lies in them, whatever way a path is written. `/var/run` leads to `/run` on every
 * distribution in use, so both are one folder here.
 */

/** A path without `.`, `..`, doubled slashes and the link of /var/run; of Windows with `/`, without its drive. */
export function nodePath(path: string): string {
  const parts: string[] = [];
  for (const part of path
    .replace(/^[A-Za-z]:/, '')
    .replaceAll('\\', '/')
    .split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  if (parts[0] === 'var' && (parts[1] === 'run' || parts[1] === 'lock'))
    parts.splice(0, 2, 'run', ...lockOf(parts[1]));
  return `/${parts.join('/')}`;
}

const lockOf = (folder: string): readonly string[] => (folder === 'lock' ? ['lock'] : []);

/** What a mount of a folder leads to, and how much it weighs. */
export interface NodeFolder {
  /** Ends the sentence "mounts X of the node, …". */
  readonly holds: string;
  readonly weight: 'whole' | 'part' | 'public';
}

/** What a sensitive folder of the node holds; null for any other. */
export function sensitiveFolder(path: string): NodeFolder | null {
  const here = nodePath(path);
  if (here === '/') return { holds: 'which is all of it', weight: 'whole' };
  if (PUBLIC.test(here)) return { holds: 'a public setting of the node', weight: 'public' };
  const tree =
    TREES.find(([folder]) => isInFolder(here, folder)) ?? TREES.find(([folder]) => isInFolder(folder, here));
  if (tree !== undefined) {
    const [folder, holds] = tree;
    return {
      holds,
      weight: folder === '/run' && here !== '/run' && socketsUnder(path).length === 0 ? 'part' : 'whole',
    };
  }
  const place = PLACES.find(([folder]) => isInFolder(folder, here));
  if (place !== undefined) return { holds: place[1], weight: 'whole' };
  const credentials = cloudCredentials(path);
  if (credentials !== null) return { holds: `where ${credentials} lie`, weight: 'whole' };
  return DEVICE.test(here) ? { holds: 'a disk or the memory of the node', weight: 'whole' } : null;
}

/** The sockets of container runtimes that a mount of this path leads to. */
export function socketsUnder(path: string): readonly string[] {
  const here = nodePath(path);
  if (SOCKET.test(here)) return [here];
  return here === '/' || here === '/var' || here.startsWith('/run') || here.startsWith('/var/')
    ? SOCKETS.filter((socket) => isInFolder(socket, here))
    : [];
}

/** The credentials of a cloud or of people that lie at or under a path; null for none. */
export function cloudCredentials(path: string): string | null {
  const here = nodePath(path);
  return CREDENTIALS.find(([pattern]) => pattern.test(here))?.[1] ?? null;
}

/** Whether `inner` is `folder` or lies in it. */
export const isInFolder = (inner: string, folder: string): boolean =>
  inner === folder || folder === '/' || inner.startsWith(`${folder}/`);

/** Everything above and below these is sensitive. The more precise come first. */
const TREES: readonly (readonly [folder: string, holds: string])[] = [
  ['/etc/kubernetes', 'where the keys of the cluster lie'],
  ['/etc', 'where the settings and keys of the node lie'],
  ['/proc', 'which leads into every process of the node'],
  ['/root', 'the home folder of its administrator'],
  ['/home', 'where people keep their keys'],
  ['/var/log', 'where the logs of every container lie'],
  ['/var/lib/kubelet', "where the kubelet keeps its keys and every pod's Secrets"],
  ['/var/lib/etcd', 'where etcd keeps every object of the cluster'],
  ['/var/lib/containerd', 'where containerd keeps the files of every container'],
  ['/var/lib/docker', 'where Docker keeps the files of every container'],
  ['/var/lib/cri-dockerd', 'where the container runtime keeps its state'],
  ['/var/lib/dockershim', 'where the container runtime keeps its state'],
  ['/var/lib/containers', 'where CRI-O and Podman keep the files of every container'],
  ['/var/lib/crio', 'where CRI-O keeps its state'],
  ['/var/lib/nerdctl', 'where the container runtime keeps its state'],
  ['/var/lib/buildkit', 'where the builder keeps its files'],
  ['/var/lib/rancher', 'where k3s and RKE2 keep the keys and data of the cluster'],
  ['/var/lib/k0s', 'where k0s keeps the keys and data of the cluster'],
  ['/var/snap/microk8s', 'where MicroK8s keeps the keys and data of the cluster'],
  ['/snap/microk8s', 'where the programs of MicroK8s lie'],
  ['/var/lib/minikube', 'where minikube keeps the keys of the cluster'],
  ['/var/lib/kube-proxy', 'where the credential of kube-proxy lies'],
  ['/var/lib/cloud', 'where the start data of the machine lies'],
  ['/var/lib/waagent', 'where the Azure agent keeps certificates'],
  ['/var/spool/cron', 'where jobs of the node stand'],
  ['/srv/kubernetes', 'where the keys of the cluster lie'],
  ['/ProgramData', 'where programs of the node keep keys and state'],
  ['/Users', 'where people keep their keys'],
  ['/Windows', 'the system folder of the node'],
  ['/run', 'where the sockets of its services lie'],
];

/** These and what is above them; what lies deeper is mostly harmless. */
const PLACES: readonly (readonly [folder: string, holds: string])[] = [
  ['/boot', 'where its kernel lies'],
  ['/dev', 'which leads to its disks and devices'],
  ['/sys', 'which leads to its kernel'],
  ['/sys/fs/cgroup', 'which leads to its kernel'],
  ['/sys/kernel/debug', 'which leads to its kernel'],
  ['/bin', 'where its programs lie'],
  ['/sbin', 'where its programs lie'],
  ['/lib', 'where its programs lie'],
  ['/lib64', 'where its programs lie'],
  ['/usr/bin', 'where its programs lie'],
  ['/usr/sbin', 'where its programs lie'],
  ['/usr/lib', 'where its programs lie'],
  ['/usr/lib64', 'where its programs lie'],
  ['/usr/local/bin', 'where its programs lie'],
  ['/usr/local/sbin', 'where its programs lie'],
  ['/usr/lib/systemd', 'where its services stand'],
  ['/lib/systemd', 'where its services stand'],
  ['/lib/modules', 'where the modules of its kernel lie'],
  ['/opt/cni/bin', 'whose programs the container runtime starts as root'],
];

const DEVICE = /^\/dev\/(sd|vd|xvd|hd|nvme|dm-|mapper|md|mem|kmem|port|root|disk|block)/;

/** Files of the folders above that everybody may know. */
const PUBLIC =
  /^\/etc\/(localtime|timezone|os-release|machine-id|hosts|hostname|resolv\.conf|ssl\/certs(\/.*)?|ca-certificates(\/.*)?|pki\/(ca-trust|tls\/certs)(\/.*)?)$/;

/** Where the runtimes put their sockets; of the rootless ones under the folder of their user. */
const SOCKETS: readonly string[] = [
  '/run/docker.sock',
  '/run/docker/containerd/containerd.sock',
  '/run/containerd/containerd.sock',
  '/run/containerd/containerd.sock.ttrpc',
  '/run/crio/crio.sock',
  '/run/cri-dockerd.sock',
  '/run/dockershim.sock',
  '/run/podman/podman.sock',
  '/run/buildkit/buildkitd.sock',
  '/run/k3s/containerd/containerd.sock',
  '/run/k0s/containerd.sock',
  '/run/host-containerd/host-containerd.sock',
  '/run/user/1000/docker.sock',
  '/run/user/1000/podman/podman.sock',
  '/var/snap/microk8s/common/run/containerd.sock',
];
const SOCKET =
  /(^|\/)((docker|containerd|crio|cri-dockerd|dockershim|podman|buildkitd|host-containerd|frakti|rktlet)[\w-]*\.sock(\.ttrpc)?|pipe\/(docker_engine|containerd[\w-]*|cri-dockerd|podman[\w-]*))$/;

const HOME = String.raw`(^|/)`;
const CREDENTIALS: readonly (readonly [path: RegExp, what: string])[] = [
  [new RegExp(`${HOME}\\.aws(/|$)`), 'credentials of AWS'],
  [new RegExp(`${HOME}\\.azure(/|$)`), 'credentials of Azure'],
  [
    new RegExp(
      `${HOME}(\\.config(/gcloud(/.*)?)?|gcloud(/.*)?|\\.gsutil|\\.boto|application_default_credentials\\.json)$`,
    ),
    'credentials of Google Cloud',
  ],
  [
    new RegExp(`${HOME}(\\.oci|\\.aliyun|\\.bluemix|\\.config/(doctl|hcloud|openstack|linode-cli|scw))(/|$)`),
    'credentials of a cloud',
  ],
  [new RegExp(`${HOME}\\.(kube|minikube)(/|$)`), 'credentials of clusters'],
  [new RegExp(`${HOME}\\.(ssh|gnupg)(/|$)`), 'keys of people'],
  [
    new RegExp(
      `${HOME}(\\.docker(/config\\.json)?|\\.dockercfg|\\.netrc|\\.git-credentials|\\.terraform\\.d(/.*)?|\\.s3cfg)$`,
    ),
    'credentials of people',
  ],
  [/^\/etc\/kubernetes\/(azure\.json|azurestackcloud\.json)$/, 'the credentials of the node for Azure'],
  [
    /^\/etc\/kubernetes\/(cloud-?(config|provider)(\.\w+)?|cloud\.(conf|config)|gce\.conf|vsphere\.conf|openstack\.conf|cloud\/.*)$/,
    'the credentials of the cloud provider',
  ],
  [/^\/etc(\/kubernetes)?$/, 'the credentials of the node for its cloud and other keys of the cluster'],
  [
    /^\/etc\/(rancher|k0s|openstack|cloud|google|azure|boto\.cfg|origin\/cloudprovider)(\/|$)/,
    'credentials of the node',
  ],
  [/^\/var\/lib\/(cloud|waagent)(\/|$)/, 'the start data of the machine and credentials in it'],
  [
    /^\/(root|home(\/[^/]+)?|var\/root|Users(\/[^/]+)?)?$/,
    'the credentials that people keep in their home folders',
  ],
];
