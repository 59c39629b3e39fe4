/** Policies, exposure, ingress and mesh. */
import type { EvidenceRef } from '../../../shared/evidence.ts';
import { type KubernetesObject, refOf } from '../../snapshot/index.ts';
import { at, fields, has, list, str } from '../../snapshot/read.ts';
import { selectsEverything } from '../../snapshot/selector.ts';
import { EXPOSURE_KINDS } from '../exposure.ts';
import { detectMesh, meshMtls } from '../network/mesh.ts';
import {
  type Control,
  count,
  type Draft,
  defineControl,
  fail,
  fix,
  notApplicable,
  pass,
  some,
  unknown,
  WORKLOAD_KINDS,
} from './define.ts';

const POLICIES = 'networking.k8s.io/networkpolicies';
const INGRESSES = 'networking.k8s.io/ingresses';
const DENY =
  'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: default-deny\nspec:\n  podSelector: {}\n  policyTypes: ["Ingress", "Egress"]\n';
const DOCS = [
  {
    title: 'Network policies',
    url: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  },
];

export const networkControls: readonly Control[] = [
  defineControl({
    id: 'network/namespace-without-policy',
    title: 'Namespace without an effective network policy',
    severity: 'medium',
    rationale:
      'Without a policy every pod of the cluster can open connections to every pod of this namespace. An attacker in one pod scans and reaches databases and internal interfaces directly.',
    remediation: fix(
      'Deny by default, then allow what is needed.',
      'Record the connections that are used, write them as policies, add the default-deny policy last, and watch for a week.',
      [4, 12, 40],
      DENY,
    ),
    references: DOCS,
    mappings: ['cis:5.3.2', 'nsa-cisa:network-separation', 'owasp-k8s:K07'],
    questions: ['workloads.namespaces-isolated'],
    judges: ['/pods'],
    needs: [POLICIES],
    *evaluate({ policies, index, isSystemNamespace }) {
      const covered = new Set(policies.namespacesWithEffectivePolicy);
      const foreign = policies.foreignPolicies.length > 0;
      for (const name of policies.namespacesWithPods) {
        const ref = index.namespace(name)?.ref ?? null;
        if (covered.has(name)) yield pass(ref, 'A policy selects at least one pod.');
        // Into kube-system companies put things of their own; into the provider's other namespaces they do not.
        else if (isSystemNamespace(name) && name !== 'kube-system')
          yield pass(ref, 'Looked after by the platform, which decides what its parts may reach.');
        else if (foreign)
          yield unknown(
            'needs-interview',
            `No NetworkPolicy selects a pod of ${name}, but the cluster has policies of the network plugin's own kinds, which are not evaluated.`,
            ref,
          );
        else
          yield fail(
            ref,
            `No network policy selects any pod of namespace ${name} (${count(policies.in(name).length, 'policy', 'policies')}, ${count(index.workloadsIn(name).length, 'workload')}).`,
          );
      }
    },
  }),
  defineControl({
    id: 'network/policy-selects-nothing',
    title: 'Policy that selects no pod',
    severity: 'medium',
    rationale: 'A policy whose selector matches nothing protects nothing and looks as if it did.',
    remediation: fix(
      'Correct the selector.',
      'Compare the selector with the labels of the pods that it was written for.',
      [0.5, 1, 4],
    ),
    references: DOCS,
    mappings: ['cis:5.3.2'],
    judges: [POLICIES],
    needs: WORKLOAD_KINDS,
    *evaluate({ policies }) {
      for (const policy of policies.policies)
        yield policy.selectsPods
          ? pass(policy.ref, 'Selects pods.')
          : fail(policy.ref, `Policy ${policy.ref.name} selects no pod of namespace ${policy.namespace}.`, {
              path: 'spec.podSelector',
            });
    },
  }),
  defineControl({
    id: 'network/allow-all-peer',
    title: 'Policy that lets everybody in',
    severity: 'low',
    rationale:
      'A rule without a source, or with all namespaces or all addresses as its source, leaves its pods as open as no policy does, and counts as one in every list.',
    remediation: fix(
      'Name the sources.',
      'Replace the open rule by the namespaces and pods that connect today.',
      [0.5, 2, 8],
      'ingress:\n  - from:\n      - namespaceSelector:\n          matchLabels: {kubernetes.io/metadata.name: ingress-nginx}\n',
    ),
    references: DOCS,
    mappings: ['cis:5.3.2', 'nsa-cisa:network-separation'],
    questions: ['workloads.namespaces-isolated'],
    judges: [POLICIES],
    *evaluate({ policies }) {
      for (const { ref, object, ingress } of policies.policies) {
        const open = ingress ? openSource(object) : null;
        yield open === null
          ? pass(ref, 'Every rule names its sources.')
          : fail(ref, `Policy ${ref.name} lets ${open.says} in.`, { path: open.path, value: open.value });
      }
    },
  }),
  defineControl({
    id: 'network/cni-does-not-enforce',
    title: 'Network plugin does not enforce policies',
    severity: 'high',
    rationale:
      'Some network plugins accept policies and ignore them. Every policy in the cluster is then only text.',
    remediation: fix(
      'Use a plugin that enforces.',
      'Switch on the policy agent of the plugin, or migrate to one that enforces, first on a test cluster.',
      [8, 24, 80],
    ),
    references: DOCS,
    mappings: ['cis:5.3.1'],
    questions: ['components.plugin-enforces'],
    judges: ['apps/daemonsets'],
    *evaluate({ platform: { cni } }) {
      if (cni === null || cni.enforces === null)
        yield unknown('needs-interview', cni?.sentence ?? 'No known network plugin was recognised.');
      else yield cni.enforces ? pass(null, cni.sentence) : failAt(cni.evidence, cni.sentence);
    },
  }),
  ...(['LoadBalancer', 'NodePort', 'ExternalIP'] as const).map((kind) =>
    defineControl({
      id: `network/${{ LoadBalancer: 'open-load-balancer', NodePort: 'node-port', ExternalIP: 'external-ips' }[kind]}`,
      title: {
        LoadBalancer: 'Load balancer open to all sources',
        NodePort: 'Port on every node',
        ExternalIP: 'Service claims an external address',
      }[kind],
      severity: 'medium',
      rationale:
        'The Service is addressable from outside the cluster. Cloud firewalls are not visible from here, so whether it answers from the internet must be confirmed.',
      remediation: fix(
        'Publish through one guarded entrance.',
        'Make the Service ClusterIP and publish it by an Ingress, or limit its sources.',
        [1, 3, 8],
        'spec:\n  type: ClusterIP\n',
      ),
      references: [],
      mappings: ['owasp-k8s:K07'],
      judges: ['/services'],
      *evaluate({ exposed, index }) {
        if (index.all('/services').length > 0 && !exposed.endpoints.some((one) => one.kind === kind))
          yield pass(null, 'No Service is published in this way.');
        for (const one of exposed.endpoints) {
          if (one.kind !== kind) continue;
          const limited =
            kind === 'LoadBalancer' &&
            list(one.object, 'spec', 'loadBalancerSourceRanges').some((range) => range !== '0.0.0.0/0');
          yield limited
            ? pass(refOf(one.object), 'Its sources are limited.')
            : fail(
                refOf(one.object),
                `${kind} ${one.namespace}/${one.name} is addressable from outside and leads to ${count(one.workloads.length, 'workload')}.`,
                { path: kind === 'ExternalIP' ? 'spec.externalIPs' : 'spec.type', value: kind },
              );
        }
      },
    }),
  ),
  defineControl({
    id: 'network/ingress-without-tls',
    title: 'Host served without TLS',
    severity: 'medium',
    rationale:
      'Without TLS passwords and session cookies cross the network in clear, and whoever sits on the way can change the answers.',
    remediation: fix(
      'Serve the host with TLS only.',
      'Add a certificate (cert-manager issues them by itself) and redirect plain HTTP.',
      [1, 2, 8],
      'spec:\n  tls:\n    - hosts: ["app.example"]\n      secretName: app-tls\n',
    ),
    references: [],
    mappings: ['owasp-k8s:K07', 'nsa-cisa:encrypt-traffic'],
    questions: ['workloads.only-https'],
    judges: [INGRESSES],
    *evaluate({ exposed }) {
      for (const one of exposed.endpoints)
        if (!['LoadBalancer', 'NodePort', 'ExternalIP'].includes(one.kind))
          yield one.plainHosts.length > 0
            ? fail(
                refOf(one.object),
                `${one.kind} ${one.namespace}/${one.name} serves ${some(one.plainHosts)} without TLS.`,
                { path: 'spec.tls', value: 'not set' },
              )
            : one.tls === 'unknown'
              ? unknown(
                  'not-collected',
                  `The gateway of ${one.name} was not found, so its TLS is not known.`,
                  refOf(one.object),
                )
              : pass(refOf(one.object), 'Served with TLS.');
    },
  }),
  defineControl({
    id: 'network/nginx-snippet',
    title: 'Ingress carries nginx configuration of its own',
    severity: 'high',
    rationale:
      "Snippets put text into the configuration of the ingress controller. Whoever may write an Ingress then reads the controller's token and with it every Secret that it may read.",
    remediation: fix(
      'Remove snippets and forbid them.',
      'Replace each by the annotation meant for it, then set allow-snippet-annotations to "false" on the controller.',
      [1, 4, 16],
      'data:\n  allow-snippet-annotations: "false"\n',
    ),
    references: [{ title: 'CVE-2021-25742', url: 'https://nvd.nist.gov/vuln/detail/CVE-2021-25742' }],
    mappings: ['owasp-k8s:K07'],
    questions: ['components.ingress-settings-limited'],
    judges: [INGRESSES],
    *evaluate({ index }) {
      for (const ingress of index.all(INGRESSES)) {
        const key = fields(ingress, 'metadata', 'annotations').find(([name]) =>
          /nginx\..*-snippet$/.test(name),
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
    id: 'network/sensitive-ui-exposed',
    title: 'Administration interface behind a published endpoint',
    severity: 'high',
    rationale:
      'Such interfaces run commands, deploy or show everything. Published, they are one weak password or one known fault away from the cluster.',
    remediation: fix(
      'Take the interface off the outside.',
      'Publish it only inside the company network or behind single sign-on.',
      [1, 4, 12],
    ),
    references: [],
    mappings: ['owasp-k8s:K07', 'mitre-attack:T1133'],
    questions: ['workloads.admin-pages-private'],
    judges: [...EXPOSURE_KINDS, ...WORKLOAD_KINDS],
    *evaluate({ exposed }) {
      for (const one of exposed.endpoints)
        yield one.sensitive === null
          ? pass(refOf(one.object), 'No known administration interface.')
          : fail(
              refOf(one.object),
              `${one.sensitive} is addressable through ${one.kind} ${one.namespace}/${one.name}${one.hosts.length > 0 ? ` (${some(one.hosts)})` : ''}.`,
            );
    },
  }),
  defineControl({
    id: 'network/dangling-backend',
    title: 'Published route to a missing Service',
    severity: 'low',
    rationale:
      'Whoever may create a Service of that name in the namespace receives the visitors of the host.',
    remediation: fix('Remove the route.', 'Delete the route, or restore the Service.', [0.5, 1, 2]),
    references: [],
    judges: [INGRESSES],
    needs: ['/services'],
    *evaluate({ exposed }) {
      for (const one of exposed.endpoints)
        if (!['LoadBalancer', 'NodePort', 'ExternalIP'].includes(one.kind))
          yield one.dangling.length > 0
            ? fail(refOf(one.object), `Leads to ${some(one.dangling)}, which does not exist.`, {
                path: 'spec',
                value: some(one.dangling),
              })
            : pass(refOf(one.object), 'Every backend exists.');
    },
  }),
  defineControl({
    id: 'network/mesh-mtls-not-strict',
    title: 'Service mesh accepts plain traffic',
    severity: 'medium',
    rationale:
      'A mesh that accepts plain traffic encrypts only between members that wish so. An attacker in any pod simply does not.',
    remediation: fix(
      'Require mutual TLS.',
      'Find workloads outside the mesh, move them in, then set STRICT for the whole mesh.',
      [4, 16, 60],
      'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: default\n  namespace: istio-system\nspec:\n  mtls:\n    mode: STRICT\n',
    ),
    references: [],
    mappings: ['nsa-cisa:encrypt-traffic'],
    questions: ['components.mesh-encrypts'],
    judges: WORKLOAD_KINDS,
    *evaluate({ index }) {
      const mesh = detectMesh(index);
      if (mesh === null) {
        yield notApplicable('There is no service mesh.');
        return;
      }
      const mtls = meshMtls(index, mesh);
      if (mtls.strict === null) yield unknown(mtls.reason, mtls.sentence);
      else
        yield mtls.strict
          ? pass(null, mtls.sentence)
          : failAt([...mtls.evidence, { object: mesh.workload.ref }], mtls.sentence);
    },
  }),
];

/** A fail at the first place of the evidence. */
function failAt(evidence: readonly EvidenceRef[], message: string): Draft {
  const [first] = evidence;
  return fail(first?.object ?? null, message, {
    ...(first?.path === undefined ? {} : { path: first.path }),
    ...(first?.value === undefined ? {} : { value: first.value }),
  });
}

/** The first ingress rule that limits no source. */
function openSource(
  policy: KubernetesObject,
): { readonly path: string; readonly value: unknown; readonly says: string } | null {
  for (const [i, rule] of list(policy, 'spec', 'ingress').entries()) {
    const path = `spec.ingress[${i}]`;
    const peers = list(rule, 'from');
    if (peers.length === 0) return { path, value: rule, says: 'everybody' };
    for (const [j, peer] of peers.entries()) {
      const place = { path: `${path}.from[${j}]`, value: peer };
      if (['0.0.0.0/0', '::/0'].includes(str(peer, 'ipBlock', 'cidr') ?? ''))
        return { ...place, says: 'every address' };
      const everyNamespace =
        has(peer, 'namespaceSelector') && selectsEverything(at(peer, 'namespaceSelector'));
      const pods = at(peer, 'podSelector');
      if (everyNamespace && (pods === undefined || selectsEverything(pods)))
        return { ...place, says: 'every pod of the cluster' };
    }
  }
  return null;
}
