/** From a context to what the transport needs: address, trust and credentials. Credentials live in memory only. */
import { DrydockError } from '../../shared/errors.ts';
import type { AuthenticationKind } from '../../shared/kubeconfig.ts';
import { type CredentialSource } from './credential-source.ts';
import { createCredentials } from './credentials.ts';
import { describeExec } from './exec-consent.ts';
import { impersonationHeaders } from './impersonation.ts';
import { type KubeconfigSource, parseKubeconfig } from './parse.ts';
import { certificatesIn, keyPair, pemText } from './pem.ts';
import { environmentProxy, isProxyAddress } from './proxy.ts';
import { refusalError } from './refusal.ts';
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
  /** The key that the fingerprints were made with; without it none of them counts. */
  readonly consentKey?: Uint8Array;
  readonly extraCa?: string | null;
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read from here. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly nowMs?: () => number;
  /** Ends a running sign-in program. */
  readonly signal?: AbortSignal;
}

/**
 * Opens nothing yet: requests open sockets, and what asks closes them.
 * @throws DrydockError KUBECONFIG_INVALID, KUBECONFIG_UNSUPPORTED, CONTEXT_NOT_FOUND, EXEC_CONSENT_REQUIRED,
 * FILE_NOT_READABLE, INVALID_INPUT for a proxy of the environment that is none
 */
export async function openConnection(options: ConnectionOptions): Promise<ClusterConnection> {
  const kubeconfig = parseKubeconfig(options.kubeconfigs);
  const name = options.context ?? kubeconfig.currentContext;
  const resolved = resolveContext(kubeconfig, name);
  if (resolved.refusal !== null) throw refusalError(resolved.refusal);
  requireConsent(resolved, options);
  const { cluster, context } = resolved;
  const caText = await pemText(cluster.certificateAuthority, 'certificate authority');
  const ca = caText === null ? null : certificatesIn(caText, 'certificate authority');
  const server = cluster.server.replace(/\/+$/, '');
  return {
    context: name,
    clusterName: context.cluster,
    server,
    namespace: context.namespace,
    authentication: resolved.authentication,
    tls: {
      ca,
      extraCa: options.extraCa ? extraCertificates(options.extraCa) : null,
      servername: cluster.tlsServerName,
      verify: !cluster.insecureSkipTlsVerify,
    },
    proxy: cluster.proxyUrl ?? proxyOfEnvironment(server, options.environment ?? process.env),
    impersonation: impersonationHeaders(resolved.user),
    credentials: createCredentials(resolved, {
      clientCertificate: await clientCertificate(resolved),
      caData: ca === null ? null : Buffer.from(ca).toString('base64'),
      nowMs: options.nowMs ?? Date.now,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    }),
    close: async () => {},
  };
}

/** SECURITY: no program of a stranger's file is run unless exactly this one was agreed to. */
function requireConsent(
  { authentication, user }: ResolvedContext,
  { allowExec, consentKey }: ConnectionOptions,
): void {
  if (authentication !== 'exec' || user.exec === null || allowExec === true) return;
  const plugin = describeExec(user.exec, consentKey ?? new Uint8Array());
  if (consentKey !== undefined && allowExec.includes(plugin.fingerprint)) return;
  throw new DrydockError('EXEC_CONSENT_REQUIRED', { command: [plugin.command, ...plugin.args].join(' ') });
}

/** Read only where it is used, and never for a context that signs in otherwise over plain HTTP. */
async function clientCertificate({
  user,
  authentication,
}: ResolvedContext): Promise<{ cert: string; key: string } | null> {
  if (authentication === 'none') return null;
  const cert = await pemText(user.clientCertificate, 'client certificate');
  const key = await pemText(user.clientKey, 'client key');
  return cert === null || key === null ? null : keyPair(cert, key, 'client');
}

/** The assessor's own file: an error is about that one and not about the kubeconfig. */
function extraCertificates(text: string): string {
  try {
    return certificatesIn(text, 'file');
  } catch {
    throw new DrydockError('INVALID_INPUT', {
      what: 'The extra certificate authority',
      reason: 'it contains no certificate, or one that cannot be read',
    });
  }
}

function proxyOfEnvironment(
  server: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const proxy = environmentProxy(server, environment);
  if (proxy === null || isProxyAddress(proxy.address)) return proxy?.address ?? null;
  throw new DrydockError('INVALID_INPUT', {
    what: `The variable ${proxy.variable}`,
    reason: 'it is not an http, https or socks5 address',
  });
}
