/** What is too old. */
import { dayInWords } from '../../shared/day-in-words.ts';
import { count } from '../../shared/in-words.ts';
import { repositoryOf } from '../cluster/platform/images.ts';
import { REMOVED_APIS } from '../cluster/platform/removed-apis.ts';
import { minorOfVersion } from '../cluster/platform/versions.ts';
import { refOf } from '../snapshot/index.ts';
import { str, strings } from '../snapshot/read.ts';
import { type Control, defineControl, fail, failCluster, fix, nameOf, pass, unknown } from './define.ts';
import { cveControls } from './known-cves.ts';
import { firstContainer, workloadControl } from './pod/workload-control.ts';
import { addOnFlawControls } from './version/add-on-flaws.ts';
import { kernelFlawControls } from './version/kernel-flaws.ts';

const UPGRADE = fix(
  'Upgrade one minor version at a time.',
  'Check for removed APIs, upgrade a test cluster, then the control plane, then the nodes.',
  [8, 24, 80],
  '# eksctl\neksctl upgrade cluster --name shop --version 1.34 --approve\n# kubeadm\nkubeadm upgrade apply v1.34.4\n',
);
const SKEW = {
  title: 'Version skew policy',
  url: 'https://kubernetes.io/releases/version-skew-policy/',
};

