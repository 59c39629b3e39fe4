/** Credentials of a context, fetched when they are needed and kept no longer than they last. */
import { DrydockError } from '../../shared/errors.ts';
import type { CredentialSource, Credentials } from './credential-source.ts';
import { resolveCommand } from './exec-consent.ts';
import { execCredentials } from './exec-credentials.ts';
import { headerBytes } from './impersonation.ts';
import { type NamedFile, readNamedFile } from './named-file.ts';
import type { ResolvedContext } from './resolve.ts';

const TOKEN_FILE_MS = 60_000;

export function createCredentials(
  resolved: ResolvedContext,
  deps: {
    readonly clientCertificate: Credentials['clientCertificate'];
    /** Base64 of PEM. */
    readonly caData: string | null;
    readonly nowMs: () => number;
    readonly signal?: AbortSignal;
  },
): CredentialSource {
  const { user, cluster, authentication } = resolved;
  const { clientCertificate } = deps;
  // SECURITY: as with kubectl, no credential ever travels over plain HTTP.
  if (authentication === 'none') return fixed({ authorization: null, clientCertificate: null });
  if (user.tokenFile !== null) return tokenFile(user.tokenFile, user.token, clientCertificate, deps.nowMs);
  if (authentication !== 'exec' || user.exec === null) {
    return fixed({ authorization: staticAuthorization(resolved), clientCertificate });
  }
  const run = {
    exec: user.exec,
    // Now, when it was agreed to, and never looked for again.
    command: resolveCommand(user.exec),
    cluster: {
      server: cluster.server,
      ...(cluster.tlsServerName === null ? {} : { 'tls-server-name': cluster.tlsServerName }),
      ...(cluster.insecureSkipTlsVerify ? { 'insecure-skip-tls-verify': true } : {}),
      ...(deps.caData === null ? {} : { 'certificate-authority-data': deps.caData }),
      ...(cluster.proxyUrl === null ? {} : { 'proxy-url': cluster.proxyUrl }),
      config: cluster.execConfig,
    },
    ...(deps.signal === undefined ? {} : { signal: deps.signal }),
  };
  return execCredentials(run, deps);
}

function staticAuthorization({ user }: ResolvedContext): string | null {
  if (user.token !== null) return `Bearer ${headerBytes(user.token)}`;
  if (user.username === null) return null;
  return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
}

function fixed(credentials: Credentials): CredentialSource {
  return { current: async () => credentials, refresh: async () => false };
}

/**
 * Tokens of service accounts are rotated on disk: read again every 60 seconds, and once on a 401. Once there is a token,
 * from the file or from the kubeconfig itself, a file that cannot be read leaves it in use, as with kubectl.
 */
function tokenFile(
  source: NamedFile,
  given: string | null,
  clientCertificate: Credentials['clientCertificate'],
  nowMs: () => number,
): CredentialSource {
  let token = given;
  let readAtMs = Number.NEGATIVE_INFINITY;
  const read = async (): Promise<void> => {
    readAtMs = nowMs();
    try {
      token = await tokenIn(source);
    } catch (error) {
      if (token === null) throw error;
    }
  };
  return {
    async current() {
      if (nowMs() - readAtMs >= TOKEN_FILE_MS || token === null) await read();
      return { authorization: `Bearer ${token ?? ''}`, clientCertificate };
    },
    async refresh() {
      const before = token;
      await read();
      return token !== before;
    },
  };
}

/**
 * SECURITY: what the file holds is sent to the server, and a stranger chose both. One line of visible ASCII is a token;
 * a private key, a password list or a document is not.
 */
async function tokenIn(source: NamedFile): Promise<string> {
  const token = (await readNamedFile(source, 'token')).toString('latin1').trim();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new DrydockError('KUBECONFIG_INVALID', {
      reason: 'its token file does not contain exactly one token',
    });
  }
  return token;
}
