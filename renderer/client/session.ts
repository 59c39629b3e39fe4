/**
 * Signing in to the loopback host: the one-time token of the start address becomes this tab's secret.
 * SECURITY S-29: the secret lives in sessionStorage, for cookies are shared between the ports of a host.
 */
const SECRET_KEY = 'drydock-secret';

/** The tab's secret, after exchanging the token of the address if there is one; null when this tab has none. */
export async function tabSecret(): Promise<string | null> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return sessionStorage.getItem(SECRET_KEY);
  history.replaceState(null, '', location.pathname);
  const response = await fetch('/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  if (!response.ok) return sessionStorage.getItem(SECRET_KEY);
  const answer: unknown = await response.json();
  const secret = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'secret') : null;
  if (typeof secret !== 'string') return null;
  sessionStorage.setItem(SECRET_KEY, secret);
  return secret;
}

/** Keeps the secret that a restarted host gave. */
export function rememberSecret(secret: string): void {
  sessionStorage.setItem(SECRET_KEY, secret);
}

/** Whether the address holds a start token that was opened in this very tab. */
export const hasToken = (): boolean => new URLSearchParams(location.hash.slice(1)).has('token');

/** Forgets a secret that the host no longer knows. */
export function forgetSecret(): void {
  sessionStorage.removeItem(SECRET_KEY);
}
