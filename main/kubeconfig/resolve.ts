/** One context resolved to its cluster and user, and whether Drydock can use it. */
import { isAbsolute } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import type { AuthenticationKind } from '../../shared/kubeconfig.ts';
import type { ClusterEntry, ContextEntry, FileOrData, Kubeconfig, UserEntry } from './parse.ts';

export interface ResolvedContext {
  readonly name: string;
  readonly context: ContextEntry;
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  readonly authentication: AuthenticationKind;
  /** The first field that Drydock cannot honour, in words; null when everything is supported. */
  readonly refusal: { readonly field: string; readonly sentence: string } | null;
}

/** @throws DrydockError CONTEXT_NOT_FOUND */
export function resolveContext(kubeconfig: Kubeconfig, name: string): ResolvedContext {
  const context = kubeconfig.contexts.get(name);
  if (context === undefined) throw new DrydockError('CONTEXT_NOT_FOUND', { context: name });
  const found = kubeconfig.clusters.get(context.cluster);
  const cluster = found ?? NO_CLUSTER;
  const user = kubeconfig.users.get(context.user) ?? NO_USER;
  const authentication = authenticationOf(user);
  const refusal =
    found === undefined ? missing('cluster', context.cluster) : refusalOf(context, cluster, user);
  return {
    name,
    context,
    cluster,
    user,
    authentication:
      refusal !== null && authentication === 'none' && user.authProvider ? 'unsupported' : authentication,
    refusal:
      refusal ??
      (context.user !== '' && !kubeconfig.users.has(context.user) ? missing('user', context.user) : null),
  };
}

/** A token already there makes running a program needless; this order follows client-go. */
function authenticationOf(user: UserEntry): AuthenticationKind {
  if (user.tokenFile !== null) return isServiceAccountMount(user.tokenFile) ? 'in-cluster' : 'token-file';
  if (user.token !== null) return 'token';
  if (user.username !== null) return 'basic';
  if (user.exec !== null) return 'exec';
  if (user.clientCertificate !== null) return 'client-certificate';
  return user.authProvider ? 'unsupported' : 'none';
}

function isServiceAccountMount(source: FileOrData): boolean {
  return 'file' in source && source.file.startsWith('/var/run/secrets/kubernetes.io/serviceaccount/');
}

function refusalOf(
  context: ContextEntry,
  cluster: ClusterEntry,
  user: UserEntry,
): ResolvedContext['refusal'] {
  if (user.authProvider) {
    return refuse('auth-provider', 'It signs in with an auth-provider, which Kubernetes itself removed.');
  }
  const unknown = [...context.unknownFields, ...cluster.unknownFields, ...user.unknownFields][0];
  if (unknown !== undefined)
    return refuse(unknown, `It uses the field ${unknown}, which Drydock does not know.`);
  if (!/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/i.test(cluster.server) || !URL.canParse(cluster.server)) {
    return refuse('server', 'Its server is not an http or https address.');
  }
  const proxy = cluster.proxyUrl;
  if (proxy !== null && (!URL.canParse(proxy) || !/^https?:$/.test(new URL(proxy).protocol))) {
    return refuse('proxy-url', 'Its proxy is not an http or https address. SOCKS is not supported.');
  }
  if ((user.clientCertificate === null) !== (user.clientKey === null)) {
    return refuse(
      'client-certificate',
      'It gives a client certificate without its key, or the other way round.',
    );
  }
  const { impersonate } = user;
  if (
    impersonate.user === null &&
    (impersonate.uid !== null || impersonate.groups.length + impersonate.extra.length > 0)
  ) {
    return refuse('as-groups', 'It impersonates groups without a user, which no API server accepts.');
  }
  if (
    [user.token, user.username, user.password, impersonate.user].some(
      (text) => text !== null && /[\r\n\0]/.test(text),
    )
  ) {
    return refuse('token', 'A credential in it contains a line break.');
  }
  return execRefusal(user) ?? relativeRefusal(cluster, user);
}

function execRefusal({ exec, token, tokenFile, username }: UserEntry): ResolvedContext['refusal'] {
  if (exec === null || token !== null || tokenFile !== null || username !== null) return null;
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
