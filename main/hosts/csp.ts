/**
 * The content security policy of the interface, on desktop and on loopback alike. `nonce` is new for every load
 * and belongs to the styles that libraries add at run time.
 *
 * @example contentSecurityPolicy({ nonce: newNonce() })
 */
export function contentSecurityPolicy({ nonce }: { readonly nonce: string }): string {
  if (!NONCE.test(nonce)) throw new TypeError('A nonce is base64url text of at least 16 characters.');
  // SECURITY S-07
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
}

/** The headers of every response of the interface, whatever its status. */
export function securityHeaders({ nonce }: { readonly nonce: string }): Record<string, string> {
  // SECURITY S-06
  return {
    'Content-Security-Policy': contentSecurityPolicy({ nonce }),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}

/** A fresh nonce: 128 random bits as base64url. */
export function newNonce(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
}

/** Puts the nonce of this load where index.html asks for it. */
export function withNonce(html: string, nonce: string): string {
  return html.replaceAll(NONCE_PLACEHOLDER, nonce);
}

export const NONCE_PLACEHOLDER = '__CSP_NONCE__';
const NONCE = /^[A-Za-z0-9_-]{16,}$/;