export const versionControls: readonly Control[] = [
  defineControl({
    id: 'version/server-out-of-support',
    title: 'Kubernetes version out of support',
    severity: 'high',
    rationale:
      'New vulnerabilities in the API server and the kubelet are published but no longer fixed in this version. An attacker only needs the list of what was published since support ended.',
    remediation: UPGRADE,
    references: [{ title: 'Releases of Kubernetes', url: 'https://kubernetes.io/releases/' }],
    mappings: ['nsa-cisa:upgrading', 'mitre-attack:T1190', 'owasp-k8s:K10'],
    questions: ['deployment.version-supported'],
    judges: [],
    *evaluate({ platform: { supported, support, supportAsOf, serverVersion }, index }) {
      yield supported === null
        ? unknown(
            index.manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
            `Whether the server version is supported is not known (table as of ${dayInWords(supportAsOf)}).`,
          )
        : supported
          ? pass(
              null,
              `Supported until ${dayInWords(support?.endsOn ?? '')} (table as of ${dayInWords(supportAsOf)}).`,
            )
          : failCluster(
              `Support for ${serverVersion} ended on ${dayInWords(support?.endsOn ?? '')} (table as of ${dayInWords(supportAsOf)}).`,
              'apiFacts.serverVersion.gitVersion',
              serverVersion,
            );
    },
  }),
  defineControl({
    id: 'version/kubelet-skew',
    title: 'Kubelet behind the server',
    severity: 'medium',
    rationale:
      'Old kubelets usually run on old node images, whose kernel and container runtime also lack fixes. Anyone inside a container there can escape with vulnerabilities that newer nodes no longer have.',
    remediation: UPGRADE,
    references: [SKEW],
    mappings: ['nsa-cisa:worker-nodes', 'nsa-cisa:upgrading', 'mitre-attack:T1611', 'owasp-k8s:K10'],
    questions: ['deployment.patch-monthly'],
    judges: ['/nodes'],
    *evaluate({ platform: { kubelets, serverMinor, serverVersion } }) {
      for (const { node, minor, version } of kubelets) {
        const ref = refOf(node);
        if (serverMinor === null) yield unknown('not-collected', 'The server version is not known.', ref);
        else
          yield serverMinor - minor >= 1
            ? fail(
                ref,
                `The kubelet (${version}) is ${count(serverMinor - minor, 'minor version')} behind the server (${serverVersion}).`,
                {
                  path: 'status.nodeInfo.kubeletVersion',
                  value: version,
                  severity: serverMinor - minor > 3 ? 'high' : serverMinor - minor > 1 ? 'medium' : 'low',
                },
              )
            : pass(
                ref,
                minor > serverMinor
                  ? `Not behind the server: the kubelet (${version}) is newer than the server (${serverVersion}), which Kubernetes does not support.`
                  : 'Same minor version.',
              );
      }
    },
  }),
  workloadControl({
    id: 'version/retired-component',
    title: 'Unmaintained component',
    severity: 'high',
    rationale:
      'Nobody fixes it any more. ingress-nginx, which is reachable from outside, got its last fixes in March 2026. Tiller, kube2iam and kiam give broad permissions to anyone who reaches them. Newly found vulnerabilities will not be fixed.',
    remediation: fix(
      'Replace the component.',
      'Move to a maintained ingress controller or the Gateway API, to Helm 3, or to the cloud’s own workload identity. Run both side by side and migrate one application at a time.',
      [16, 40, 120],
      'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: shop\nspec:\n  parentRefs:\n    - name: public\n  rules:\n    - backendRefs:\n        - name: shop\n          port: 80\n',
    ),
    references: [
      {
        title: 'Ingress NGINX retirement',
        url: 'https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/',
      },
    ],
    mappings: ['nsa-cisa:upgrading', 'mitre-attack:T1190', 'owasp-k8s:K10'],
    questions: ['components.ingress-maintained'],
    passes: 'No retired component was recognised.',
    // What is retired is so whatever the day of the evidence: nothing comes back.
    check: (workload) =>
      firstContainer(workload, ({ image, name }) => {
        const hit = RETIRED.find(([pattern]) => pattern.test(repositoryOf(image)));
        return hit === undefined
          ? null
          : {
              path: 'image',
              value: image,
              message: `Container "${name}" is ${hit[1]}, which is no longer maintained.`,
            };
      }),
  }),
  defineControl({
    id: 'version/dockershim',
    title: 'Node with dockershim',
    severity: 'medium',
    rationale:
      'dockershim was removed in Kubernetes 1.24 and gets no fixes. Such a node also runs an unsupported kubelet, beside a Docker daemon whose socket gives root on the machine. An attacker in a container there can exploit published vulnerabilities in both.',
    remediation: fix(
      'Replace the nodes with ones that run containerd or CRI-O.',
      'Create a node pool with a current image, check what mounts the Docker socket, move the pods, and delete the old nodes.',
      [4, 16, 60],
      '# which runtime each node has\nkubectl get nodes -o wide\n',
    ),
    references: [
      {
        title: 'Dockershim removal FAQ',
        url: 'https://kubernetes.io/blog/2022/02/17/dockershim-faq/',
      },
    ],
    mappings: ['nsa-cisa:container-runtime', 'nsa-cisa:upgrading', 'mitre-attack:T1611', 'owasp-k8s:K10'],
    questions: ['deployment.patch-monthly'],
    judges: ['/nodes'],
    *evaluate({ index }) {
      for (const node of index.all('/nodes')) {
        const runtime = str(node, 'status', 'nodeInfo', 'containerRuntimeVersion') ?? '';
        const minor = minorOfVersion(str(node, 'status', 'nodeInfo', 'kubeletVersion') ?? '');
        if (!runtime.startsWith('docker://'))
          yield runtime === ''
            ? unknown('not-collected', 'The node does not report its container runtime.', refOf(node))
            : pass(refOf(node), `Runs containers with ${runtime.split(':')[0] ?? runtime}.`);
        // From 1.24 on Docker is reached through cri-dockerd, which is maintained.
        else if (minor === null)
          yield unknown('not-collected', 'The version of the kubelet is not known.', refOf(node));
        else
          yield minor < 24
            ? fail(refOf(node), `The kubelet of 1.${minor} runs containers through dockershim.`, {
                path: 'status.nodeInfo.containerRuntimeVersion',
                value: runtime,
              })
            : pass(refOf(node), 'Runs containers with Docker through cri-dockerd.');
      }
    },
  }),
  apiControl({
    id: 'version/removed-api',
    title: 'Object of a removed API version',
    severity: 'low',
    rationale:
      'The file or tool that created the object cannot apply it again on this server. Such files block upgrades and emergency repairs, and a cluster that cannot be upgraded keeps its known vulnerabilities.',
    wanted: (removedIn, minor) => minor === null || removedIn <= minor,
    passes: 'No object in the evidence was recorded with an API version that this server no longer serves.',
  }),
  apiControl({
    id: 'version/deprecated-api',
    title: 'Object of a deprecated API version',
    severity: 'low',
    rationale:
      'The server still accepts this API version, but a later one will not. Teams discover this during an upgrade and postpone it. The cluster then keeps published vulnerabilities that an attacker can look up.',
    wanted: (removedIn, minor) => minor !== null && removedIn > minor,
    passes: 'No object in the evidence was recorded with an API version that the table lists for removal.',
  }),
  ...cveControls,
  ...addOnFlawControls,
  ...kernelFlawControls,
];

