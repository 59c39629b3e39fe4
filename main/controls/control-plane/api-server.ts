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
      'The API server treats requests without credentials as the user system:anonymous instead of rejecting them. On its own this reveals the server’s version and health. One careless binding for system:anonymous or system:unauthenticated lets anyone read or change the cluster.',
    remediation: fix(
      'Disable anonymous requests, or limit them to the health paths.',
      'Where load balancers and kubeadm need the health paths, allow only those in an AuthenticationConfiguration (from 1.32). Otherwise set --anonymous-auth=false on every control-plane node.',
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
              `The file of ${file.text} defines who may call without a login, and the cluster does not show it. Request it.`,
              server.ref,
            );
          return judgeSwitch(server, {
            flag: 'anonymous-auth',
            fallback: true,
            safe: false,
            fails: 'accepts requests without credentials as the user system:anonymous',
            passes: 'Requests without credentials are rejected.',
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
      'With AlwaysAllow, everyone who can log in is an administrator. Without RBAC, roles have no effect. Without the Node mode, a stolen kubelet credential reads the Secrets of the whole cluster instead of only those of its node.',
    remediation: fix(
      'Authorise with Node and RBAC.',
      'First make sure that the roles people and programs need exist, then set --authorization-mode=Node,RBAC on every control-plane node.',
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
      'Credentials in a file on the control-plane node never expire, are stored in plain text and can be changed only with a restart. A copy of the file, its backup or its source repository is a permanent login.',
    remediation: fix(
      'Remove the file.',
      'Move its users to single sign-on or to service accounts, and remove the argument on every control-plane node. Treat every credential in the file as compromised.',
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
            : faulty(server, file, 'The API server accepts credentials from a file.');
        },
      },
    ],
  }),
  componentControl({
    id: 'control-plane/insecure-port',
    title: 'API server with an insecure port',
    severity: 'critical',
    rationale:
      'On the insecure port every request has administrator rights, without login, permission check or encryption. Anyone who reaches it, such as a pod in the host network or a process on the node, controls the cluster.',
    remediation: fix(
      'Close the port.',
      'Set --insecure-port=0 and remove --insecure-bind-address. Kubernetes 1.20 and later have no such port, so upgrade.',
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
                  `The API server listens on port ${port.value} without login or encryption.`,
                );
          if (minor !== null && minor >= NO_INSECURE_PORT)
            return pass(server.ref, `Kubernetes 1.${minor} has no insecure port.`);
          return whenAbsent(server, 'insecure-port', () =>
            minor === null
              ? unknown(
                  'needs-interview',
                  'The version is not known, and old versions open port 8080.',
                  server.ref,
                )
              : faulty(
                  server,
                  server.flags.get('insecure-bind-address'),
                  `Kubernetes 1.${minor} opens port 8080 without login or encryption unless --insecure-port=0 is set.`,
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
      'The API server sends commands, logs and port forwards through the kubelets. Without their certificate authority it accepts any machine in between as a kubelet. Without its own client certificate, kubelets must accept unauthenticated callers.',
    remediation: fix(
      'Configure the kubelets’ certificate authority and a client certificate on the API server.',
      'Let kubelets obtain serving certificates from the cluster’s authority (serverTLSBootstrap with an approver), then set the arguments on every control-plane node.',
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
              'The API server verifies the certificates of kubelets and presents one of its own.',
            );
          return whenAbsent(server, missing, () =>
            faulty(
              server,
              null,
              client === undefined
                ? 'The API server does not verify the certificates of the kubelets: --kubelet-certificate-authority is not set.'
                : `The API server presents no certificate to the kubelets: --${client} is not set.`,
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
      'The API server then checks only the signature of a service-account token, not whether the account and the token still exist. A stolen token works until it expires, or forever, and deleting the account does not help.',
    remediation: fix(
      'Enable token lookup on the API server.',
      'Remove --service-account-lookup=false on every control-plane node; lookup is the default.',
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
            passes: 'Tokens of deleted accounts are rejected.',
          }),
      },
    ],
  }),
  componentControl({
    id: 'control-plane/service-account-key',
    title: 'Service-account tokens have no key of their own',
    severity: 'medium',
    rationale:
      'Without a separate key, the private key of the TLS certificate signs the tokens. Anyone who obtains that key from a load balancer or a backup can create a token for any account. The key cannot be changed without disconnecting every client.',
    remediation: fix(
      'Give service accounts a key pair of their own.',
      'Create a key pair, pass the public part to --service-account-key-file and the private part to the signers. Restart one control-plane node at a time, and let old tokens expire.',
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
            return pass(server.ref, 'An external signer holds the key.');
          if (key === null)
            return whenAbsent(server, 'service-account-key-file', () =>
              faulty(
                server,
                null,
                'Service-account tokens are verified with the key of the TLS certificate.',
              ),
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
      `The file of ${file.text} lists the modes, and the cluster does not show it. Request it.`,
      server.ref,
    );
  const modes = server.flags.entries('authorization-mode');
  if (modes === null)
    return whenAbsent(server, 'authorization-mode', () =>
      faulty(server, null, 'Without --authorization-mode the API server allows everything.', 'critical'),
    );
  if (modes.items.includes('AlwaysAllow'))
    return faulty(server, modes, 'The API server allows every authenticated caller everything.', 'critical');
  if (modes.value === null) return unseen(server, 'authorization-mode');
  if (!modes.items.includes('RBAC')) return faulty(server, modes, 'RBAC is not among the modes.', 'high');
  return modes.items.includes('Node')
    ? pass(server.ref, 'Node and RBAC are among the modes.')
    : faulty(server, modes, 'Node is not among the modes.', 'medium');
}
