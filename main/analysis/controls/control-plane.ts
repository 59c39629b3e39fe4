/** The control plane from outside, and what a self-hosted cluster shows of it: etcd's arguments, the kubelets' settings. */
import { refOf } from '../../snapshot/index.ts';
import { str } from '../../snapshot/read.ts';
import type { Cluster } from '../cluster.ts';
import { argumentsOf } from '../platform/audit.ts';
import {
  type Control,
  type Draft,
  defineControl,
  fail,
  failCluster,
  fix,
  pass,
  some,
  unknown,
} from './define.ts';

const KUBELET_DOCS = {
  title: 'Kubelet authentication and authorisation',
  url: 'https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/',
};

export const controlPlaneControls: readonly Control[] = [
  defineControl({
    id: 'control-plane/api-server-public',
    title: 'API server has a public address',
    severity: 'medium',
    rationale: 'A stolen token or a fault of the API server can be used from anywhere in the world.',
    remediation: fix(
      'Limit who reaches the API server.',
      'Use a private endpoint or an allow-list of addresses.',
      [1, 4, 16],
    ),
    mappings: ['mitre-attack:T1133'],
    questions: ['where.api-reachable-from'],
    judges: [],
    *evaluate({ index: { manifest } }) {
      const { publicAddress } = manifest.apiFacts;
      yield publicAddress === null
        ? unknown(
            manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
            'Whether the API server has a public address is not known.',
          )
        : publicAddress
          ? failCluster(
              `The API server's address (${manifest.server}) is public.`,
              'apiFacts.publicAddress',
              manifest.server,
            )
          : pass(null, 'The address is private.');
    },
  }),
  defineControl({
    id: 'control-plane/anonymous-access',
    title: 'API answers without a login',
    severity: 'high',
    rationale:
      'Paths beyond version and health answered without credentials tell or give an attacker more than they should.',
    remediation: fix('Switch anonymous access off.', 'Limit it to the health paths.', [1, 2, 8]),
    mappings: ['cis:1.2.1'],
    judges: [],
    *evaluate({ index: { manifest } }) {
      const probes = manifest.apiFacts.anonymous;
      if (probes === null) {
        yield unknown(
          manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
          'Access without credentials was not probed.',
        );
        return;
      }
      const open = probes.filter(
        ({ path, status }) => status === 200 && !/^\/(version|healthz|livez|readyz)/.test(path),
      );
      yield open.length > 0
        ? failCluster(
            `The API answers ${some(open.map(({ path }) => path))} without credentials.`,
            'apiFacts.anonymous',
            some(open.map(({ path }) => path)),
          )
        : pass(null, 'Only version and health answer without credentials.');
    },
  }),
  defineControl({
    id: 'control-plane/server-not-verified',
    title: 'Certificate of the API server is not checked',
    severity: 'high',
    rationale:
      'Whoever stands between a client and the API server can answer in its place and take the credentials. What was collected this way could come from anyone, too.',
    remediation: fix(
      'Let clients check the API server.',
      'Hand out kubeconfigs with the certificate authority instead of insecure-skip-tls-verify, use https, and change the credentials that were sent unchecked.',
      [1, 2, 8],
      'clusters:\n  - name: halcyon\n    cluster:\n      server: https://…\n      certificate-authority-data: …\n',
    ),
    mappings: ['mitre-attack:T1557'],
    judges: [],
    *evaluate({ index: { manifest } }) {
      const { tlsVerified } = manifest.apiFacts;
      yield tlsVerified === null
        ? unknown(
            manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
            'Whether the certificate of the API server was checked is not known.',
          )
        : tlsVerified
          ? pass(null, 'The certificate was checked.')
          : failCluster(
              `The kubeconfig reaches ${manifest.server} without a check of its certificate.`,
              'apiFacts.tlsVerified',
              manifest.server,
            );
    },
  }),
  defineControl({
    id: 'control-plane/certificate-near-expiry',
    title: 'Certificate of the API server ends soon',
    severity: 'medium',
    rationale: 'When it ends nobody can reach the cluster, at the worst of times.',
    remediation: fix('Renew the certificate.', 'Renew and automate it.', [1, 2, 4]),
    judges: [],
    *evaluate({ index: { manifest, now } }) {
      const certificate = manifest.apiFacts.certificates?.[0];
      const end = Date.parse(certificate?.notAfter ?? '');
      if (certificate === undefined || Number.isNaN(end)) {
        yield unknown(
          manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
          'The certificate of the API server was not read.',
        );
        return;
      }
      const days = Math.floor((end - now.getTime()) / 86_400_000);
      yield days < 30
        ? failCluster(
            days < 0
              ? `The certificate of the API server ended ${-days} days ago.`
              : `The certificate of the API server ends in ${days} days.`,
            'apiFacts.certificates[0].notAfter',
            certificate.notAfter,
          )
        : pass(null, `It ends in ${days} days.`);
    },
  }),
  defineControl({
    id: 'control-plane/etcd-client-auth',
    title: 'etcd accepts clients without a certificate',
    severity: 'critical',
    rationale:
      'etcd holds every object of the cluster, Secrets included. Whoever reaches a port that asks for no certificate reads and writes all of it, past every permission and without a line in the audit log.',
    remediation: fix(
      'Require client and peer certificates.',
      'Set --client-cert-auth and --peer-client-cert-auth with their authorities, and let only the API server reach the ports.',
      [1, 4, 12],
      'command:\n  - etcd\n  - --client-cert-auth=true\n  - --peer-client-cert-auth=true\n',
    ),
    mappings: ['cis:2.2', 'cis:2.5', 'mitre-attack:T1552'],
    questions: ['components.etcd-access'],
    judges: ['/pods'],
    *evaluate(cluster) {
      const members = cluster.index.workloads.filter(
        ({ isStatic, namespace, name }) => isStatic && namespace === 'kube-system' && /^etcd(-|$)/.test(name),
      );
      if (members.length === 0) yield hidden(cluster, 'how etcd is started');
      for (const member of members) {
        const args = argumentsOf(member);
        const missing = ['--client-cert-auth', '--peer-client-cert-auth'].find(
          (flag) => !args.some(({ text }) => text === flag || text === `${flag}=true`),
        );
        const off = args.find(({ text }) => missing !== undefined && text.startsWith(`${missing}=`));
        yield missing === undefined
          ? pass(member.ref, 'Clients and peers must show a certificate.')
          : fail(member.ref, `etcd is started without ${missing}.`, {
              path: off?.path ?? member.specPath,
              value: off?.text ?? 'not set',
            });
      }
    },
  }),
  defineControl({
    id: 'control-plane/kubelet-anonymous',
    title: 'Kubelets answer callers without a login',
    severity: 'critical',
    rationale:
      'The kubelet runs commands in every pod of its node. When it answers anonymous callers, allows everything or opens its read-only port, any pod that reaches the node lists its neighbours or takes them over.',
    remediation: fix(
      'Close the kubelet.',
      'Set anonymous authentication off, authorisation to Webhook and readOnlyPort to 0, then replace the nodes one by one.',
      [1, 4, 16],
      'authentication:\n  anonymous:\n    enabled: false\nauthorization:\n  mode: Webhook\nreadOnlyPort: 0\n',
    ),
    references: [KUBELET_DOCS],
    mappings: ['cis:4.2.1', 'cis:4.2.2', 'cis:4.2.4', 'mitre-attack:T1609'],
    questions: ['components.kubelet-closed'],
    judges: ['/configmaps'],
    *evaluate(cluster) {
      const map = cluster.index
        .inNamespace('/configmaps', 'kube-system')
        .find((one) => /^kubelet-config(-1\.\d+)?$/.test(refOf(one).name));
      const text = str(map, 'data', 'kubelet');
      if (map === undefined || text === undefined) {
        yield hidden(cluster, 'the settings of the kubelets');
        return;
      }
      const open = OPEN_KUBELET.find(({ pattern }) => pattern.test(text));
      yield open === undefined
        ? pass(refOf(map), 'The common settings ask every caller for a login.')
        : fail(refOf(map), `The common settings of the kubelets ${open.says}.`, {
            path: 'data.kubelet',
            value: open.value,
          });
    },
  }),
];

/** What is left out has the safe value in a settings file: anonymous off, Webhook, no read-only port. */
const OPEN_KUBELET = [
  {
    pattern: /^ *anonymous:\s*\n(?: +#.*\n)* +enabled: *true\b/m,
    value: 'authentication.anonymous.enabled: true',
    says: 'let callers in without a login',
  },
  {
    pattern: /^ *mode: *["']?AlwaysAllow\b/m,
    value: 'authorization.mode: AlwaysAllow',
    says: 'allow everything to every caller',
  },
  {
    pattern: /^readOnlyPort: *[1-9]/m,
    value: 'readOnlyPort is open',
    says: 'open the port that answers without a login',
  },
] as const;

/** Why a part of the control plane does not show. */
function hidden({ index, platform }: Cluster, what: string): Draft {
  if (platform.managedControlPlane === true)
    return unknown(
      'managed-by-provider',
      `The provider runs the control plane of ${platform.distribution} and does not show ${what}.`,
    );
  return index.manifest.origin === 'manifests'
    ? unknown('not-in-manifests', `Files do not show ${what}.`)
    : unknown('needs-interview', `The cluster does not show ${what}; ask.`);
}
