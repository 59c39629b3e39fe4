/** Whether the project still supports the version of the server. */
import { dayInWords } from '../../../shared/day-in-words.ts';
import { defineControl, failCluster, pass, unknown } from '../define.ts';
import { UPGRADE } from './upgrade.ts';

export const serverOutOfSupport = defineControl({
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
});
