/** Reads a kubeconfig's text. Everything in it is a stranger's: bounded, checked, and never an object's key. */
import { parse } from 'yaml';
import { DrydockError } from '../../shared/errors.ts';
import { at, bool, fields, isObject, list, str, strings } from '../snapshot/read.ts';

export interface KubeconfigFile {
  /** null when it has no place on disk; relative paths in it then mean nothing. */
  readonly path: string | null;
  readonly name: string;
  readonly text: string;
}

export interface KubeconfigCluster {
  readonly server: string;
  readonly caData: string | null;
  readonly caFile: string | null;
  readonly insecureSkipTlsVerify: boolean;
  readonly serverName: string | null;
  readonly proxyUrl: string | null;
  readonly unknownFields: readonly string[];
}

export interface KubeconfigExec {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly installHint: string;
  readonly interactiveMode: string;
  readonly provideClusterInfo: boolean;
}

export interface KubeconfigUser {
  readonly token: string | null;
  readonly tokenFile: string | null;
  readonly certificateData: string | null;
  readonly certificateFile: string | null;
  readonly keyData: string | null;
  readonly keyFile: string | null;
  readonly username: string | null;
  readonly password: string | null;
  readonly exec: KubeconfigExec | null;
  readonly unknownFields: readonly string[];
}

export interface ParsedContext {
  readonly name: string;
  readonly clusterName: string;
  readonly userName: string;
  readonly namespace: string;
  /** null when the context names one that the file lacks. */
  readonly cluster: KubeconfigCluster | null;
  readonly user: KubeconfigUser | null;
}

export interface ParsedKubeconfig {
  readonly currentContext: string;
  readonly contexts: readonly ParsedContext[];
}

const MAX_CHARACTERS = 4 * 1024 * 1024;
const MAX_CONTEXTS = 1000;

/** @throws DrydockError KUBECONFIG_INVALID */
export function parseKubeconfig(text: string): ParsedKubeconfig {
  const root = parseYaml(text);
  if (!isObject(root)) throw invalid('it is not a YAML document with fields');
  const kind = str(root, 'kind');
  if (kind !== undefined && kind !== 'Config') throw invalid(`its kind is ${kind}, not Config`);
  const clusters = named(root, 'clusters', 'cluster');
  const users = named(root, 'users', 'user');
  const contexts = [...named(root, 'contexts', 'context')].slice(0, MAX_CONTEXTS);
  if (contexts.length === 0) throw invalid('it has no contexts');
  return {
    currentContext: str(root, 'current-context') ?? '',
    contexts: contexts.map(([name, context]) => {
      const clusterName = str(context, 'cluster') ?? '';
      const userName = str(context, 'user') ?? '';
      const cluster = clusters.get(clusterName);
      const user = userName === '' ? {} : users.get(userName);
      return {
        name,
        clusterName,
        userName,
        namespace: str(context, 'namespace') ?? '',
        cluster: cluster === undefined ? null : clusterOf(cluster),
        user: user === undefined ? null : userOf(user),
      };
    }),
  };
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

/** The first of a name counts, as with kubectl. */
function named(root: unknown, plural: string, singular: string): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const entry of list(root, plural)) {
    const name = str(entry, 'name');
    if (name !== undefined && !found.has(name)) found.set(name, at(entry, singular) ?? {});
  }
  return found;
}

function clusterOf(raw: unknown): KubeconfigCluster {
  return {
    server: str(raw, 'server') ?? '',
    caData: text(raw, 'certificate-authority-data'),
    caFile: text(raw, 'certificate-authority'),
    insecureSkipTlsVerify: bool(raw, 'insecure-skip-tls-verify') ?? false,
    serverName: text(raw, 'tls-server-name'),
    proxyUrl: text(raw, 'proxy-url'),
    unknownFields: others(raw, CLUSTER_FIELDS),
  };
}

function userOf(raw: unknown): KubeconfigUser {
  const exec = at(raw, 'exec');
  return {
    token: text(raw, 'token'),
    tokenFile: text(raw, 'tokenFile'),
    certificateData: text(raw, 'client-certificate-data'),
    certificateFile: text(raw, 'client-certificate'),
    keyData: text(raw, 'client-key-data'),
    keyFile: text(raw, 'client-key'),
    username: text(raw, 'username'),
    password: text(raw, 'password'),
    exec: isObject(exec) ? execOf(exec) : null,
    unknownFields: others(raw, USER_FIELDS),
  };
}

function execOf(raw: unknown): KubeconfigExec {
  return {
    apiVersion: str(raw, 'apiVersion') ?? '',
    command: str(raw, 'command') ?? '',
    args: strings(raw, 'args'),
    env: list(raw, 'env').map((entry) => ({
      name: str(entry, 'name') ?? '',
      value: str(entry, 'value') ?? '',
    })),
    installHint: str(raw, 'installHint') ?? '',
    interactiveMode: str(raw, 'interactiveMode') ?? '',
    provideClusterInfo: bool(raw, 'provideClusterInfo') ?? false,
  };
}

const CLUSTER_FIELDS: ReadonlySet<string> = new Set([
  ...['server', 'certificate-authority', 'certificate-authority-data', 'insecure-skip-tls-verify'],
  ...['tls-server-name', 'proxy-url', 'disable-compression', 'extensions'],
]);

const USER_FIELDS: ReadonlySet<string> = new Set([
  ...['token', 'tokenFile', 'client-certificate', 'client-certificate-data', 'client-key', 'client-key-data'],
  ...['username', 'password', 'exec', 'extensions'],
]);

/** An empty or absent value is no value. */
function text(raw: unknown, key: string): string | null {
  const value = str(raw, key);
  return value === undefined || value === '' ? null : value;
}

function others(raw: unknown, known: ReadonlySet<string>): string[] {
  return fields(raw)
    .filter(([key, value]) => !known.has(key) && value !== null && value !== '')
    .map(([key]) => key.slice(0, 100));
}

export function invalid(reason: string): DrydockError {
  return new DrydockError('KUBECONFIG_INVALID', { reason });
}
