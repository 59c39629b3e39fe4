/** Nodes whose kubelet drives Docker by itself. */
import { minorOfVersion } from '../../cluster/platform/versions.ts';
import { refOf } from '../../snapshot/index.ts';
import { str } from '../../snapshot/read.ts';
import { defineControl, fail, fix, pass, unknown } from '../define.ts';

export const dockershim = defineControl({
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
});
