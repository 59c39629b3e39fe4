/** Openings that intruders leave or look for: webhooks that send objects out, and Docker's interface without a lock. */

import { argumentsOf } from '../../cluster/platform/audit.ts';
import { hostOf, isForeignUrl } from '../../cluster/platform/webhook-urls.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { type KubernetesObject, refOf, type Workload } from '../../snapshot/index.ts';
import { list, num, str } from '../../snapshot/read.ts';
import { type Control, defineControl, fail, pass } from '../define.ts';
import { WEBHOOK_PRACTICES } from '../docs.ts';
import { ASK, FORENSICS, SECURITY_CHECKLIST, THREAT_MATRIX } from './forensics.ts';

const WEBHOOK_KINDS = [
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
];
/** Docker's port for its interface without TLS. */
const DOCKER = 2375;

export const openingControls: readonly Control[] = [
  defineControl({
    id: 'compromise/webhook-to-foreign-url',
    title: 'Webhook that sends objects outside the cluster',
    severity: 'high',
    rationale:
      'Such a webhook sends every object it matches to a server outside the cluster, and a mutating one may change them. Intruders use one to read Secrets and to add their container to every pod.',
    remediation: FORENSICS,
    references: [WEBHOOK_PRACTICES, THREAT_MATRIX],
    mappings: ['mitre-attack:T1546', 'owasp-k8s:K04', 'nsa-cisa:threat-detection'],
    questions: ['scope.incidents', 'detection.everything-owned'],
    judges: WEBHOOK_KINDS,
    *evaluate({ index }) {
      for (const config of WEBHOOK_KINDS.flatMap((key) => index.all(key))) {
        const ref = refOf(config);
        const hooks = list(config, 'webhooks');
        const i = hooks.findIndex((hook) => isForeignUrl(str(hook, 'clientConfig', 'url')));
        const url = str(hooks[i], 'clientConfig', 'url');
        yield url === undefined
          ? pass(ref, 'Its webhooks use no address outside the cluster; this does not prove absence.')
          : fail(
              ref,
              `Seen: a webhook of ${ref.name} sends objects to ${hostOf(url)}. This may be a purchased service; ask who configured it.`,
              { path: `webhooks[${i}].clientConfig.url`, value: url },
            );
      }
    },
  }),
  defineControl({
    id: 'compromise/docker-api',
    title: 'Docker API exposed without TLS',
    severity: 'high',
    rationale:
      'Port 2375 is the Docker API without authentication. Anyone who reaches it can start privileged containers and read every file on the host. Attackers scan for it constantly and open it themselves for persistence. In build pods it gives everyone on the pod network access to the builds and their credentials.',
    remediation: FORENSICS,
    references: [
      {
        title: 'Protect the Docker daemon socket',
        url: 'https://docs.docker.com/engine/security/protect-access/',
      },
      SECURITY_CHECKLIST,
    ],
    mappings: [
      'mitre-attack:T1133',
      'mitre-attack:T1610',
      'nsa-cisa:container-runtime',
      'nsa-cisa:threat-detection',
    ],
    questions: ['scope.incidents', 'access.builds-elsewhere'],
    judges: [...WORKLOAD_KINDS, '/services'],
    *evaluate({ index }) {
      for (const workload of index.workloads) {
        const hit = dockerIn(workload);
        yield hit === null
          ? pass(workload.ref, 'Not found here; this does not prove absence.')
          : fail(workload.ref, `Seen: ${hit.says}. ${ASK}`, hit);
      }
      for (const service of index.all('/services')) {
        const i = list(service, 'spec', 'ports').findIndex((port) =>
          [num(port, 'port'), num(port, 'targetPort'), num(port, 'nodePort')].includes(DOCKER),
        );
        if (i >= 0) yield openService(service, i);
      }
    },
  }),
];

function openService(service: KubernetesObject, i: number) {
  const ref = refOf(service);
  return fail(
    ref,
    `Seen: Service ${ref.namespace ?? ''}/${ref.name} leads to port ${DOCKER}, Docker without TLS. ${ASK}`,
    {
      path: `spec.ports[${i}]`,
      value: DOCKER,
    },
  );
}

interface Hit {
  readonly says: string;
  readonly path: string;
  readonly value: unknown;
}

/** An address of all interfaces counts, one of the pod's own loopback does not. */
function dockerIn(workload: Workload): Hit | null {
  const words = argumentsOf(workload).find(({ text }) => /tcp:\/\/(0\.0\.0\.0|\[::\]|\*)?:2375\b/.test(text));
  if (words !== undefined)
    return {
      says: 'the command exposes Docker’s API without TLS to the network',
      path: words.path,
      value: words.text,
    };
  for (const { raw, path, name } of workload.containers) {
    const ports = list(raw, 'ports');
    const i = ports.findIndex(
      (port) => num(port, 'containerPort') === DOCKER || num(port, 'hostPort') === DOCKER,
    );
    if (i >= 0)
      return {
        says: `container "${name}" listens on port ${DOCKER}, Docker without TLS`,
        path: `${path}.ports[${i}]`,
        value: DOCKER,
      };
  }
  return null;
}
