/** How the API server asks who a caller is, what the caller may do, and how it reaches the kubelets. */
import type { Component } from '../../cluster/platform/component-args.ts';
import { type Control, type Draft, fix, pass, unknown } from '../define.ts';
import { componentControl, faulty, judgeSwitch, unseen, whenAbsent } from './component-control.ts';

const QUESTIONS = ['deployment.control-plane-run-by'];
const REFERENCE = {
  title: 'Arguments of kube-apiserver',
  url: 'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/',
};
const MANIFEST = '# /etc/kubernetes/manifests/kube-apiserver.yaml\ncommand:\n  - kube-apiserver\n';

export const apiServerControls: readonly Control[] = [
  componentControl({
    id: 'control-plane/anonymous-auth',
    title: 'API server allows anonymous requests',
    severity: 'low',
    rationale:
      'Requests without credentials are treated as the user system:anonymous instead of being refused. Alone this shows the version and the health of the server; one careless binding for that user or for system:unauthenticated, and strangers read or change the cluster.',
    remediation: fix(
      'Switch anonymous requests off, or limit them to the health paths.',
      'Where load balancers and kubeadm need the health paths, name just those in an AuthenticationConfiguration (from 1.32); else set --anonymous-auth=false on every control-plane node.',
      [1, 2, 8],
      `${MANIFEST}  - --anonymous-auth=false\n`,
    ),
    references: [
      {
        title: 'Anonymous requests',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests',
      },
    ],
    mappings: ['cis:1.2.1', 'nsa-cisa:authentication', 'owasp-k8s:K06'],
    questions: QUESTIONS,
    parts: [
      {
        component: 'kube-apiserver',
        judge(server) {
          const file = server.flags.get('authentication-config');
          if (file !== null && server.flags.get('anonymous-auth') === null)
            return unknown(
              'needs-interview',
              `Who may call without a login stands in the file of ${file.text}, which the cluster does not show. Ask for it.`,
              server.ref,
            );
          return judgeSwitch(server, {
            flag: 'anonymous-auth',
            fallback: true,
            safe: false,
            fails: 'takes requests without credentials as the user system:anonymous',
            passes: 'Requests without credentials are refused.',
          });
        },
      },
    ],
  }),
  componentControl({
    id: 'control-plane/authorization-mode',
    title: 'API server without Node and RBAC authorisation',
    severity: 'high',
    rationale:
      'With AlwaysAllow everybody who can log in is administrator. Without RBAC roles mean nothing, and without the Node mode a stolen kubelet credential reads the Secrets of the whole cluster and not just those of its node.',
    remediation: fix(
      'Authorise by Node and RBAC.',
      'First make sure that the roles that people and programs need exist, then set --authorization-mode=Node,RBAC on every control-plane node.',
      [2, 8, 40],
      `${MANIFEST}  - --authorization-mode=Node,RBAC\n`,
    ),
    references: [
      {
        title: 'Authorization modes',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/authorization/',
      },
    ],
    mappings: ['cis:1.2.6', 'cis:1.2.7', 'cis:1.2.8', 'nsa-cisa:rbac', 'mitre-attack:T1078', 'owasp-k8s:K03'],
    questions: QUESTIONS,
    parts: [{ component: 'kube-apiserver', judge: judgeAuthorization }],
  }),
  componentControl({
    id: 'control-plane/static-credentials',
    title: 'API server with static passwords or tokens',
    severity: 'high',
    rationale:
      'Credentials in a file on the control-plane node never end, are stored in clear and can be changed only with a restart. A copy of the file, of its backup or of the repository it came from is a login for good.',
    remediation: fix(
      'Remove the file.',
      'Move its users to single sign-on or to service accounts, remove the argument on every control-plane node, and treat every credential in the file as known to others.',
      [2, 8, 40],
      `${MANIFEST}  # without --token-auth-file and --basic-auth-file\n  - --authentication-config=/etc/kubernetes/authentication.yaml\n`,
    ),
    references: [
      {
        title: 'Static token file',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file',
      },
    ],
    mappings: ['cis:1.2.2', 'nsa-cisa:authentication', 'mitre-attack:T1552.001', 'owasp-k8s:K06'],
    questions: [...QUESTIONS, 'access.short-lived-tokens'],
    parts: [
      {
        component: 'kube-apiserver',
        judge(server) {
          const file = server.flags.get('token-auth-file') ?? server.flags.get('basic-auth-file');
          return file === null
            ? whenAbsent(server, 'token-auth-file', () =>
                pass(server.ref, 'Neither --token-auth-file nor --basic-auth-file is set.'),
              )
            : faulty(server, file, 'The API server takes credentials from a file.');
        },
      },
    ],
  }),
  componentControl({
    id: 'control-plane/insecure-port',
    title: 'API server with an insecure port',
    severity: 'critical',
    rationale:
      'On the insecure port every request is administrator, with no login, no permission check and no encryption. Whoever reaches it, a pod in the host network or a process on the node, owns the cluster.',
    remediation: fix(
      'Close the port.',
      'Set --insecure-port=0 and remove --insecure-bind-address; Kubernetes 1.20 and newer have no such port any more, so upgrade.',
      [1, 4, 16],
      `${MANIFEST}  - --insecure-port=0\n`,
    ),
    references: [
      {
        title: 'Controlling access to the Kubernetes API',
        url: 'https://kubernetes.io/docs/concepts/security/controlling-access/',
      },
    ],
    mappings: ['nsa-cisa:control-plane', 'mitre-attack:T1190', 'owasp-k8s:K09'],
    questions: QUESTIONS,
    parts: [
      {
        component: 'kube-apiserver',
        judge(server, { platform }) {
          const port = server.flags.get('insecure-port');
          const minor = platform.serverMinor ?? server.minor;
          if (port !== null && port.value === null) return unseen(server, 'insecure-port');
          if (port !== null)
            return port.value === '0'
              ? pass(server.ref, 'The insecure port is closed.')
              : faulty(
                  server,
                  port,
                  `The API server listens on port ${port.value} without login and encryption.`,
                );
          if (minor !== null && minor >= NO_INSECURE_PORT)
            return pass(server.ref, `Kubernetes 1.${minor} has no insecure port.`);
          return whenAbsent(server, 'insecure-port', () =>
            minor === null
              ? unknown(
                  'needs-interview',
                  'The version is not known, and old ones open port 8080.',
                  server.ref,
                )
              : faulty(
                  server,
                  server.flags.get('insecure-bind-address'),
                  `Kubernetes 1.${minor} opens port 8080 without login and encryption unless --insecure-port=0 is set.`,
                ),
          );
        },
      },
    ],
  }),
  componentControl({
    id: 'control-plane/kubelet-client',
    title: 'API server without a certificate or an authority for kubelets',
    severity: 'medium',
    rationale:
      'The API server sends commands, logs and port forwards through the kubelets. Without their authority it takes any machine in between for a kubelet, and without a client certificate of its own the kubelets must answer callers that show none.',
    remediation: fix(
      'Give the API server the authority of the kubelets and a client certificate.',
      "Let kubelets get serving certificates from the cluster's authority (serverTLSBootstrap with an approver), then set the arguments on every control-plane node.",
      [2, 8, 24],
      `${MANIFEST}  - --kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt\n  - --kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt\n  - --kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key\n`,
    ),
    references: [
      {
        title: 'Control plane to node communication',
        url: 'https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/',
      },
    ],
    mappings: ['cis:1.2.4', 'cis:1.2.5', 'nsa-cisa:encrypt-traffic', 'mitre-attack:T1557', 'owasp-k8s:K09'],
    questions: [...QUESTIONS, 'components.kubelet-closed'],
    parts: [
      {
        component: 'kube-apiserver',
        judge(server) {
          const client = ['kubelet-client-certificate', 'kubelet-client-key'].find(
            (name) => server.flags.get(name) === null,
          );
          const missing =
            client ??
            (server.flags.get('kubelet-certificate-authority') === null
              ? 'kubelet-certificate-authority'
              : undefined);
          if (missing === undefined)
            return pass(
              server.ref,
              'The API server checks the certificates of kubelets and shows them one of its own.',
            );
          return whenAbsent(server, missing, () =>
            faulty(
              server,
              null,
              client === undefined
                ? 'The API server does not check the certificates of the kubelets: --kubelet-certificate-authority is not set.'
                : `The API server shows the kubelets no certificate: --${client} is not set.`,
              client === undefined ? 'medium' : 'high',
            ),
          );
        },
      },
    ],
  }),
  componentControl({
    id: 'control-plane/service-account-lookup',
    title: 'Tokens of deleted accounts stay valid',
    severity: 'medium',
    rationale:
      'The API server then checks only the signature of a service-account token, not whether the account and the token still exist. A token stolen once works until it ends, or for ever, and deleting the account does not help.',
    remediation: fix(
      'Let the API server look tokens up.',
      'Remove --service-account-lookup=false on every control-plane node; the default is to look up.',
      [0.5, 1, 4],
      `${MANIFEST}  - --service-account-lookup=true\n`,
    ),
    references: [
      REFERENCE,
      {
        title: 'Managing service accounts',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/',
      },
    ],
    mappings: ['cis:1.2.21', 'nsa-cisa:service-account-token', 'mitre-attack:T1528', 'owasp-k8s:K06'],
    questions: QUESTIONS,
    parts: [
      {
        component: 'kube-apiserver',
        judge: (server) =>
          judgeSwitch(server, {
            flag: 'service-account-lookup',
            fallback: true,
            safe: true,
            fails: 'does not check whether the account of a token still exists',
            passes: 'Tokens of deleted accounts are refused.',
          }),
      },
    ],
  }),
  componentControl({
    id: 'control-plane/service-account-key',
    title: 'Service-account tokens have no key of their own',
    severity: 'medium',
    rationale:
      'Without a key of their own, tokens are signed with the private key of the TLS certificate. Whoever gets that key from a load balancer or a backup can then make a token for any account, and the key cannot be changed without cutting off every client.',
    remediation: fix(
      'Give service accounts a key pair of their own.',
      'Make a key pair, give the public part to --service-account-key-file and the private part to the signers, restart one control-plane node after the other, and let old tokens run out.',
      [2, 4, 16],
      `${MANIFEST}  - --service-account-key-file=/etc/kubernetes/pki/sa.pub\n  - --service-account-signing-key-file=/etc/kubernetes/pki/sa.key\n`,
    ),
    references: [REFERENCE],
    mappings: ['cis:1.2.22', 'nsa-cisa:service-account-token', 'owasp-k8s:K06'],
    questions: QUESTIONS,
    parts: [
      {
        component: 'kube-apiserver',
        judge(server) {
          const { flags } = server;
          const key = flags.get('service-account-key-file');
          const tls = flags.get('tls-private-key-file')?.value ?? null;
          if (flags.get('service-account-signing-endpoint') !== null)
            return pass(server.ref, 'An outside signer keeps the key.');
          if (key === null)
            return whenAbsent(server, 'service-account-key-file', () =>
              faulty(server, null, 'Service-account tokens are checked with the key of the TLS certificate.'),
            );
          return key.value !== null && key.value === tls
            ? faulty(server, key, 'Service-account tokens and TLS use the same key file.')
            : pass(server.ref, 'Service-account tokens have a key of their own.');
        },
      },
    ],
  }),
];

/** The first minor whose API server has no port without login. */
const NO_INSECURE_PORT = 20;

function judgeAuthorization(server: Component): Draft {
  const file = server.flags.get('authorization-config');
  if (file !== null)
    return unknown(
      'needs-interview',
      `The modes stand in the file of ${file.text}, which the cluster does not show. Ask for it.`,
      server.ref,
    );
  const modes = server.flags.entries('authorization-mode');
  if (modes === null)
    return whenAbsent(server, 'authorization-mode', () =>
      faulty(server, null, 'Without --authorization-mode the API server allows everything.', 'critical'),
    );
  if (modes.items.includes('AlwaysAllow'))
    return faulty(
      server,
      modes,
      'The API server allows everything to every caller with a login.',
      'critical',
    );
  if (modes.value === null) return unseen(server, 'authorization-mode');
  if (!modes.items.includes('RBAC')) return faulty(server, modes, 'RBAC is not among the modes.', 'high');
  return modes.items.includes('Node')
    ? pass(server.ref, 'Node and RBAC are among the modes.')
    : faulty(server, modes, 'Node is not among the modes.', 'medium');
}
