/** The credentials that a sign-in program gives: fetched once for all who ask, and again before they end. */
import { DrydockError } from '../../shared/errors.ts';
import type { CredentialSource, Credentials } from './credential-source.ts';
import { type ExecCredential, type ExecRun, runExec } from './exec-run.ts';
import { headerBytes } from './impersonation.ts';

const RENEW_BEFORE_MS = 60_000;
/** A program that fails, or whose credentials have ended already, is not run for every request. */
const KEPT_AT_LEAST_MS = 5_000;

interface Held {
  readonly credential: ExecCredential;
  readonly sinceMs: number;
}

export function execCredentials(
  run: ExecRun,
  deps: {
    readonly clientCertificate: Credentials['clientCertificate'];
    readonly nowMs: () => number;
    /** Given by tests. */
    readonly start?: (run: ExecRun) => Promise<ExecCredential>;
  },
): CredentialSource {
  const { nowMs, start = runExec } = deps;
  let held: Held | null = null;
  let running: Promise<Held> | null = null;
  let failed: { readonly error: unknown; readonly atMs: number } | null = null;
  const fetch = (): Promise<Held> => {
    if (failed !== null && nowMs() - failed.atMs < KEPT_AT_LEAST_MS) return Promise.reject(failed.error);
    running ??= start(run)
      .then(
        (credential) => (held = { credential, sinceMs: nowMs() }),
        (error: unknown) => {
          failed = { error, atMs: nowMs() };
          throw error;
        },
      )
      .finally(() => {
        running = null;
      });
    return running;
  };
  return {
    async current() {
      const { credential } = held !== null && isFresh(held, nowMs()) ? held : await fetch();
      return {
        authorization: credential.token === null ? null : `Bearer ${headerBytes(credential.token)}`,
        clientCertificate: credential.clientCertificate ?? deps.clientCertificate,
      };
    },
    async refresh() {
      // Requests that were under way with the old credential are refused after a new one is there already.
      if (held !== null && nowMs() - held.sinceMs < KEPT_AT_LEAST_MS) return true;
      const { credential } = await fetch();
      if (credential.expiresAtMs !== null && credential.expiresAtMs <= nowMs()) {
        throw new DrydockError('EXEC_FAILED', {
          reason:
            'the credential it returned has already expired; check its own sign-in and the clock of this machine',
        });
      }
      return true;
    },
  };
}

/** Until 60 seconds before the end; of a short life, for its first half. */
function isFresh({ credential, sinceMs }: Held, nowMs: number): boolean {
  const { expiresAtMs } = credential;
  if (expiresAtMs === null || nowMs - sinceMs < KEPT_AT_LEAST_MS) return true;
  const lifeMs = expiresAtMs - sinceMs;
  return nowMs < expiresAtMs - Math.min(RENEW_BEFORE_MS, lifeMs / 2);
}
