/** Ingress, Gateway API, Istio and OpenShift routes. */

import { some } from '../../../shared/in-words.ts';
import {
  type ExposedEndpoint,
  GATEWAY_KINDS,
  ROUTE_KINDS,
  SERVICE_ENDPOINTS,
} from '../../cluster/exposure.ts';
import { RISKY_ANNOTATIONS } from '../../cluster/network/annotations.ts';
import { connectionsText, union } from '../../kubernetes/reach/connections.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { refOf } from '../../snapshot/index.ts';
import { at, fields, has } from '../../snapshot/read.ts';
import { type Control, defineControl, fail, fix, pass, unknown } from '../define.ts';
import { INGRESS_DOCS, INGRESSES, platformsOwn, SERVICE_DOCS } from './shared.ts';

export const routeControls: readonly Control[] = [
  defineControl({
    id: 'network/ingress-without-tls',
    title: 'Host served without TLS',
    severity: 'medium',
    rationale:
      'Without TLS, passwords and session cookies cross the network in plain text, and anyone in between can change the responses.',
    remediation: fix(
      'Serve the host with TLS only.',
      'Add a certificate (cert-manager issues them automatically) and redirect plain HTTP.',
      [1, 2, 8],
      'spec:\n  tls:\n    - hosts: ["app.example"]\n      secretName: app-tls\n',
    ),
    references: [
      { title: 'Ingress: TLS', url: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls' },
    ],
    mappings: ['owasp-k8s:K07', 'nsa-cisa:encrypt-traffic', 'mitre-attack:T1040'],
    questions: ['workloads.only-https'],
    judges: ROUTE_KINDS,
    *evaluate({ exposed }) {
      for (const one of exposed.endpoints) {
        if (SERVICE_ENDPOINTS.has(one.kind)) continue;
        const ref = refOf(one.object);
        if (one.plainHosts.length > 0)
          yield fail(
            ref,
            `${one.kind} ${one.namespace}/${one.name} serves ${some(one.plainHosts)} without TLS.`,
            plainAt(one),
          );
        else if (one.tls === 'yes') yield pass(ref, 'Served with TLS.');
        else
          yield unknown(
            'not-collected',
            `The gateway of ${one.name} was not found, so its TLS is not known.`,
            ref,
          );
      }
    },
  }),
  defineControl({
    id: 'network/nginx-snippet',
    title: 'Ingress with an nginx configuration snippet',
    severity: 'high',
    rationale:
      'Snippets insert text into the configuration of the ingress controller. Anyone who may write an Ingress can then obtain the controller’s token, and with it every Secret that the controller may read.',
    remediation: fix(
      'Remove snippets and forbid them.',
      'Replace each with the dedicated annotation, then set allow-snippet-annotations to "false" on the controller.',
      [1, 4, 16],
      'data:\n  allow-snippet-annotations: "false"\n',
    ),
    references: [{ title: 'CVE-2021-25742', url: 'https://nvd.nist.gov/vuln/detail/CVE-2021-25742' }],
    mappings: ['owasp-k8s:K07', 'owasp-k8s:K09'],
    questions: ['components.ingress-settings-limited'],
    judges: [INGRESSES],
    *evaluate({ index }) {
      for (const ingress of index.all(INGRESSES)) {
        const key = fields(ingress, 'metadata', 'annotations').find(
          ([name]) => name.startsWith('nginx.') && name.endsWith('-snippet'),
        )?.[0];
        yield key === undefined
          ? pass(refOf(ingress), 'No snippet.')
          : fail(refOf(ingress), `The Ingress adds nginx configuration by ${key}.`, {
              path: `metadata.annotations["${key}"]`,
            });
      }
    },
  }),
  defineControl({
    id: 'network/suspicious-annotation',
    title: 'Annotation that weakens an Ingress or load balancer',
    severity: 'medium',
    rationale:
      'Annotations control ingress controllers: they can insert configuration, mirror requests elsewhere or trust every certificate. Anyone who may write the object can give such instructions to a controller that serves everyone.',
    remediation: fix(
      'Remove the annotation, or let administrators set it.',
      'Find out who needs it, replace it with a controller setting, and forbid it with an admission policy.',
      [0.5, 2, 8],
      'metadata:\n  annotations:\n    nginx.ingress.kubernetes.io/auth-tls-verify-client: "on"\n',
    ),
    references: [
      {
        title: 'Annotations of ingress-nginx and their risk',
        url: 'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/',
      },
      { title: 'CVE-2025-1098', url: 'https://nvd.nist.gov/vuln/detail/CVE-2025-1098' },
    ],
    mappings: ['owasp-k8s:K09', 'mitre-attack:T1190'],
    questions: ['components.ingress-settings-limited'],
    judges: [INGRESSES, '/services'],
    *evaluate({ index }) {
      for (const object of [...index.all(INGRESSES), ...index.all('/services')]) {
        let risky = false;
        for (const [key, value] of fields(object, 'metadata', 'annotations')) {
          const hit = RISKY_ANNOTATIONS.find(
            (one) =>
              one.pattern.test(key) &&
              (one.value === undefined || (typeof value === 'string' && one.value.test(value))),
          );
          if (hit === undefined) continue;
          risky = true;
          yield fail(refOf(object), `The annotation ${key} ${hit.does}.`, {
            path: `metadata.annotations["${key}"]`,
            value,
          });
        }
        if (!risky) yield pass(refOf(object), 'None of its annotations is known to weaken it.');
      }
    },
  }),
  defineControl({
    id: 'network/workload-published',
    title: 'Workload behind an exposed route',
    severity: 'info',
    rationale:
      'An attacker outside first tries the workloads behind an exposed endpoint. A vulnerability or a weak password there gives a foothold inside the cluster. Test the workloads on this list first.',
    remediation: fix(
      'Publish only what must be public.',
      'Review the list with the owners, remove routes that nobody uses, and put authentication in front of internal ones.',
      [0.5, 2, 8],
      'metadata:\n  annotations:\n    nginx.ingress.kubernetes.io/whitelist-source-range: "198.51.100.0/24"\n',
    ),
    references: [
      ...INGRESS_DOCS,
      { title: 'Gateway API', url: 'https://kubernetes.io/docs/concepts/services-networking/gateway/' },
    ],
    mappings: ['owasp-k8s:K07', 'mitre-attack:T1190'],
    questions: ['workloads.published', 'workloads.internet-reach'],
    judges: WORKLOAD_KINDS,
    needs: [...ROUTE_KINDS, ...GATEWAY_KINDS, '/services'],
    showsWhatIsThere: true,
    acrossNamespaces: true,
    *evaluate(cluster) {
      const { exposed, index } = cluster;
      const ways = Map.groupBy(
        exposed.endpoints
          .filter(({ kind }) => !SERVICE_ENDPOINTS.has(kind))
          .flatMap((route) => route.targets.map((target) => ({ route, target }))),
        ({ target }) => target.workload,
      );
      for (const workload of index.workloads) {
        const through = ways.get(workload) ?? [];
        const [first] = through;
        if (first === undefined) {
          yield pass(workload.ref, 'No route in the evidence leads to it.');
          continue;
        }
        const own = platformsOwn(cluster, workload.namespace, workload.ref);
        if (own !== null) {
          yield own;
          continue;
        }
        const names = through.map(({ route }) => `${route.kind} ${route.namespace}/${route.name}`);
        const hosts = [...new Set(through.flatMap(({ route }) => route.hosts))];
        yield fail(
          workload.ref,
          `${workload.kind} ${workload.namespace}/${workload.name} is addressable through ${some(names)}${hosts.length > 0 ? ` (${some(hosts)})` : ''} on ${connectionsText(through.map(({ target }) => target.ports).reduce(union))}.`,
          { path: workload.specPath, value: names.join(', ') },
        );
      }
    },
  }),
  defineControl({
    id: 'network/sensitive-ui-exposed',
    title: 'Exposed administration interface',
    severity: 'high',
    rationale:
      'Such interfaces run commands, deploy software or reveal everything. Once published, only one weak password or known vulnerability protects the cluster.',
    remediation: fix(
      'Make the interface unreachable from outside.',
      'Publish it only inside the company network or behind single sign-on.',
      [1, 4, 12],
      'spec:\n  type: ClusterIP   # reached by kubectl port-forward or through the company VPN\n',
    ),
    references: [
      {
        title: 'Securing a cluster',
        url: 'https://kubernetes.io/docs/tasks/administer-cluster/securing-a-cluster/',
      },
    ],
    mappings: ['owasp-k8s:K07', 'mitre-attack:T1133'],
    questions: ['workloads.admin-pages-private'],
    judges: ROUTE_KINDS,
    needs: ['/services', ...WORKLOAD_KINDS],
    acrossNamespaces: true,
    *evaluate({ exposed }) {
      for (const one of exposed.endpoints)
        yield one.sensitive === null
          ? pass(refOf(one.object), 'No known administration interface.')
          : fail(
              refOf(one.object),
              `${one.sensitive} is addressable through ${one.kind} ${one.namespace}/${one.name}${one.hosts.length > 0 ? ` (${some(one.hosts)})` : ''}.`,
              { certain: true },
            );
    },
  }),
  defineControl({
    id: 'network/dangling-backend',
    title: 'Exposed route to a missing Service',
    severity: 'low',
    rationale:
      'The route is served but its Service is missing. Anyone who may create a Service of that name in the namespace receives the visitors of the host, with their cookies and passwords.',
    remediation: fix(
      'Remove the route.',
      'Delete the route, or restore the Service with the port that the route names.',
      [0.5, 1, 2],
      'spec:\n  rules:\n    - host: app.example\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend: {service: {name: app, port: {number: 80}}}   # a Service that exists\n',
    ),
    references: [...INGRESS_DOCS, ...SERVICE_DOCS],
    mappings: ['owasp-k8s:K09'],
    questions: ['workloads.published'],
    judges: ROUTE_KINDS,
    needs: ['/services', ...GATEWAY_KINDS],
    acrossNamespaces: true,
    *evaluate({ exposed }) {
      for (const one of exposed.endpoints)
        if (!SERVICE_ENDPOINTS.has(one.kind))
          yield one.dangling.length > 0
            ? fail(refOf(one.object), `Leads to ${some(one.dangling)}, which does not exist.`, {
                path: 'spec',
                value: some(one.dangling),
              })
            : pass(refOf(one.object), 'Every backend exists.');
    },
  }),
];

/** Where an entrance says that it is served in plain. */
function plainAt({ kind, object }: ExposedEndpoint): { readonly path: string; readonly value: unknown } {
  if (kind === 'VirtualService') return { path: 'spec.gateways', value: at(object, 'spec', 'gateways') };
  if (kind !== 'Ingress' && kind !== 'Route')
    return { path: 'spec.parentRefs', value: at(object, 'spec', 'parentRefs') };
  const insecure = at(object, 'spec', 'tls', 'insecureEdgeTerminationPolicy');
  return insecure === undefined
    ? { path: 'spec.tls', value: has(object, 'spec', 'tls') ? 'not for these hosts' : 'not set' }
    : { path: 'spec.tls.insecureEdgeTerminationPolicy', value: insecure };
}
