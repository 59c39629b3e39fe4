/** Reads kubeconfigs. Everything in them is a stranger's: bounded, checked, and never an object's key. */
import { dirname } from 'node:path';
import { parse } from 'yaml';
import { DrydockError } from '../../shared/errors.ts';
import { at, bool, fields, isObject, list, str, strings } from '../snapshot/read.ts';

export interface KubeconfigSource {
  /** null when it has no place on disk; relative paths in it then mean nothing. */
  readonly path: string | null;
  readonly text: string;
}

/** What kubectl lets stand in the file itself (base64) or in another file. */
export type FileOrData =
  | { readonly data: string }
  | { readonly file: string; readonly directory: string | null };

export interface ContextEntry {
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
  readonly unknownFields: readonly string[];
}

export interface ClusterEntry {
  readonly server: string;
  readonly tlsServerName: string | null;
  readonly insecureSkipTlsVerify: boolean;
  readonly certificateAuthority: FileOrData | null;
  readonly proxyUrl: string | null;
  /** The extension that sign-in programs are handed as it is. */
  readonly execConfig: unknown;
  readonly unknownFields: readonly string[];
}

export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly installHint: string;
  readonly interactiveMode: string;
  readonly provideClusterInfo: boolean;
  /** Folder of the kubeconfig, which a relative command starts from. */
  readonly directory: string | null;
  readonly unknownFields: readonly string[];
}

export interface UserEntry {
  readonly token: string | null;
  readonly tokenFile: FileOrData | null;
  readonly clientCertificate: FileOrData | null;
  readonly clientKey: FileOrData | null;
  readonly username: string | null;
  readonly password: string | null;
  readonly exec: ExecEntry | null;
  readonly authProvider: boolean;
  readonly impersonate: {
    readonly user: string | null;
    readonly uid: string | null;
    readonly groups: readonly string[];
    readonly extra: readonly (readonly [name: string, values: readonly string[]])[];
  };
  readonly unknownFields: readonly string[];
}

export interface Kubeconfig {
  readonly currentContext: string;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
}

const MAX_CHARACTERS = 4 * 1024 * 1024;
const MAX_ENTRIES = 1000;

/** Several files merge as kubectl does it: the first to name something wins. @throws DrydockError KUBECONFIG_INVALID */
export function parseKubeconfig(sources: readonly KubeconfigSource[]): Kubeconfig {
  const contexts = new Map<string, ContextEntry>();
  const clusters = new Map<string, ClusterEntry>();
  const users = new Map<string, UserEntry>();
  let currentContext = '';
  for (const source of sources) {
    const root = parseYaml(source.text);
    if (!isObject(root)) throw invalid('it is not a YAML document with fields');
    const kind = str(root, 'kind');
    if (kind !== undefined && kind !== 'Config') throw invalid('it is a manifest, not a kubeconfig');
    const directory = source.path === null ? null : dirname(source.path);
    currentContext ||= str(root, 'current-context') ?? '';
    addNamed(contexts, root, 'contexts', 'context', contextOf);
    addNamed(clusters, root, 'clusters', 'cluster', (raw) => clusterOf(raw, directory));
    addNamed(users, root, 'users', 'user', (raw) => userOf(raw, directory));
  }
  if (contexts.size === 0) throw invalid('it has no contexts');
  return { currentContext, contexts, clusters, users };
}

function parseYaml(text: string): unknown {
  if (text.length > MAX_CHARACTERS) throw invalid('it is larger than 4 MB');
  try {
    return parse(text, { maxAliasCount: 50, schema: 'core', logLevel: 'silent' }) as unknown;
  } catch {
    // The parser's message quotes the text, which holds credentials.
    throw invalid('it is not valid YAML');
  }
}

function addNamed<T>(
  found: Map<string, T>,
  root: unknown,
  plural: string,
  singular: string,
  read: (raw: unknown) => T,
): void {
  for (const entry of list(root, plural)) {
    const name = str(entry, 'name');
    if (name === undefined || found.has(name) || found.size >= MAX_ENTRIES) continue;
    found.set(name, read(at(entry, singular)));
  }
}

