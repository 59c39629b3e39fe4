/** One context resolved to its cluster and user, and whether Drydock can use it. */
import { isAbsolute } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import type { AuthenticationKind } from '../../shared/kubeconfig.ts';
import type { NamedFile } from './named-file.ts';
import type { ClusterEntry, ContextEntry, FileOrData, Kubeconfig, UserEntry } from './parse.ts';
import { isProxyAddress } from './proxy.ts';
import { type Refusal, refuse } from './refusal.ts';

export interface ResolvedContext {
  readonly name: string;
  readonly context: ContextEntry;
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  readonly authentication: AuthenticationKind;
  /** The first field that Drydock cannot honour, in words; null when everything is supported. */
  readonly refusal: Refusal | null;
}

/** @throws DrydockError CONTEXT_NOT_FOUND, CONTEXT_NOT_CHOSEN */
export function resolveContext(kubeconfig: Kubeconfig, name: string): ResolvedContext {
  const context = kubeconfig.contexts.get(name);
  if (context === undefined) throw noContext(name, [...kubeconfig.contexts.keys()]);
  const found = kubeconfig.clusters.get(context.cluster);
  const cluster = found ?? NO_CLUSTER;
  const user = kubeconfig.users.get(context.user) ?? NO_USER;
  const authentication = authenticationOf(user, cluster);
  const refusal =
    found === undefined
      ? missing('cluster', context.cluster)
      : refusalOf(context, cluster, user, authentication);
  return {
    name,
    context,
    cluster,
    user,
    authentication: refusal !== null && user.authProvider ? 'unsupported' : authentication,
    refusal:
      refusal ??
      (context.user !== '' && !kubeconfig.users.has(context.user) ? missing('user', context.user) : null),
  };
}

/** Names the contexts that there are, for whoever has to choose one. */
export function noContext(name: string, names: readonly string[]): DrydockError {
  const known = names.length === 0 ? '' : `: ${names.join(', ')}`;
  return name === ''
    ? new DrydockError('CONTEXT_NOT_CHOSEN', { known })
    : new DrydockError('CONTEXT_NOT_FOUND', { context: name, known });
}

/**
 * The order of client-go: a program runs only where there is no token, no password and no client certificate. A client
 * certificate is shown to the server beside a token or a password too. Over plain HTTP no credential is sent at all.
 */
function authenticationOf(user: UserEntry, cluster: ClusterEntry): AuthenticationKind {
  if (isPlainHttp(cluster)) return 'none';
  if (user.tokenFile !== null) return isServiceAccountMount(user.tokenFile) ? 'in-cluster' : 'token-file';
  if (user.token !== null) return 'token';
  if (user.username !== null) return 'basic';
  if (user.clientCertificate !== null) return 'client-certificate';
  if (user.exec !== null) return 'exec';
  return user.authProvider ? 'unsupported' : 'none';
}

export const isPlainHttp = ({ server }: Pick<ClusterEntry, 'server'>): boolean => /^http:/i.test(server);

function isServiceAccountMount(source: NamedFile): boolean {
  return source.file.startsWith('/var/run/secrets/kubernetes.io/serviceaccount/');
}

function refusalOf(
  context: ContextEntry,
  cluster: ClusterEntry,
  user: UserEntry,
  authentication: AuthenticationKind,
): ResolvedContext['refusal'] {
  if (user.authProvider) {
    return refuse('auth-provider', 'It signs in with an auth-provider, which Kubernetes removed.');
  }
  const unknown = [...context.unknownFields, ...cluster.unknownFields, ...user.unknownFields][0];
  if (unknown !== undefined)
    return refuse(unknown, `It uses the field ${unknown}, which Drydock does not know.`);
  return (
    clusterRefusal(cluster) ??
    userRefusal(user) ??
    (authentication === 'exec' ? execRefusal(user) : null) ??
    relativeRefusal(cluster, user)
  );
}

