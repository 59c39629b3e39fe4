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
      'Everything that the cluster stores passes over this connection. Without etcd’s certificate authority the API server accepts any machine in between as etcd. Without the API server’s own certificate, etcd must accept unauthenticated callers: anyone who reaches the port reads and writes every Secret.',
    remediation: fix(
      'Connect over https, with certificates on both sides.',
      'Issue a client certificate from etcd’s authority and set the three arguments and an https address on every control-plane node. Then let etcd require certificates.',
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
      'Without an authority for client certificates, components and administrators can sign in only with tokens, which work for anyone who reads them once. It often means that static tokens are in use.',
    remediation: fix(
      'Configure the authority that signs client certificates on the API server.',
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
                  'The API server accepts no client certificates: --client-ca-file is not set.',
                ),
              )
            : pass(server.ref, 'An authority for client certificates is configured.'),
      },
    ],
  }),
  componentControl({
    id: 'control-plane/extended-token-expiration',
    title: 'Pod tokens valid for a year',
    severity: 'low',
    rationale:
      'By default the API server extends pod tokens from one hour to one year for old clients. A token stolen from a pod then works for up to a year, as long as the pod exists.',
    remediation: fix(
      'Disable the extension.',
      'Use the metric serviceaccount_stale_tokens_total to find clients that still use old tokens, and upgrade those. Then set the argument on every control-plane node.',
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
            fails: 'extends pod tokens from an hour to a year',
            passes: 'Pod tokens are not extended.',
          }),
      },
    ],
  }),
  componentControl({
    id: 'control-plane/controller-credentials',
    title: 'Controllers share one credential',
    severity: 'medium',
    rationale:
      'Without separate accounts, all controllers act with the combined permissions of the controller manager. A vulnerability in one controller, which an attacker reaches through the objects it reads, then gives all of them.',
    remediation: fix(
      'Give each controller its own account.',
      'Set --use-service-account-credentials on every control-plane node, with RBAC among the authorisation modes. The roles exist in every cluster.',
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
      'If etcd accepts certificates from the authority that also signs those of users and kubelets, any such certificate opens etcd. A developer with a client certificate can then read every Secret, bypassing all permissions.',
    remediation: fix(
      'Give etcd an authority of its own.',
      'Create a new authority, issue the certificates of members and of the API server from it, and change --trusted-ca-file on one member at a time.',
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
              'etcd reads its settings from a file that the cluster does not show.',
              member.ref,
            );
          const own = member.flags.get('trusted-ca-file');
          const servers = shownComponents(cluster, 'kube-apiserver').flatMap(
            (server) => server.flags.get('client-ca-file') ?? [],
          );
          if (own === null)
            return whenAbsent(member, 'trusted-ca-file', () =>
              notApplicable('etcd has no certificate authority configured for its clients.', member.ref),
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
                'Which authority the API server trusts is not visible, so whether it differs is not known.',
                member.ref,
              )
            : pass(
                member.ref,
                'etcd and the API server use different authority files; the content of these files is not visible.',
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
    return faulty(server, addresses, 'The API server connects to etcd over http, without TLS.', 'critical');
  // A store behind a socket of the node needs no certificate.
  if (all.length > 0 && all.every((one) => /^unix:/i.test(one)))
    return pass(server.ref, 'The API server reaches the store over a socket on the node.');
  const missing = ['etcd-cafile', 'etcd-certfile', 'etcd-keyfile'].find(
    (name) => server.flags.get(name) === null,
  );
  if (missing !== undefined)
    return whenAbsent(server, missing, () =>
      faulty(
        server,
        null,
        missing === 'etcd-cafile'
          ? 'The API server does not verify the certificate of etcd: --etcd-cafile is not set.'
          : `The API server presents no certificate to etcd: --${missing} is not set.`,
      ),
    );
  return addresses !== null && addresses.value === null && !all.every((one) => /^https:/i.test(one))
    ? unseen(server, 'etcd-servers')
    : pass(server.ref, 'The API server verifies the certificate of etcd and presents one of its own.');
}
