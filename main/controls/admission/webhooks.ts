/** Webhooks that the API server asks about objects. */

import { hostOf, isForeignUrl } from '../../cluster/platform/webhook-urls.ts';
import { type KubernetesObject, refOf } from '../../snapshot/index.ts';
import { at, list, str } from '../../snapshot/read.ts';
import { type Control, defineControl, fail, fix, pass, seen } from '../define.ts';
import { kubernetesDocs, WEBHOOK_PRACTICES } from '../docs.ts';

export const WEBHOOK_KINDS: readonly string[] = [
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
];
const DOCS = kubernetesDocs(
  'Dynamic admission control',
  'reference/access-authn-authz/extensible-admission-controllers/',
);

export const webhookControls: readonly Control[] = [
  defineControl({
    id: 'admission/webhook-service-missing',
    title: 'Webhook calls a missing Service',
    severity: 'medium',
    rationale:
      'The webhook either blocks every write or, with failurePolicy Ignore, checks nothing. Anyone who may create a Service of that name can answer in its place. They see every object sent and, for a mutating webhook, can change it.',
    remediation: fix(
      'Remove or repair the webhook.',
      'Delete the configuration, or restore its Service.',
      [0.5, 1, 4],
      'kubectl delete validatingwebhookconfiguration NAME\n',
    ),
    references: [DOCS, WEBHOOK_PRACTICES],
    mappings: ['owasp-k8s:K04', 'mitre-attack:T1546', 'nsa-cisa:control-plane'],
    questions: ['detection.everything-owned'],
    judges: WEBHOOK_KINDS,
    needs: ['/services'],
    *evaluate({ index }) {
      for (const config of WEBHOOK_KINDS.flatMap((key) => index.all(key)))
        for (const [i, hook] of list(config, 'webhooks').entries()) {
          const name = str(hook, 'clientConfig', 'service', 'name');
          const namespace = str(hook, 'clientConfig', 'service', 'namespace');
          if (name === undefined || namespace === undefined) continue;
          yield index.get('/services', namespace, name) === null
            ? fail(
                refOf(config),
                `Webhook ${str(hook, 'name') ?? ''} calls Service ${namespace}/${name}, which does not exist.`,
                {
                  path: `webhooks[${i}].clientConfig.service.name`,
                  value: name,
                  about: { key: '/services', namespace },
                },
              )
            : seen(refOf(config), 'The Service exists.');
        }
    },
  }),
  defineControl({
    id: 'admission/webhook-ignores-failure',
    title: 'Security webhook bypassed when it fails',
    severity: 'medium',
    rationale:
      'With failurePolicy Ignore, an attacker overloads or crashes the policy engine, or waits for its next restart. Meanwhile everything is admitted.',
    remediation: fix(
      'Set failurePolicy to Fail.',
      'Run several replicas first, and exclude kube-system.',
      [1, 4, 8],
      'failurePolicy: Fail\n',
    ),
    references: [WEBHOOK_PRACTICES, DOCS],
    mappings: ['owasp-k8s:K04', 'mitre-attack:T1562.001', 'nsa-cisa:pod-security'],
    questions: ['components.admission-rules'],
    judges: WEBHOOK_KINDS,
    *evaluate({ index }) {
      for (const config of WEBHOOK_KINDS.flatMap((key) => index.all(key))) {
        const ref = refOf(config);
        const hooks = list(config, 'webhooks');
        if (!isSecurityWebhook(config)) continue;
        const i = hooks.findIndex((hook) => ignoresFailure(config, hook) && asksForAnything(hook));
        yield i < 0
          ? pass(ref, 'Requests are rejected when the webhook fails.')
          : fail(ref, `The webhook of ${ref.name} is bypassed when it does not respond.`, {
              path: `webhooks[${i}].failurePolicy`,
              value: str(hooks[i], 'failurePolicy') ?? 'not set (Ignore)',
            });
      }
    },
  }),
  defineControl({
    id: 'admission/webhook-outside-cluster',
    title: 'Webhook that depends on a server outside the cluster',
    severity: 'medium',
    rationale:
      'Every object that matches such a webhook leaves the cluster, including Secrets if its rules cover them. Whoever controls the server or its DNS name decides what is admitted and can change it. When it does not respond, either nothing can be deployed or nothing is checked.',
    remediation: fix(
      'Run the webhook inside the cluster, or establish who runs it outside.',
      'Establish who operates the address and what it receives. Move the service into the cluster. Until then, limit its rules to the kinds it needs, never Secrets.',
      [2, 8, 40],
      'clientConfig:\n  service: {namespace: policy, name: webhook, path: /validate}\n',
    ),
    references: [DOCS, WEBHOOK_PRACTICES],
    mappings: ['owasp-k8s:K04', 'mitre-attack:T1546', 'nsa-cisa:control-plane'],
    questions: ['neighbours.third-parties', 'detection.everything-owned'],
    judges: WEBHOOK_KINDS,
    needs: ['/services'],
    *evaluate({ index }) {
      for (const config of WEBHOOK_KINDS.flatMap((key) => index.all(key))) {
        const ref = refOf(config);
        const outside = list(config, 'webhooks').flatMap((hook, i) => {
          const url = str(hook, 'clientConfig', 'url');
          if (isForeignUrl(url))
            return [
              {
                to: hostOf(url ?? ''),
                path: `webhooks[${i}].clientConfig.url`,
                value: url ?? '',
                certain: true,
              },
            ];
          const name = str(hook, 'clientConfig', 'service', 'name') ?? '';
          const namespace = str(hook, 'clientConfig', 'service', 'namespace') ?? '';
          // The API server follows the name of such a Service out of the cluster.
          const service = index
            .near(config, '/services', namespace, name)
            .find((one) => str(one, 'spec', 'type') === 'ExternalName');
          if (service === undefined) return [];
          const to = str(service, 'spec', 'externalName') ?? '';
          return [{ to, path: `webhooks[${i}].clientConfig.service.name`, value: name, certain: true }];
        })[0];
        yield outside === undefined
          ? pass(ref, 'Its webhooks use no address outside the cluster.')
          : fail(ref, `A webhook of ${ref.name} calls ${outside.to}, outside the cluster.`, outside);
      }
    },
  }),
];

