/** One context resolved to its cluster and user, and whether Drydock can use it. */
import { isAbsolute } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import type { AuthenticationKind } from '../../shared/kubeconfig.ts';
import type { NamedFile } from './named-file.ts';
import type { ClusterEntry, ContextEntry, FileOrData, Kubeconfig, UserEntry } from './parse.ts';
import { isProxyAddress } from './proxy.ts';

export interface ResolvedContext {
  readonly name: string;
  readonly context: ContextEntry;
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  readonly authentication: AuthenticationKind;
  /** The first field that Drydock cannot honour, in words; null when everything is supported. */
  readonly refusal: { readonly field: string; readonly sentence: string } | null;
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
    return refuse('auth-provider', 'It signs in with an auth-provider, which Kubernetes itself removed.');
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
    return refuse('server', 'Its server is not an http or https address.');
  }
  if (LEADS_INTO_A_NODE.test(decoded(new URL(cluster.server).pathname))) {
    return refuse('server', 'Its server is an address inside of a node or pod, which Drydock never asks.');
  }
  if (!isProxyAddress(cluster.proxyUrl ?? 'http://none')) {
    return refuse('proxy-url', 'Its proxy is not an http, https or socks5 address.');
  }
  if (isGivenTwice(cluster.certificateAuthority)) {
    return refuse('certificate-authority', TWICE('certificate authority'));
  }
  // kubectl refuses this too: one of the two would be without meaning, and nobody could say which.
  return cluster.insecureSkipTlsVerify && cluster.certificateAuthority !== null
    ? refuse(
        'insecure-skip-tls-verify',
        'It names a certificate authority, and also asks to skip the check that needs it.',
      )
    : null;
}

/** SECURITY: a line break in a header would be another header. */
const NOT_IN_A_HEADER = /[\u0000-\u001f\u007f]/;

function userRefusal(user: UserEntry): ResolvedContext['refusal'] {
  if (isGivenTwice(user.clientCertificate) || isGivenTwice(user.clientKey)) {
    return refuse('client-certificate', TWICE('client certificate or its key'));
  }
  if ((user.clientCertificate === null) !== (user.clientKey === null)) {
    return refuse(
      'client-certificate',
      'It gives a client certificate without its key, or the other way round.',
    );
  }
  if (user.username !== null && (user.token !== null || user.tokenFile !== null)) {
    return refuse('username', 'It gives a token and a user name; only one of them can be used.');
  }
  const { impersonate } = user;
  if (
    impersonate.user === null &&
    (impersonate.uid !== null || impersonate.groups.length + impersonate.extra.length > 0)
  ) {
    return refuse('as-groups', 'It impersonates groups without a user, which no API server accepts.');
  }
  if ([user.token, user.username, user.password].some((value) => NOT_IN_A_HEADER.test(value ?? ''))) {
    return refuse('token', 'A credential in it contains a line break or another control character.');
  }
  const acting = [
    impersonate.user ?? '',
    impersonate.uid ?? '',
    ...impersonate.groups,
    ...impersonate.extra.flatMap(([name, values]) => [name, ...values]),
  ];
  return acting.some((value) => NOT_IN_A_HEADER.test(value))
    ? refuse('as', 'A name that it acts as contains a line break or another control character.')
    : null;
}

const TWICE = (what: string) => `It gives its ${what} twice, in the file itself and as another file.`;

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
  if (exec.command === '') return refuse('exec.command', 'Its sign-in program has no name.');
  if (!EXEC_VERSIONS.has(exec.apiVersion)) {
    return refuse(
      'exec.apiVersion',
      'Its sign-in program speaks a version of the protocol that Kubernetes removed.',
    );
  }
  if (exec.env.some(([name]) => name === '' || /[=\0]/.test(name))) {
    return refuse('exec.env', 'Its sign-in program is given a variable without a usable name.');
  }
  if (
    [exec.command, ...exec.args, ...exec.env.map(([, value]) => value)].some((value) => value.includes('\0'))
  ) {
    return refuse('exec.command', 'The command line of its sign-in program contains a zero character.');
  }
  if (!['', 'Never', 'IfAvailable', 'Always'].includes(exec.interactiveMode)) {
    return refuse(
      'exec.interactiveMode',
      'Its sign-in program asks for a terminal in a way that Kubernetes does not know.',
    );
  }
  if (exec.interactiveMode === 'Always') {
    return refuse('exec.interactiveMode', 'Its sign-in program needs a terminal to ask questions in.');
  }
  return exec.directory === null && /[/\\]/.test(exec.command) && !isAbsolute(exec.command)
    ? refuse(
        'exec.command',
        'Its sign-in program has a relative path, but the kubeconfig came without a folder.',
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
        'It points to a file by a relative path, but the kubeconfig came without a folder.',
      );
}

function refuse(field: string, sentence: string) {
  return { field, sentence };
}

function missing(what: string, name: string) {
  return refuse(what, `Its ${what} ${JSON.stringify(name.slice(0, 100))} is not in the file.`);
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
