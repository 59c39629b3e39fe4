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
  if (here === '/') return { holds: 'which is the whole file system', weight: 'whole' };
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
  if (credentials !== null) return { holds: `which holds ${credentials}`, weight: 'whole' };
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
  ['/etc/kubernetes', 'which holds the cluster’s keys'],
  ['/etc', 'which holds settings and keys of the node'],
  ['/proc', 'which gives access to every process on the node'],
  ['/root', 'the home directory of its administrator'],
  ['/home', 'which holds users’ keys'],
  ['/var/log', 'which holds the logs of every container'],
  ['/var/lib/kubelet', 'which holds the kubelet’s keys and every pod’s Secrets'],
  ['/var/lib/etcd', 'which holds etcd with every object of the cluster'],
  ['/var/lib/containerd', 'which holds containerd’s files of every container'],
  ['/var/lib/docker', 'which holds Docker’s files of every container'],
  ['/var/lib/cri-dockerd', 'which holds the state of the container runtime'],
  ['/var/lib/dockershim', 'which holds the state of the container runtime'],
  ['/var/lib/containers', 'which holds the CRI-O and Podman files of every container'],
  ['/var/lib/crio', 'which holds the state of CRI-O'],
  ['/var/lib/nerdctl', 'which holds the state of the container runtime'],
  ['/var/lib/buildkit', 'which holds the builder’s files'],
  ['/var/lib/rancher', 'which holds the cluster’s keys and data in k3s and RKE2'],
  ['/var/lib/k0s', 'which holds the cluster’s keys and data in k0s'],
  ['/var/snap/microk8s', 'which holds the cluster’s keys and data in MicroK8s'],
  ['/snap/microk8s', 'which holds the programs of MicroK8s'],
  ['/var/lib/minikube', 'which holds the cluster’s keys in minikube'],
  ['/var/lib/kube-proxy', 'which holds the credential of kube-proxy'],
  ['/var/lib/cloud', 'which holds the machine’s start-up data'],
  ['/var/lib/waagent', 'which holds certificates of the Azure agent'],
  ['/var/spool/cron', 'which holds scheduled jobs of the node'],
  ['/srv/kubernetes', 'which holds the cluster’s keys'],
  ['/ProgramData', 'which holds keys and state of node programs'],
  ['/Users', 'which holds users’ keys'],
  ['/Windows', 'the system directory of the node'],
  ['/run', 'which holds the sockets of its services'],
];

/** These and what is above them; what lies deeper is mostly harmless. */
const PLACES: readonly (readonly [folder: string, holds: string])[] = [
  ['/boot', 'which holds its kernel'],
  ['/dev', 'which gives access to its disks and devices'],
  ['/sys', 'which gives access to its kernel'],
  ['/sys/fs/cgroup', 'which gives access to its kernel'],
  ['/sys/kernel/debug', 'which gives access to its kernel'],
  ['/bin', 'which holds its programs'],
  ['/sbin', 'which holds its programs'],
  ['/lib', 'which holds its programs'],
  ['/lib64', 'which holds its programs'],
  ['/usr/bin', 'which holds its programs'],
  ['/usr/sbin', 'which holds its programs'],
  ['/usr/lib', 'which holds its programs'],
  ['/usr/lib64', 'which holds its programs'],
  ['/usr/local/bin', 'which holds its programs'],
  ['/usr/local/sbin', 'which holds its programs'],
  ['/usr/lib/systemd', 'which holds its service definitions'],
  ['/lib/systemd', 'which holds its service definitions'],
  ['/lib/modules', 'which holds its kernel modules'],
  ['/opt/cni/bin', 'which holds programs that the container runtime starts as root'],
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
  [new RegExp(`${HOME}\\.(ssh|gnupg)(/|$)`), 'users’ keys'],
  [
    new RegExp(
      `${HOME}(\\.docker(/config\\.json)?|\\.dockercfg|\\.netrc|\\.git-credentials|\\.terraform\\.d(/.*)?|\\.s3cfg)$`,
    ),
    'users’ credentials',
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
  [/^\/var\/lib\/(cloud|waagent)(\/|$)/, 'the machine’s start-up data and credentials in it'],
  [
    /^\/(root|home(\/[^/]+)?|var\/root|Users(\/[^/]+)?)?$/,
    'the credentials that users keep in their home directories',
  ],
];