/** SECURITY: the path of the server stands before every request, so it could turn each into one of `nodes/proxy`. */
const LEADS_INTO_A_NODE = /\/nodes\/[^/]+\/proxy\b|\/pods\/[^/]+\/(?:exec|attach|portforward)\b/i;

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function clusterRefusal(cluster: ClusterEntry): ResolvedContext['refusal'] {
  if (!/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/i.test(cluster.server) || !URL.canParse(cluster.server)) {
    return refuse('server', serverFault(cluster.server), 'Correct the server of the cluster entry.');
  }
  if (LEADS_INTO_A_NODE.test(decoded(new URL(cluster.server).pathname))) {
    return refuse(
      'server',
      'Its server is an address inside a node or pod, which Drydock never contacts.',
      'Ask for the address of the API server itself.',
    );
  }
  if (!isProxyAddress(cluster.proxyUrl ?? 'http://none')) {
    return refuse(
      'proxy-url',
      'Its proxy-url is not an http, https or socks5 address.',
      'Correct it, such as http://proxy.example:3128, or remove it.',
    );
  }
  if (isGivenTwice(cluster.certificateAuthority)) {
    return refuse('certificate-authority', TWICE('certificate authority'), 'Remove one of the two.');
  }
  // kubectl refuses this too: one of the two would be without meaning, and nobody could say which.
  return cluster.insecureSkipTlsVerify && cluster.certificateAuthority !== null
    ? refuse(
        'insecure-skip-tls-verify',
        'It sets both a certificate authority and insecure-skip-tls-verify, which kubectl rejects.',
        'Remove insecure-skip-tls-verify: true.',
      )
    : null;
}

/** SECURITY: a line break in a header would be another header. */
const NOT_IN_A_HEADER = /[\u0000-\u001f\u007f]/;

function userRefusal(user: UserEntry): ResolvedContext['refusal'] {
  if (isGivenTwice(user.clientCertificate) || isGivenTwice(user.clientKey)) {
    return refuse('client-certificate', TWICE('client certificate or its key'), 'Remove one of the two.');
  }
  if ((user.clientCertificate === null) !== (user.clientKey === null)) {
    return refuse(
      'client-certificate',
      user.clientKey === null
        ? 'It has a client certificate without its key.'
        : 'It has a client key without its certificate.',
      'Ask for both.',
    );
  }
  if (user.username !== null && (user.token !== null || user.tokenFile !== null)) {
    return refuse(
      'username',
      'It sets both a token and a user name with a password, which kubectl rejects.',
      'Remove one of the two.',
    );
  }
  const { impersonate } = user;
  if (
    impersonate.user === null &&
    (impersonate.uid !== null || impersonate.groups.length + impersonate.extra.length > 0)
  ) {
    return refuse(
      'as-groups',
      'It impersonates groups without a user, which no API server accepts.',
      'Set the user in the field as, or remove the groups.',
    );
  }
  for (const [field, value] of Object.entries({
    token: user.token,
    username: user.username,
    password: user.password,
  })) {
    const fault = headerFault(value ?? '');
    if (fault !== null)
      return refuse(
        field,
        `Its ${field} contains ${fault}.`,
        `Write the ${field} on one line, without a line break.`,
      );
  }
  const acting = [
    impersonate.user ?? '',
    impersonate.uid ?? '',
    ...impersonate.groups,
    ...impersonate.extra.flatMap(([name, values]) => [name, ...values]),
  ];
  return acting.some((value) => NOT_IN_A_HEADER.test(value))
    ? refuse(
        'as',
        'A name it impersonates contains a line break or another control character.',
        'Correct the field as and the fields that belong to it.',
      )
    : null;
}

/** kubectl refuses these too: they cannot stand in a header. */
function headerFault(value: string): string | null {
  if (!NOT_IN_A_HEADER.test(value)) return null;
  if (/[\r\n]$/.test(value) && !NOT_IN_A_HEADER.test(value.trimEnd())) return 'a line break at its end';
  return /[\r\n]/.test(value) ? 'a line break' : 'a control character';
}