/** Components whose makers have stopped, by repository. Each is archived by its owner or said to be over by it. */
const RETIRED: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)ingress-nginx\/controller(-chroot)?$|(^|\/)nginx-ingress-controller(-\w+)?$/, 'ingress-nginx'],
  [/(^|\/)(kubernetes-helm|helm)\/tiller$|(^|\/)tiller$/, 'Tiller'],
  [/(^|\/)kube2iam$/, 'kube2iam'],
  [/(^|\/)kiam$/, 'kiam'],
  [/(^|\/)aad-pod-identity\/(nmi|mic)$/, 'AAD Pod Identity'],
  [/(^|\/)heapster(-(amd64|arm64|arm|ppc64le|s390x|grafana|influxdb)[\w-]*)?$/, 'Heapster'],
  [/(^|\/)weaveworks\/(weave-kube|weave-npc)$/, 'Weave Net'],
  [/(^|\/)(fluxcd|weaveworks)\/(flux|helm-operator)$/, 'Flux 1'],
  [/(^|\/)kube-lego$/, 'kube-lego'],
];

const REMOVED_KINDS: ReadonlySet<string> = new Set(REMOVED_APIS.map(({ kind }) => kind));

type ApiWords = Pick<Parameters<typeof defineControl>[0], 'id' | 'title' | 'severity' | 'rationale'> & {
  /** Whether an API that goes in a minor is judged on a server of a minor. */
  wanted(this: void, removedIn: number, serverMinor: number | null): boolean;
  readonly passes: string;
};

function apiControl({ wanted, passes, ...words }: ApiWords): Control {
  return defineControl({
    ...words,
    remediation: fix(
      'Move the file to the API version that stays.',
      'Change apiVersion in the manifest or chart, compare the changed fields with the migration guide, and apply it once.',
      [0.5, 2, 8],
      'apiVersion: batch/v1\nkind: CronJob\n',
    ),
    references: [
      {
        title: 'Deprecated API migration guide',
        url: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
      },
    ],
    mappings: ['nsa-cisa:upgrading', 'owasp-k8s:K10'],
    questions: ['deployment.upgrade-tried'],
    judges: [...new Set(REMOVED_APIS.map(({ key }) => key))],
    *evaluate({ index }) {
      const minor = index.serverMinor;
      let seen = 0;
      for (const object of index.keys.flatMap((key) => index.all(key))) {
        if (!REMOVED_KINDS.has(str(object, 'kind') ?? '')) continue;
        const versions = [...strings(object, '$drydock', 'apiVersionsSeen'), str(object, 'apiVersion') ?? ''];
        const removed = REMOVED_APIS.find(
          ({ apiVersion, kind, removedIn }) =>
            kind === str(object, 'kind') && versions.includes(apiVersion) && wanted(removedIn, minor),
        );
        if (removed === undefined) continue;
        seen += 1;
        const own = str(object, 'apiVersion') === removed.apiVersion;
        yield fail(
          refOf(object),
          `${removed.kind} ${nameOf(object)} ${own ? 'is' : 'was'} written as ${removed.apiVersion}, which Kubernetes 1.${removed.removedIn} ${minor !== null && minor < removed.removedIn ? 'removes' : 'removed'}.`,
          { path: own ? 'apiVersion' : 'metadata.managedFields', value: removed.apiVersion },
        );
      }
      if (seen === 0)
        yield minor === null && !wanted(0, null)
          ? unknown(
              index.manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
              'The version of the server is not known, so which API versions it still serves is not known.',
            )
          : pass(null, passes);
    },
  });
}
