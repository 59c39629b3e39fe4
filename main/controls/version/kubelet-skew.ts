/** How far kubelets are behind the server. */
import { count } from '../../../shared/in-words.ts';
import { refOf } from '../../snapshot/index.ts';
import { defineControl, fail, pass, unknown } from '../define.ts';
import { UPGRADE } from './upgrade.ts';

const SKEW = {
  title: 'Version skew policy',
  url: 'https://kubernetes.io/releases/version-skew-policy/',
};

export const kubeletSkew = defineControl({
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
});
