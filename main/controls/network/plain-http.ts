/** Load balancers of Services that take connections without TLS. */

import { isInternal } from '../../cluster/exposure/services.ts';
import { refOf } from '../../snapshot/index.ts';
import { at, fields, list, num, str } from '../../snapshot/read.ts';
import { type Control, defineControl, fail, fix, notApplicable, pass } from '../define.ts';
import { SERVICE_DOCS } from './shared.ts';

export const plainHttpControls: readonly Control[] = [
  defineControl({
    id: 'network/plain-http-load-balancer',
    title: 'Load balancer with plain HTTP only',
    severity: 'medium',
    rationale:
      'Anyone between the client and the load balancer can read and change HTTP traffic, including passwords and session cookies. Without a TLS port, there is no secure address to redirect clients to.',
    remediation: fix(
      'Publish it with TLS.',
      'Publish the application through an Ingress or a Gateway that terminates TLS, or assign the load balancer a certificate with the provider’s annotations. Keep port 80 only for redirects.',
      [1, 3, 8],
      'kind: Service\nmetadata:\n  annotations:\n    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-central-1:111122223333:certificate/…\n    service.beta.kubernetes.io/aws-load-balancer-ssl-ports: "443"\nspec:\n  type: LoadBalancer\n  ports:\n    - port: 443\n      targetPort: 8080\n',
    ),
    references: SERVICE_DOCS,
    mappings: ['nsa-cisa:encrypt-traffic', 'mitre-attack:T1557', 'owasp-k8s:K07'],
    questions: ['workloads.only-https'],
    judges: ['/services'],
    *evaluate({ index }) {
      let seen = 0;
      for (const service of index.all('/services')) {
        if (str(service, 'spec', 'type') !== 'LoadBalancer' || isInternal(service)) continue;
        const ports = list(service, 'spec', 'ports');
        const i = ports.findIndex(isPlainHttp);
        if (i < 0) continue;
        seen += 1;
        const ref = refOf(service);
        yield endsTls(service) || ports.some(isTls)
          ? pass(ref, 'It also accepts connections with TLS.')
          : fail(
              ref,
              `LoadBalancer ${ref.name} accepts HTTP on port ${num(ports[i], 'port') ?? ''} and nothing with TLS.`,
              {
                path: `spec.ports[${i}]`,
                value: num(ports[i], 'port'),
              },
            );
      }
      if (seen === 0) yield notApplicable('No load balancer open to the outside has a port known for HTTP.');
    },
  }),
];

function isPlainHttp(port: unknown): boolean {
  if (isTls(port)) return false;
  const named = `${str(port, 'appProtocol') ?? ''} ${str(port, 'name') ?? ''}`.toLowerCase();
  return /(^|[ -])http([ \d-]|$)/.test(named) || [80, 8080, 8000].includes(num(port, 'port') ?? 0);
}

function isTls(port: unknown): boolean {
  const named = `${str(port, 'appProtocol') ?? ''} ${str(port, 'name') ?? ''}`.toLowerCase();
  return /(^|[ -])(https|tls|ssl|wss|grpcs)/.test(named) || [443, 8443].includes(num(port, 'port') ?? 0);
}

/** The load balancer itself has a certificate, for all ports or for some. */
function endsTls(service: unknown): boolean {
  return fields(at(service, 'metadata', 'annotations')).some(([name]) => CERTIFICATE.test(name));
}

const CERTIFICATE =
  /(ssl-cert|ssl-certs|tls-secret|certificate-(id|arn|name)|do-loadbalancer-(certificate-id|tls-ports)|hcloud.*certificates|http-certificates|oci-load-balancer-tls-secret|app-protocols)$/;
