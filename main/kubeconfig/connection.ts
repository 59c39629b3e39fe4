/** From a context to what the transport needs: address, trust and credentials. Credentials live in memory only. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import type { AuthenticationKind } from '../../shared/kubeconfig.ts';
import { type CredentialSource, createCredentials } from './credentials.ts';
import { describeExec } from './exec-consent.ts';
import { type FileOrData, type KubeconfigSource, parseKubeconfig } from './parse.ts';
import { proxyFor } from './proxy.ts';
import { type ResolvedContext, resolveContext } from './resolve.ts';

/** One API server, ready to be asked. */
export interface ClusterConnection {
  readonly context: string;
  /** Name of the cluster entry. */
  readonly clusterName: string;
  /** Base address without a trailing slash; may have a path, as behind Rancher. */
  readonly server: string;
  readonly namespace: string;
  readonly authentication: AuthenticationKind;
  readonly tls: {
    /** PEM; null uses the roots of the runtime. */
    readonly ca: string | null;
    /** PEM of an extra authority, trusted beside `ca` or the roots. */
    readonly extraCa: string | null;
    readonly servername: string | null;
    readonly verify: boolean;
  };
  /** Address of the proxy, with its credentials; never shown. */
  readonly proxy: string | null;
  /** `Impersonate-…` headers. */
  readonly impersonation: readonly (readonly [name: string, value: string])[];
  readonly credentials: CredentialSource;
  /** For callers that own a connection; it holds no socket itself. */
  close(): Promise<void>;
}

export interface ConnectionOptions {
  /** Merged in this order. */
  readonly kubeconfigs: readonly KubeconfigSource[];
  /** The context; the current one when null. */
  readonly context: string | null;
  /** Fingerprints of sign-in programs that were agreed to; `true` allows any (the command line's --allow-exec). */
  readonly allowExec: readonly string[] | true;
  readonly extraCa?: string | null;
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read from here. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly nowMs?: () => number;
}

/**
 * Opens nothing yet: requests open sockets, and what asks closes them.
 * @throws DrydockError KUBECONFIG_INVALID, KUBECONFIG_UNSUPPORTED, CONTEXT_NOT_FOUND, EXEC_CONSENT_REQUIRED,
 * FILE_NOT_READABLE
 */
export async function openConnection(options: ConnectionOptions): Promise<ClusterConnection> {
  const kubeconfig = parseKubeconfig(options.kubeconfigs);
  const name = options.context ?? kubeconfig.currentContext;
  const resolved = resolveContext(kubeconfig, name);
  if (resolved.refusal !== null) {
    throw new DrydockError('KUBECONFIG_UNSUPPORTED', { field: resolved.refusal.field });
  }
  requireConsent(resolved, options.allowExec);
  const { cluster, context } = resolved;
  const ca = await pem(cluster.certificateAuthority, 'certificate authority');
  const server = cluster.server.replace(/\/+$/, '');
  return {
    context: name,
    clusterName: context.cluster,
    server,
    namespace: context.namespace,
    authentication: resolved.authentication,
    tls: {
      ca: ca === null ? null : checkedCertificates(ca),
      extraCa: options.extraCa ? checkedCertificates(options.extraCa) : null,
      servername: cluster.tlsServerName,
      verify: !cluster.insecureSkipTlsVerify,
    },
    proxy: cluster.proxyUrl ?? proxyFor(server, options.environment ?? process.env),
    impersonation: impersonationOf(resolved),
    credentials: createCredentials(resolved, {
      clientCertificate: await clientCertificate(resolved),
      caData: ca === null ? null : Buffer.from(ca).toString('base64'),
      nowMs: options.nowMs ?? Date.now,
    }),
    close: async () => {},
  };
}

/** SECURITY: no program of a stranger's file is run unless exactly this one was agreed to. */
function requireConsent(
  { authentication, user }: ResolvedContext,
  allowExec: readonly string[] | true,
): void {
  if (authentication !== 'exec' || user.exec === null || allowExec === true) return;
  const plugin = describeExec(user.exec);
  if (allowExec.includes(plugin.fingerprint)) return;
  throw new DrydockError('EXEC_CONSENT_REQUIRED', { command: [plugin.command, ...plugin.args].join(' ') });
}

async function clientCertificate({ user }: ResolvedContext): Promise<{ cert: string; key: string } | null> {
  const cert = await pem(user.clientCertificate, 'client certificate');
  const key = await pem(user.clientKey, 'client key');
  if (cert === null || key === null) return null;
  checkedCertificates(cert);
  try {
    createPrivateKey(key);
  } catch {
    throw new DrydockError('KUBECONFIG_INVALID', { reason: 'its client key cannot be read' });
  }
  return { cert, key };
}

async function pem(source: FileOrData | null, what: string): Promise<string | null> {
  if (source === null) return null;
  if ('data' in source) {
    const text = Buffer.from(source.data, 'base64').toString('latin1');
    if (!text.includes('-----BEGIN'))
      throw new DrydockError('KUBECONFIG_INVALID', { reason: `its ${what} is not PEM` });
    return text;
  }
  const path = resolve(source.directory ?? '/', source.file);
  try {
    return await readFile(path, 'latin1');
  } catch {
    throw new DrydockError('FILE_NOT_READABLE', { path, reason: `the kubeconfig names it as its ${what}` });
  }
}

function checkedCertificates(text: string): string {
  const blocks =
    text.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED )?CERTIFICATE-----/g) ??
    [];
  try {
    for (const block of blocks) new X509Certificate(block);
    if (blocks.length > 0) return blocks.join('\n');
  } catch {
    // Said below.
  }
  throw new DrydockError('KUBECONFIG_INVALID', { reason: 'one of its certificates cannot be read' });
}

function impersonationOf({ user: { impersonate } }: ResolvedContext): (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  if (impersonate.user !== null) headers.push(['Impersonate-User', impersonate.user]);
  if (impersonate.uid !== null) headers.push(['Impersonate-Uid', impersonate.uid]);
  for (const group of impersonate.groups) headers.push(['Impersonate-Group', group]);
  for (const [name, values] of impersonate.extra) {
    for (const value of values) headers.push([`Impersonate-Extra-${encodeURIComponent(name)}`, value]);
  }
  return headers.map(([name, value]) => [name, value.replace(/[\r\n\0]/g, '')]);
}
