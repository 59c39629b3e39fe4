/** Signs of a guest. Worded as "seen"; none seen is no proof. */
import { refOf } from '../../snapshot/index.ts';
import { list, str } from '../../snapshot/read.ts';
import { repositoryOf } from '../platform/agents.ts';
import { argumentsOf } from '../platform/audit.ts';
import { registryOf } from '../size.ts';
import { type Control, defineControl, fail, fix, pass } from './define.ts';
import { firstContainer, workloadControl } from './pod/workload-control.ts';

const FORENSICS = fix(
  'Keep the evidence and ask a forensic analyst before changing anything.',
  'Do not delete the pod. Record it, isolate it by a policy, keep node and audit log, and ask who made it.',
  [4, 16, 80],
);
const NAMES =
  /^(kube-proxy|kube-dns|coredns|core-dns|kube-apiserver|kube-scheduler|kube-controller|kube-controller-manager|etcd|aws-node|calico-node|metrics-server|kube-flannel|kubelet|kube-system)([.-]|$)/;
const WEBHOOK_KINDS = [
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
];
const PUBLIC = new Set(['docker.io', 'ghcr.io', 'quay.io']);

export const compromiseControls: readonly Control[] = [
  workloadControl({
    id: 'compromise/look-alike-system-pod',
    title: 'Workload that looks like a system component',
    severity: 'high',
    rationale: 'Intruders name their pods after system components so that nobody looks twice.',
    remediation: FORENSICS,
    mappings: ['mitre-attack:T1036.005'],
    questions: ['detection.everything-owned', 'scope.incidents'],
    passes: 'No look-alike seen, which is no proof.',
    check: (workload, { agents }) =>
      agents.of(workload) !== null || workload.namespace === 'kube-system' || !NAMES.test(workload.name)
        ? null
        : firstContainer(workload, ({ image }) =>
            PUBLIC.has(registryOf(image))
              ? {
                  path: 'image',
                  value: image,
                  message: `Seen: ${workload.kind} ${workload.namespace}/${workload.name} has the name of a system component, runs outside kube-system and uses an image of a public registry. This may be harmless; ask who made it.`,
                }
              : null,
          ),
  }),
  workloadControl({
    id: 'compromise/miner',
    title: 'Sign of coin mining',
    severity: 'critical',
    rationale: 'Mining is the most common use of a taken-over cluster.',
    remediation: FORENSICS,
    mappings: ['mitre-attack:T1496'],
    questions: ['scope.incidents'],
    passes: 'No sign of mining seen, which is no proof.',
    check: (workload) =>
      firstContainer(workload, ({ image }) =>
        /xmrig|monero|cryptonight|minerd|kinsing/.test(repositoryOf(image))
          ? { path: 'image', value: image, message: 'Seen: the image has the name of a coin miner.' }
          : null,
      ) ??
      command(workload, /stratum\+(tcp|ssl):|xmrig|minerd/, 'the command names a mining pool or program'),
  }),
  workloadControl({
    id: 'compromise/shell-download',
    title: 'Command that runs a download',
    severity: 'high',
    rationale:
      'A download piped into a shell is how intruders bring their tools; sometimes it is only a careless start-up.',
    remediation: FORENSICS,
    mappings: ['mitre-attack:T1105'],
    questions: ['scope.incidents'],
    passes: 'No such command seen.',
    check: (workload) =>
      command(workload, /(curl|wget)\b[^|]*\|\s*(ba|z)?sh\b/, 'the command pipes a download into a shell'),
  }),
  workloadControl({
    id: 'compromise/reverse-shell',
    title: 'Command that opens a shell to elsewhere',
    severity: 'critical',
    rationale: 'No honest workload does this.',
    remediation: FORENSICS,
    mappings: ['mitre-attack:T1059'],
    questions: ['scope.incidents'],
    passes: 'No such command seen.',
    check: (workload) =>
      command(
        workload,
        /\/dev\/tcp\/|\bnc(at)?\b.*\s-e\s|bash -i\b.*>&/,
        'the command opens a shell to another address',
      ),
  }),
  defineControl({
    id: 'compromise/webhook-to-foreign-url',
    title: 'Webhook that sends objects outside',
    severity: 'high',
    rationale:
      'Such a webhook shows every object it asks for to a server outside the cluster, and a mutating one may change them. Intruders leave one behind to read Secrets and to put their container into every pod.',
    remediation: FORENSICS,
    mappings: ['mitre-attack:T1546', 'owasp-k8s:K04'],
    questions: ['scope.incidents', 'detection.everything-owned'],
    judges: WEBHOOK_KINDS,
    *evaluate({ index }) {
      for (const config of WEBHOOK_KINDS.flatMap((key) => index.all(key))) {
        const hooks = list(config, 'webhooks');
        const i = hooks.findIndex((hook) => isForeign(str(hook, 'clientConfig', 'url')));
        const url = str(hooks[i], 'clientConfig', 'url');
        yield url === undefined
          ? pass(refOf(config), 'Calls nothing outside the cluster, which is no proof.')
          : fail(
              refOf(config),
              `Seen: a webhook of ${refOf(config).name} sends objects to ${hostOf(url)}. This may be a service that was bought; ask who set it up.`,
              { path: `webhooks[${i}].clientConfig.url`, value: url },
            );
      }
    },
  }),
];

function command(workload: Parameters<typeof argumentsOf>[0], pattern: RegExp, what: string) {
  const hit = argumentsOf(workload).find(({ text }) => pattern.test(text.slice(0, 4000)));
  return hit === undefined
    ? null
    : { path: hit.path, value: hit.text, message: `Seen: ${what}. This may be harmless; ask who wrote it.` };
}

/** Managed clusters call webhooks of their own on the machine of the API server. */
function isForeign(url: string | undefined): boolean {
  if (url === undefined) return false;
  const host = hostOf(url);
  return !/^(localhost|127\.[\d.]+|\[::1\])$|\.svc$|\.cluster\.local$/.test(host);
}

function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? 'an address that cannot be read';
}
