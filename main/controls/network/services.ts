/** Services that are addressable from outside by themselves. */

import { count } from '../../../shared/in-words.ts';
import { refOf } from '../../snapshot/index.ts';
import { strings } from '../../snapshot/read.ts';
import { type Control, defineControl, fail, fix, pass } from '../define.ts';
import { SERVICE_DOCS } from './shared.ts';

interface Door {
  readonly kind: 'LoadBalancer' | 'NodePort' | 'ExternalIP';
  readonly slug: string;
  readonly title: string;
  readonly rationale: string;
  readonly short: string;
  readonly yaml: string;
  readonly references: Control['references'];
}

const DOORS: readonly Door[] = [
  {
    kind: 'LoadBalancer',
    slug: 'open-load-balancer',
    title: 'Load balancer open to all sources',
    rationale:
      'The load balancer accepts connections from every address that can route to it and forwards them to the pods. The cluster sets no limit. Cloud firewalls are not visible from here, so confirm whether it answers from the internet.',
    short: 'Limit the sources, or make it internal.',
    yaml: 'spec:\n  type: LoadBalancer\n  loadBalancerSourceRanges: ["198.51.100.0/24"]\n',
    references: [
      {
        title: 'Restrict access for a LoadBalancer Service',
        url: 'https://kubernetes.io/docs/tasks/access-application-cluster/configure-cloud-provider-firewall/',
      },
    ],
  },
  {
    kind: 'NodePort',
    slug: 'node-port',
    title: 'NodePort Service',
    rationale:
      'Every node of the cluster listens on the port, on all of its addresses, bypassing the load balancer and its filters. Anyone who reaches one node, from a neighbouring network or from the internet, reaches the pods behind it.',
    short: 'Publish through one protected entry point.',
    yaml: 'spec:\n  type: ClusterIP\n',
    references: [],
  },
  {
    kind: 'ExternalIP',
    slug: 'external-ips',
    title: 'Service claims an external address',
    rationale:
      'The nodes take over traffic to the specified address, whoever owns it. Anyone who may write a Service can thereby receive traffic that others send to that address (CVE-2020-8554).',
    short: 'Remove externalIPs and publish the Service in another way.',
    yaml: 'spec:\n  type: ClusterIP\n  externalIPs: []\n',
    references: [{ title: 'CVE-2020-8554', url: 'https://nvd.nist.gov/vuln/detail/CVE-2020-8554' }],
  },
];

export const serviceControls: readonly Control[] = DOORS.map(
  ({ kind, slug, title, rationale, short, yaml, references }) =>
    defineControl({
      id: `network/${slug}`,
      title,
      severity: 'medium',
      rationale,
      remediation: fix(
        short,
        'Change the Service to ClusterIP and publish it through an Ingress or a Gateway, or limit its sources.',
        [1, 3, 8],
        yaml,
      ),
      references: [...references, ...SERVICE_DOCS],
      mappings: ['owasp-k8s:K07', 'nsa-cisa:network-separation', 'mitre-attack:T1133'],
      questions: ['workloads.internet-reach'],
      judges: ['/services'],
      *evaluate({ exposed, index }) {
        if (index.all('/services').length > 0 && !exposed.endpoints.some((one) => one.kind === kind))
          yield pass(null, 'No Service is published in this way.');
        for (const one of exposed.endpoints) {
          if (one.kind !== kind) continue;
          const limited = kind === 'LoadBalancer' && limitsSources(one.object);
          yield limited
            ? pass(refOf(one.object), 'Its sources are limited.')
            : fail(
                refOf(one.object),
                `${kind} ${one.namespace}/${one.name} is addressable from outside the cluster and leads to ${count(one.workloads.length, 'workload')}.`,
                { path: kind === 'ExternalIP' ? 'spec.externalIPs' : 'spec.type', value: kind },
              );
        }
      },
    }),
);

/** Ranges are alternatives: one for every address undoes the others. */
function limitsSources(service: unknown): boolean {
  const ranges = strings(service, 'spec', 'loadBalancerSourceRanges');
  return ranges.length > 0 && ranges.every((range) => !range.trim().endsWith('/0'));
}
