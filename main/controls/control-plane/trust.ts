/** Whom the parts of the control plane trust, and with what they prove themselves to each other. */
import { type Component, writtenValue } from '../../cluster/platform/component-args.ts';
import { type Control, type Draft, fix, notApplicable, pass, unknown } from '../define.ts';
import {
  componentControl,
  faulty,
  judgeSwitch,
  shownComponents,
  unseen,
  whenAbsent,
} from './component-control.ts';

const QUESTIONS = ['deployment.control-plane-run-by'];
const REFERENCE = {
  title: 'Arguments of kube-apiserver',
  url: 'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/',
};
const MANIFEST = '# /etc/kubernetes/manifests/kube-apiserver.yaml\ncommand:\n  - kube-apiserver\n';

export const trustControls: readonly Control[] = [
  componentControl({
    id: 'control-plane/etcd-connection',
    title: 'API server reaches etcd without certificates',
    severity: 'high',
    rationale:
      'Everything that the cluster stores goes over this connection. Without the authority of etcd the API server takes any machine in between for it, and without a certificate of its own etcd must answer callers that show none: whoever reaches the port reads and writes every Secret.',
    remediation: fix(
      'Connect over https, with certificates of both sides.',
      'Issue a client certificate from the authority of etcd, set the three arguments and an https address on every control-plane node, then let etcd ask for certificates.',
      [2, 4, 12],
      `${MANIFEST}  - --etcd-servers=https://127.0.0.1:2379\n  - --etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt\n  - --etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt\n  - --etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key\n`,
    ),
    references: [
      REFERENCE,
      { title: 'Transport security model of etcd', url: 'https://etcd.io/docs/latest/op-guide/security/' },
    ],
    mappings: ['cis:1.2.23', 'cis:1.2.26', 'nsa-cisa:etcd', 'mitre-attack:T1557', 'owasp-k8s:K09'],
    questions: QUESTIONS,
    parts: [{ component: 'kube-apiserver', judge: judgeEtcdConnection }],
  }),
  componentControl({
    id: 'control-plane/client-ca',
    title: 'API server without a client certificate authority',
    severity: 'low',
    rationale:
      'Without an authority for client certificates the components and administrators of the cluster can sign in only with tokens, which anybody who reads them once can use. It often means that static tokens are in use somewhere.',
    remediation: fix(
      'Give the API server the authority that signs client certificates.',
      'Set --client-ca-file on every control-plane node, and move components that sign in with static tokens to certificates.',
      [1, 4, 16],
      `${MANIFEST}  - --client-ca-file=/etc/kubernetes/pki/ca.crt\n`,
    ),
    references: [
      {
        title: 'X509 client certificates',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates',
      },
    ],
    mappings: ['cis:1.2.25', 'nsa-cisa:authentication', 'owasp-k8s:K06'],
    questions: QUESTIONS,
    parts: [
      {
        component: 'kube-apiserver',
        judge: (server) =>
          server.flags.get('client-ca-file') === null
            ? whenAbsent(server, 'client-ca-file', () =>
                faulty(
                  server,
                  null,
                  'The API server takes no client certificates: --client-ca-file is not set.',
                ),
              )
            : pass(server.ref, 'An authority for client certificates is given.'),
      },
    ],
  }),
  componentControl({
    id: 'control-plane/extended-token-expiration',
    title: 'Pod tokens valid for a year',
    severity: 'low',
    rationale:
      'By default the API server extends the tokens that pods get from one hour to one year, so that old clients keep working. A token stolen from a pod then opens the API for a year, as long as the pod exists.',
    remediation: fix(
      'Switch the extension off.',
      'Look at the metric serviceaccount_stale_tokens_total for clients that still use old tokens, upgrade those, then set the argument on every control-plane node.',
      [1, 4, 16],
      `${MANIFEST}  - --service-account-extend-token-expiration=false\n`,
    ),
    references: [
      REFERENCE,
      {
        title: 'Managing service accounts: bound tokens',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens',
      },
    ],
    mappings: ['cis:1.2.30', 'nsa-cisa:service-account-token', 'mitre-attack:T1528', 'owasp-k8s:K06'],
    questions: [...QUESTIONS, 'access.short-lived-tokens'],
    parts: [
      {
        component: 'kube-apiserver',
        judge: (server) =>
          judgeSwitch(server, {
            flag: 'service-account-extend-token-expiration',
            fallback: true,
            safe: false,
            fails: 'extends the tokens of pods from an hour to a year',
            passes: 'Tokens of pods are not extended.',
          }),
      },
    ],
  }),
  componentControl({
    id: 'control-plane/controller-credentials',
    title: 'Controllers share one credential',
    severity: 'medium',
    rationale:
      'Without an account for each controller all of them act with the rights of the controller manager together. A flaw in one controller, which an attacker reaches by the objects it reads, then has the rights of all.',
    remediation: fix(
      'Give each controller its own account.',
      'Set --use-service-account-credentials on every control-plane node, with RBAC among the authorisation modes; the roles exist in every cluster.',
      [0.5, 2, 8],
      'command:\n  - kube-controller-manager\n  - --use-service-account-credentials=true\n',
    ),
    references: [
      {
        title: 'Controller roles',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#controller-roles',
      },
    ],
    mappings: ['cis:1.3.3', 'nsa-cisa:control-plane', 'owasp-k8s:K03'],
    questions: QUESTIONS,
    parts: [
      {
        component: 'kube-controller-manager',
        judge: (manager) =>
          judgeSwitch(manager, {
            flag: 'use-service-account-credentials',
            fallback: false,
            safe: true,
            fails: 'runs all controllers with one credential',
            passes: 'Each controller has an account of its own.',
          }),
      },
    ],
  }),
  componentControl({
    id: 'control-plane/etcd-own-ca',
    title: 'etcd trusts the certificate authority of the cluster',
    severity: 'medium',
    rationale:
      'Where etcd accepts certificates of the same authority that signs those of users and kubelets, every such certificate opens etcd: a developer with a client certificate reads every Secret past all permissions.',
    remediation: fix(
      'Give etcd an authority of its own.',
      'Make a new authority, issue the certificates of members and of the API server from it, and change --trusted-ca-file on one member after the other.',
      [2, 8, 24],
      'command:\n  - etcd\n  - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt\n',
    ),
    references: [
      { title: 'Transport security model of etcd', url: 'https://etcd.io/docs/latest/op-guide/security/' },
    ],
    mappings: ['cis:2.7', 'nsa-cisa:etcd', 'mitre-attack:T1552.007', 'owasp-k8s:K09'],
    questions: ['components.etcd-access'],
    parts: [
      {
        component: 'etcd',
        judge(member, cluster) {
          if (member.flags.get('config-file') !== null)
            return unknown(
              'needs-interview',
              'etcd takes its settings from a file that the cluster does not show.',
              member.ref,
            );
          const own = member.flags.get('trusted-ca-file');
          const servers = shownComponents(cluster, 'kube-apiserver').flatMap(
            (server) => server.flags.get('client-ca-file') ?? [],
          );
          if (own === null)
            return whenAbsent(member, 'trusted-ca-file', () =>
              notApplicable('etcd is given no authority for the certificates of its clients.', member.ref),
            );
          if (own.value === null) return unseen(member, 'trusted-ca-file');
          if (servers.some(({ value }) => value === own.value))
            return faulty(
              member,
              own,
              'etcd and the API server trust the same authority for client certificates.',
            );
          return servers.length === 0
            ? unknown(
                'needs-interview',
                'Which authority the API server trusts does not show, so that it is another one is not known.',
                member.ref,
              )
            : pass(
                member.ref,
                'etcd and the API server are given different authority files; what they hold does not show.',
              );
        },
      },
    ],
  }),
];

