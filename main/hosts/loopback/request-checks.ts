/** Who may speak to the loopback host at all. SECURITY S-29 */
import type { IncomingMessage } from 'node:http';

/**
 * True when the Host header names this machine's loopback. Any port is allowed, for an SSH tunnel listens on a port of
 * its own; a foreign name is refused, which defeats DNS rebinding.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/.test(host);
}

/** True when a request that can change something comes from a page of this very host. A missing Origin means no. */
export function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return isLoopbackHost(host) && origin === `http://${host}`;
}