/** Names of engines that refuse or change objects for the sake of security. */
const SECURITY =
  /kyverno|gatekeeper|(^|[^a-z])opa([^a-z]|$)|polic(y|ies)|sigstore|cosign|security|connaisseur|kubewarden|ratify|portieris|neuvector|crowdstrike|falcon|aqua|twistlock|prisma|sysdig|stackrox|sensor|kubescape|datree|polaris|anchore|snyk|jspolicy|k-rail|pod-security|psp|trivy|wiz|lacework|checkov|image-?(scan|verif|policy)|admission-controller/i;

/** By its own name, those of its webhooks, and the namespace of the service that it calls. */
function isSecurityWebhook(config: KubernetesObject): boolean {
  if (SECURITY.test(refOf(config).name.slice(0, 300))) return true;
  return list(config, 'webhooks').some(
    (hook) =>
      SECURITY.test((str(hook, 'name') ?? '').slice(0, 300)) ||
      SECURITY.test((str(hook, 'clientConfig', 'service', 'namespace') ?? '').slice(0, 100)),
  );
}

/** The default is Fail since v1; v1beta1 had Ignore. */
function ignoresFailure(config: KubernetesObject, hook: unknown): boolean {
  const policy = at(hook, 'failurePolicy');
  return policy === undefined ? config.apiVersion.endsWith('/v1beta1') : policy === 'Ignore';
}

/** Kyverno keeps a second webhook for policies that may be skipped; while there are none it has no rules. */
function asksForAnything(hook: unknown): boolean {
  const rules = at(hook, 'rules');
  return !Array.isArray(rules) || rules.length > 0;
}