function judgeEtcdConnection(server: Component): Draft {
  const addresses = server.flags.get('etcd-servers');
  const all =
    addresses === null
      ? []
      : writtenValue(addresses)
          .split(',')
          .map((one) => one.trim());
  if (addresses !== null && all.some((one) => /^http:/i.test(one)))
    return faulty(server, addresses, 'The API server talks to etcd over http, without TLS.', 'critical');
  // A store behind a socket of the node needs no certificate.
  if (all.length > 0 && all.every((one) => /^unix:/i.test(one)))
    return pass(server.ref, 'The store is reached over a socket of the node.');
  const missing = ['etcd-cafile', 'etcd-certfile', 'etcd-keyfile'].find(
    (name) => server.flags.get(name) === null,
  );
  if (missing !== undefined)
    return whenAbsent(server, missing, () =>
      faulty(
        server,
        null,
        missing === 'etcd-cafile'
          ? 'The API server does not check the certificate of etcd: --etcd-cafile is not set.'
          : `The API server shows etcd no certificate: --${missing} is not set.`,
      ),
    );
  return addresses !== null && addresses.value === null && !all.every((one) => /^https:/i.test(one))
    ? unseen(server, 'etcd-servers')
    : pass(server.ref, 'The API server checks the certificate of etcd and shows one of its own.');
}