/** SECURITY: the address may hold a password, so it is described and not quoted. */
function serverFault(server: string): string {
  if (server === '') return 'It has no server.';
  if (/[\p{Cc}\s]/u.test(server)) return 'Its server contains a space or a line break.';
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(server)?.[1];
  if (scheme === undefined) return 'Its server does not begin with https://.';
  if (!/^https?$/i.test(scheme))
    return `Its server begins with ${scheme.slice(0, 20)}:// instead of https://.`;
  if (/@/.test(server)) return 'Its server contains a user name or a password.';
  return /[?#]/.test(server) ? 'Its server contains a query.' : 'Its server is not an address.';
}

const TWICE = (what: string) => `It sets its ${what} twice, inline and as a file.`;

function isGivenTwice(source: FileOrData | null): boolean {
  return source !== null && 'data' in source && source.alsoFile;
}

function execRefusal({ exec }: UserEntry): ResolvedContext['refusal'] {
  if (exec === null) return null;
  const unknown = exec.unknownFields[0];
  if (unknown !== undefined)
    return refuse(
      `exec.${unknown}`,
      `Its sign-in program uses the field ${unknown}, which Drydock does not know.`,
    );
  if (exec.command === '')
    return refuse('exec.command', 'Its sign-in program has no name.', 'Name it in the field command.');
  if (!EXEC_VERSIONS.has(exec.apiVersion)) {
    return refuse(
      'exec.apiVersion',
      'Its sign-in program uses a protocol version that Kubernetes removed.',
      'Update the program, and set its apiVersion to client.authentication.k8s.io/v1.',
    );
  }
  if (exec.env.some(([name]) => name === '' || /[=\0]/.test(name))) {
    return refuse(
      'exec.env',
      'Its sign-in program sets a variable without a valid name.',
      'Correct the names in the field env.',
    );
  }
  if (
    [exec.command, ...exec.args, ...exec.env.map(([, value]) => value)].some((value) => value.includes('\0'))
  ) {
    return refuse(
      'exec.command',
      'The command line of its sign-in program contains a NUL character.',
      'Ask for a corrected file.',
    );
  }
  if (!['', 'Never', 'IfAvailable', 'Always'].includes(exec.interactiveMode)) {
    return refuse(
      'exec.interactiveMode',
      'Its sign-in program requests a terminal in a way unknown to Kubernetes.',
      'Set interactiveMode to Never, IfAvailable or Always.',
    );
  }
  if (exec.interactiveMode === 'Always') {
    return refuse('exec.interactiveMode', 'Its sign-in program requires a terminal for its questions.');
  }
  return exec.directory === null && /[/\\]/.test(exec.command) && !isAbsolute(exec.command)
    ? refuse(
        'exec.command',
        'Its sign-in program has a relative path, but the kubeconfig came without a directory.',
        'Write the full path of the program, or choose the kubeconfig at its original location.',
      )
    : null;
}

const EXEC_VERSIONS: ReadonlySet<string> = new Set([
  'client.authentication.k8s.io/v1',
  'client.authentication.k8s.io/v1beta1',
]);

function relativeRefusal(cluster: ClusterEntry, user: UserEntry): ResolvedContext['refusal'] {
  const sources = [cluster.certificateAuthority, user.tokenFile, user.clientCertificate, user.clientKey];
  const relative = sources.find(
    (s) => s !== null && 'file' in s && s.directory === null && !isAbsolute(s.file),
  );
  return relative === undefined
    ? null
    : refuse(
        'a relative path',
        'It refers to a file by a relative path, but the kubeconfig came without a directory.',
        'Write the full path of the file, or choose the kubeconfig at its original location.',
      );
}

function missing(what: string, name: string) {
  const named =
    name === ''
      ? `It names no ${what}`
      : `It names the ${what} ${JSON.stringify(name.slice(0, 100))}, which is not in the file`;
  return refuse(what, `${named}.`, `Ask for the whole file, or correct the name in the context.`);
}

const NO_CLUSTER: ClusterEntry = {
  server: '',
  tlsServerName: null,
  insecureSkipTlsVerify: false,
  certificateAuthority: null,
  proxyUrl: null,
  execConfig: null,
  unknownFields: [],
};

const NO_USER: UserEntry = {
  token: null,
  tokenFile: null,
  clientCertificate: null,
  clientKey: null,
  username: null,
  password: null,
  exec: null,
  authProvider: false,
  impersonate: { user: null, uid: null, groups: [], extra: [] },
  unknownFields: [],
};
