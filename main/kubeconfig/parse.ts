/** Reads kubeconfigs. Everything in them is a stranger's: bounded, checked, and never an object's key. */
import { dirname } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import { at, isObject } from '../snapshot/read.ts';
import { below, flag, listBelow, others, type Place, text, texts } from './fields.ts';
import type { NamedFile } from './named-file.ts';
import { parseKubeconfigYaml } from './yaml.ts';

export interface KubeconfigSource {
  /** null when it has no place on disk; relative paths in it then mean nothing. */
  readonly path: string | null;
  readonly text: string;
}

/** What kubectl lets stand in the file itself (base64) or in another file. */
export type FileOrData =
  /** `alsoFile` when a file is named beside the data. */
  { readonly data: string; readonly alsoFile: boolean } | NamedFile;

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
  readonly tokenFile: NamedFile | null;
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
  /** Fields beside the known ones at the top of a file. They change nothing. */
  readonly unknownFields: readonly string[];
}

const MAX_ENTRIES = 1000;

/**
 * Several files merge as kubectl does it: the first to name something wins, whole. A name that one file gives twice, and
 * a value of the wrong type, are refused, as kubectl does too.
 * @throws DrydockError KUBECONFIG_INVALID
 */
export function parseKubeconfig(sources: readonly KubeconfigSource[]): Kubeconfig {
  const contexts = new Map<string, ContextEntry>();
  const clusters = new Map<string, ClusterEntry>();
  const users = new Map<string, UserEntry>();
  const unknownFields: string[] = [];
  let currentContext = '';
  for (const source of sources) {
    const root = rootOf(source.text);
    const directory = source.path === null ? null : dirname(source.path);
    currentContext ||= text(root, 'current-context') ?? '';
    addNamed(contexts, root, 'contexts', 'context', contextOf);
    addNamed(clusters, root, 'clusters', 'cluster', (entry, strange) => clusterOf(entry, directory, strange));
    addNamed(users, root, 'users', 'user', (entry, strange) => userOf(entry, directory, strange));
    unknownFields.push(...others(root, ROOT_FIELDS));
  }
  if (contexts.size === 0) throw invalid('it has no contexts');
  return { currentContext, contexts, clusters, users, unknownFields };
}

const ROOT_FIELDS = [
  'apiVersion',
  'kind',
  'preferences',
  'extensions',
  'current-context',
  'contexts',
  'clusters',
  'users',
];

function rootOf(yaml: string): Place {
  const raw = parseKubeconfigYaml(yaml) ?? {};
  if (!isObject(raw)) throw invalid('it is not a YAML document with fields');
  const root = { raw, where: '' };
  if ((text(root, 'kind') ?? 'Config') !== 'Config') throw invalid('it is a manifest, not a kubeconfig');
  if ((text(root, 'apiVersion') ?? 'v1') !== 'v1') throw invalid('its apiVersion is not v1');
  return root;
}

function addNamed<T>(
  found: Map<string, T>,
  root: Place,
  plural: string,
  singular: string,
  read: (entry: Place, unknownFields: readonly string[]) => T,
): void {
  const here = new Set<string>();
  for (const place of listBelow(root, plural)) {
    const name = text(place, 'name') ?? '';
    if (here.has(name)) throw invalid(`${place.where} has the same name as another entry in the same list`);
    here.add(name);
    const entry = read(below(place, singular), others(place, ['name', singular]));
    if (found.has(name)) continue;
    if (found.size >= MAX_ENTRIES) throw invalid(`it has more than ${MAX_ENTRIES} ${plural}`);
    found.set(name, entry);
  }
}

function contextOf(raw: Place, unknownFields: readonly string[]): ContextEntry {
  return {
    cluster: text(raw, 'cluster') ?? '',
    user: text(raw, 'user') ?? '',
    namespace: text(raw, 'namespace') ?? '',
    unknownFields: [...unknownFields, ...others(raw, ['cluster', 'user', 'namespace', 'extensions'])],
  };
}

function clusterOf(raw: Place, directory: string | null, unknownFields: readonly string[]): ClusterEntry {
  flag(raw, 'disable-compression');
  const extension = listBelow(raw, 'extensions').find(
    (entry) => text(entry, 'name') === 'client.authentication.k8s.io/exec',
  );
  return {
    server: text(raw, 'server') ?? '',
    tlsServerName: text(raw, 'tls-server-name'),
    insecureSkipTlsVerify: flag(raw, 'insecure-skip-tls-verify'),
    certificateAuthority: fileOrData(raw, 'certificate-authority', directory),
    proxyUrl: text(raw, 'proxy-url'),
    execConfig: at(extension?.raw, 'extension') ?? null,
    unknownFields: [...unknownFields, ...others(raw, CLUSTER_FIELDS)],
  };
}

const CLUSTER_FIELDS = [
  'server',
  'certificate-authority',
  'certificate-authority-data',
  'insecure-skip-tls-verify',
  'tls-server-name',
  'proxy-url',
  'disable-compression',
  'extensions',
];

function userOf(raw: Place, directory: string | null, unknownFields: readonly string[]): UserEntry {
  const tokenFile = text(raw, 'tokenFile');
  const exec = below(raw, 'exec');
  const extra = below(raw, 'as-user-extra');
  return {
    token: text(raw, 'token'),
    tokenFile: tokenFile === null ? null : { file: tokenFile, directory },
    clientCertificate: fileOrData(raw, 'client-certificate', directory),
    clientKey: fileOrData(raw, 'client-key', directory),
    username: text(raw, 'username'),
    password: text(raw, 'password'),
    exec: exec.raw === null ? null : execOf(exec, directory),
    authProvider: below(raw, 'auth-provider').raw !== null,
    impersonate: {
      user: text(raw, 'as'),
      uid: text(raw, 'as-uid'),
      groups: texts(raw, 'as-groups'),
      extra: Object.keys(extra.raw ?? {}).map((name) => [name, texts(extra, name)]),
    },
    unknownFields: [...unknownFields, ...others(raw, USER_FIELDS)],
  };
}

const USER_FIELDS = [
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
];

function execOf(raw: Place, directory: string | null): ExecEntry {
  return {
    apiVersion: text(raw, 'apiVersion') ?? '',
    command: text(raw, 'command') ?? '',
    args: texts(raw, 'args'),
    env: listBelow(raw, 'env').map((entry) => [text(entry, 'name') ?? '', text(entry, 'value') ?? '']),
    installHint: (text(raw, 'installHint') ?? '').slice(0, 2000),
    interactiveMode: text(raw, 'interactiveMode') ?? '',
    provideClusterInfo: flag(raw, 'provideClusterInfo'),
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

function fileOrData(raw: Place, key: string, directory: string | null): FileOrData | null {
  const data = text(raw, `${key}-data`);
  const file = text(raw, key);
  if (data === null) return file === null ? null : { file, directory };
  const base64 = data.replace(/[\r\n]/g, '');
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
    throw invalid(`${raw.where}.${key}-data is not base64`);
  }
  return { data: base64, alsoFile: file !== null };
}

function invalid(reason: string): DrydockError {
  return new DrydockError('KUBECONFIG_INVALID', { reason });
}