function contextOf(raw: unknown): ContextEntry {
  return {
    cluster: str(raw, 'cluster') ?? '',
    user: str(raw, 'user') ?? '',
    namespace: str(raw, 'namespace') ?? '',
    unknownFields: others(raw, ['cluster', 'user', 'namespace', 'extensions']),
  };
}

function clusterOf(raw: unknown, directory: string | null): ClusterEntry {
  const extension = list(raw, 'extensions').find(
    (entry) => str(entry, 'name') === 'client.authentication.k8s.io/exec',
  );
  return {
    server: str(raw, 'server') ?? '',
    tlsServerName: text(raw, 'tls-server-name'),
    insecureSkipTlsVerify: bool(raw, 'insecure-skip-tls-verify') ?? false,
    certificateAuthority: fileOrData(raw, 'certificate-authority', directory),
    proxyUrl: text(raw, 'proxy-url'),
    execConfig: at(extension, 'extension') ?? null,
    unknownFields: others(raw, [
      'server',
      'certificate-authority',
      'certificate-authority-data',
      'insecure-skip-tls-verify',
      'tls-server-name',
      'proxy-url',
      'disable-compression',
      'extensions',
    ]),
  };
}

function userOf(raw: unknown, directory: string | null): UserEntry {
  const tokenFile = text(raw, 'tokenFile');
  const exec = at(raw, 'exec');
  return {
    token: text(raw, 'token'),
    tokenFile: tokenFile === null ? null : { file: tokenFile, directory },
    clientCertificate: fileOrData(raw, 'client-certificate', directory),
    clientKey: fileOrData(raw, 'client-key', directory),
    username: text(raw, 'username'),
    password: text(raw, 'password'),
    exec: isObject(exec) ? execOf(exec, directory) : null,
    authProvider: isObject(at(raw, 'auth-provider')),
    impersonate: {
      user: text(raw, 'as'),
      uid: text(raw, 'as-uid'),
      groups: strings(raw, 'as-groups'),
      extra: fields(raw, 'as-user-extra').map(([name]) => [name, strings(raw, 'as-user-extra', name)]),
    },
    unknownFields: others(raw, [
      'token',
      'tokenFile',
      'client-certificate',
      'client-certificate-data',
      'client-key',
      'client-key-data',
      'username',
      'password',
      'exec',
      'auth-provider',
      'extensions',
      'as',
      'as-uid',
      'as-groups',
      'as-user-extra',
    ]),
  };
}

function execOf(raw: object, directory: string | null): ExecEntry {
  return {
    apiVersion: str(raw, 'apiVersion') ?? '',
    command: str(raw, 'command') ?? '',
    args: strings(raw, 'args'),
    env: list(raw, 'env').flatMap((entry) => {
      const name = str(entry, 'name');
      return name === undefined || name === '' ? [] : [[name, str(entry, 'value') ?? ''] as const];
    }),
    installHint: (str(raw, 'installHint') ?? '').slice(0, 2000),
    interactiveMode: str(raw, 'interactiveMode') ?? '',
    provideClusterInfo: bool(raw, 'provideClusterInfo') ?? false,
    directory,
    unknownFields: others(raw, [
      'apiVersion',
      'command',
      'args',
      'env',
      'installHint',
      'interactiveMode',
      'provideClusterInfo',
    ]),
  };
}

/** Data wins over a file of the same name, as with kubectl. */
function fileOrData(raw: unknown, key: string, directory: string | null): FileOrData | null {
  const data = text(raw, `${key}-data`);
  if (data !== null) return { data };
  const file = text(raw, key);
  return file === null ? null : { file, directory };
}

/** An empty or absent value is no value. */
function text(raw: unknown, key: string): string | null {
  return str(raw, key) || null;
}

function others(raw: unknown, known: readonly string[]): string[] {
  return fields(raw)
    .filter(([key, value]) => !known.includes(key) && value !== null && value !== '')
    .map(([key]) => key.slice(0, 100));
}

function invalid(reason: string): DrydockError {
  return new DrydockError('KUBECONFIG_INVALID', { reason });
}
