/** Credentials of a context, fetched when they are needed and kept no longer than they last. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import { type ExecCredential, runExec } from './exec-run.ts';
import type { FileOrData } from './parse.ts';
import type { ResolvedContext } from './resolve.ts';

export interface Credentials {
  /** Value of the Authorization header; null when none is sent. */
  readonly authorization: string | null;
  /** PEM. */
  readonly clientCertificate: { readonly cert: string; readonly key: string } | null;
}

export interface CredentialSource {
  current(): Promise<Credentials>;
  /** Fetches anew, once for all who ask at the same time. False when nothing can have changed. */
  refresh(): Promise<boolean>;
}

const TOKEN_FILE_MS = 60_000;
const RENEW_BEFORE_MS = 60_000;

export function createCredentials(
  resolved: ResolvedContext,
  deps: {
    readonly clientCertificate: Credentials['clientCertificate'];
    readonly caData: string | null;
    readonly nowMs: () => number;
  },
): CredentialSource {
  const { user } = resolved;
  const { clientCertificate } = deps;
  if (user.tokenFile !== null) return tokenFile(user.tokenFile, clientCertificate, deps.nowMs);
  if (resolved.authentication === 'exec') return execPlugin(resolved, deps);
  return fixed({ authorization: staticAuthorization(resolved), clientCertificate });
}

function staticAuthorization({ user }: ResolvedContext): string | null {
  if (user.token !== null) return `Bearer ${user.token}`;
  if (user.username === null) return null;
  return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
}

function fixed(credentials: Credentials): CredentialSource {
  return { current: async () => credentials, refresh: async () => false };
}

/** Tokens of service accounts are rotated on disk: read again every 60 seconds, and once on a 401. */
function tokenFile(
  source: FileOrData,
  clientCertificate: Credentials['clientCertificate'],
  nowMs: () => number,
): CredentialSource {
  let token = '';
  let readAtMs = Number.NEGATIVE_INFINITY;
  const path = 'file' in source ? resolve(source.directory ?? '/', source.file) : '';
  const read = async (): Promise<void> => {
    try {
      token = (await readFile(path, 'utf8')).trim();
    } catch {
      throw new DrydockError('FILE_NOT_READABLE', { path, reason: 'the kubeconfig names it as its token' });
    }
    if (token === '' || /[\r\n\0]/.test(token)) {
      throw new DrydockError('KUBECONFIG_INVALID', { reason: 'its token file does not hold one token' });
    }
    readAtMs = nowMs();
  };
  return {
    async current() {
      if (nowMs() - readAtMs >= TOKEN_FILE_MS) await read();
      return { authorization: `Bearer ${token}`, clientCertificate };
    },
    async refresh() {
      const before = token;
      await read();
      return token !== before;
    },
  };
}

function execPlugin(
  { user, cluster }: ResolvedContext,
  deps: {
    readonly clientCertificate: Credentials['clientCertificate'];
    caData: string | null;
    nowMs: () => number;
  },
): CredentialSource {
  const { exec } = user;
  let credential: ExecCredential | null = null;
  let running: Promise<ExecCredential> | null = null;
  const run = (): Promise<ExecCredential> => {
    if (exec === null) throw new Error('No sign-in program.');
    running ??= runExec(exec, {
      server: cluster.server,
      ...(cluster.tlsServerName === null ? {} : { 'tls-server-name': cluster.tlsServerName }),
      ...(cluster.insecureSkipTlsVerify ? { 'insecure-skip-tls-verify': true } : {}),
      ...(deps.caData === null ? {} : { 'certificate-authority-data': deps.caData }),
      ...(cluster.proxyUrl === null ? {} : { 'proxy-url': cluster.proxyUrl }),
      config: cluster.execConfig,
    }).finally(() => {
      running = null;
    });
    return running;
  };
  const isFresh = (held: ExecCredential): boolean =>
    held.expiresAtMs === null || held.expiresAtMs - RENEW_BEFORE_MS > deps.nowMs();
  return {
    async current() {
      if (credential === null || !isFresh(credential)) credential = await run();
      return {
        authorization: credential.token === null ? null : `Bearer ${credential.token}`,
        clientCertificate: credential.clientCertificate ?? deps.clientCertificate,
      };
    },
    async refresh() {
      credential = await run();
      return true;
    },
  };
}
