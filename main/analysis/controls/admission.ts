/** What is refused at the door. */
import { refOf } from '../../snapshot/index.ts';
import { at, list, str } from '../../snapshot/read.ts';
import { ADMISSION_KINDS, detectEngines } from '../platform/admission.ts';
import { type Control, count, defineControl, fail, failCluster, fix, found, pass } from './define.ts';

const LABEL = 'pod-security.kubernetes.io/enforce';
const PATH = `metadata.labels["${LABEL}"]`;
const ENFORCE = fix(
  'Enforce baseline, better restricted.',
  'Set the warn label first, mend what it reports, then set enforce.',
  [1, 4, 16],
  'metadata:\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n',
);
const WEBHOOKS = [
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
];
const SYSTEM = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

export const admissionControls: readonly Control[] = [
  defineControl({
    id: 'admission/no-enforce-label',
    title: 'Namespace without an enforced Pod Security level',
    severity: 'medium',
    rationale: 'Whoever may create pods here creates a privileged one and is root on the node.',
    remediation: ENFORCE,
    mappings: ['cis:5.2.1', 'pod-security:baseline', 'owasp-k8s:K04'],
    questions: ['components.admission-rules'],
    judges: ['/namespaces'],
    *evaluate({ index }) {
      const allRead = index.availability('/namespaces').reason === null;
      for (const { name, labels, ref, object } of index.namespaces) {
        if (SYSTEM.has(name)) continue;
        // Known only by what lies in it: its labels were not read, so that it has none is not known.
        if (object === null && !allRead) continue;
        const level = labels.get(LABEL);
        yield level === 'baseline' || level === 'restricted'
          ? pass(ref, `Enforces ${level}.`)
          : fail(
              ref,
              level === 'privileged'
                ? `Namespace ${name} enforces privileged, which allows everything.`
                : `Namespace ${name} enforces no Pod Security level.`,
              { path: PATH, value: level ?? 'not set' },
            );
      }
    },
  }),
  defineControl({
    id: 'admission/no-engine',
    title: 'No admission engine enforces',
    severity: 'high',
    rationale: 'Nothing refuses a dangerous pod anywhere in the cluster.',
    remediation: ENFORCE,
    mappings: ['cis:5.2.1', 'owasp-k8s:K04'],
    questions: ['components.admission-rules'],
    judges: [],
    needs: ['/namespaces', ...ADMISSION_KINDS],
    *evaluate({ index }) {
      const { enforcing, auditing } = detectEngines(index);
      yield enforcing.length > 0
        ? found(
            enforcing[0]?.evidence.object ?? null,
            `${enforcing.map(({ name }) => name).join(', ')} enforces.`,
          )
        : failCluster(
            `No admission engine enforces${auditing.length > 0 ? `; ${auditing.map(({ name }) => name).join(', ')} only reports` : ''}.`,
            'kinds',
            `none among ${count(index.namespaces.length, 'namespace')} and ${count(auditing.length, 'engine')}`,
          );
    },
  }),
  defineControl({
    id: 'admission/webhook-service-missing',
    title: 'Webhook calls a missing Service',
    severity: 'medium',
    rationale:
      'The webhook either blocks every write or, with failurePolicy Ignore, checks nothing. Whoever creates the Service answers for it.',
    remediation: fix(
      'Remove or repair the webhook.',
      'Delete the configuration, or restore its Service.',
      [0.5, 1, 4],
    ),
    judges: WEBHOOKS,
    needs: ['/services'],
    *evaluate({ index }) {
      for (const config of WEBHOOKS.flatMap((key) => index.all(key)))
        for (const [i, hook] of list(config, 'webhooks').entries()) {
          const name = str(hook, 'clientConfig', 'service', 'name');
          const namespace = str(hook, 'clientConfig', 'service', 'namespace');
          if (name === undefined || namespace === undefined) continue;
          yield index.get('/services', namespace, name) === null
            ? fail(
                refOf(config),
                `Webhook ${str(hook, 'name') ?? ''} calls Service ${namespace}/${name}, which does not exist.`,
                { path: `webhooks[${i}].clientConfig.service.name`, value: name },
              )
            : pass(refOf(config), 'The Service exists.');
        }
    },
  }),
  defineControl({
    id: 'admission/webhook-ignores-failure',
    title: 'Security webhook is skipped when it fails',
    severity: 'medium',
    rationale:
      'With failurePolicy Ignore an attacker overloads or breaks the policy engine, and everything is admitted.',
    remediation: fix(
      'Set failurePolicy to Fail.',
      'Run several replicas first, and leave out kube-system.',
      [1, 4, 8],
      'failurePolicy: Fail\n',
    ),
    mappings: ['owasp-k8s:K04'],
    judges: WEBHOOKS,
    *evaluate({ index }) {
      for (const config of WEBHOOKS.flatMap((key) => index.all(key))) {
        const ref = refOf(config);
        if (!/kyverno|gatekeeper|policy|sigstore|security/i.test(ref.name)) continue;
        const i = list(config, 'webhooks').findIndex((hook) => at(hook, 'failurePolicy') === 'Ignore');
        yield i < 0
          ? pass(ref, 'Failure refuses.')
          : fail(ref, `The webhook of ${ref.name} is skipped when it does not answer.`, {
              path: `webhooks[${i}].failurePolicy`,
              value: 'Ignore',
            });
      }
    },
  }),
];
