/** One-time start tokens and the per-tab secrets they are exchanged for. SECURITY S-29 */
import { randomBytes, timingSafeEqual } from 'node:crypto';

export interface Tickets {
  /** A token that works once. */
  issueToken(): string;
  /** The secret of a new tab, or null when the token is wrong or was used. */
  exchange(token: string): string | null;
  /** The secret of a tab that has signed in by other means. */
  issueSecret(): string;
  knows(secret: string): boolean;
}

/** Tokens die unused after this long. */
const TOKEN_LIFE_MS = 15 * 60_000;

export function createTickets(now: () => number): Tickets {
  const tokens: { readonly value: Buffer; readonly expires: number }[] = [];
  const secrets: Buffer[] = [];
  const issueSecret = () => {
    const secret = randomBytes(32).toString('base64url');
    secrets.push(Buffer.from(secret));
    return secret;
  };
  return {
    issueSecret,
    issueToken() {
      const value = randomBytes(32).toString('base64url');
      tokens.push({ value: Buffer.from(value), expires: now() + TOKEN_LIFE_MS });
      return value;
    },
    exchange(token) {
      const index = tokens.findIndex((known) => same(known.value, token) && known.expires > now());
      if (index === -1) return null;
      tokens.splice(index, 1);
      return issueSecret();
    },
    knows: (secret) => secrets.some((known) => same(known, secret)),
  };
}

function same(known: Buffer, given: string): boolean {
  const bytes = Buffer.from(given);
  return bytes.length === known.length && timingSafeEqual(bytes, known);
}
