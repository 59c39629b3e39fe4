/** Every answer of the loopback host, refusals included: none leaves without the security headers. SECURITY S-06 */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { newNonce, securityHeaders } from '../csp.ts';

/** Time for the other side to read a refusal before its socket is taken away. */
const LINGER_MS = 1000;

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** The one that the body was made with. */
  readonly nonce?: string;
}

export function respond(response: ServerResponse, { status, type, body, headers, nonce }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    ...securityHeaders({ nonce: nonce ?? newNonce() }),
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

export function json(response: ServerResponse, value: unknown): void {
  const headers = { 'Cache-Control': 'no-store' };
  respond(response, { status: 200, type: 'application/json', body: JSON.stringify(value), headers });
}

/** A refusal ends the connection: what a stranger still sends is read and thrown away, and only for a moment. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  /** For whoever has signed in: what happened and what to do. */
  problem?: { readonly code: string; readonly message: string; readonly remedy: string },
): void {
  // Taken now: an answer lets go of its socket once it is written, and a request that was cut off has none.
  const { socket } = response;
  const type = problem === undefined ? 'text/plain' : 'application/json';
  const body = problem === undefined ? '' : JSON.stringify(problem);
  respond(response, { status, type, body, headers: { Connection: 'close' } });
  request.resume();
  if (socket !== null) lingerThenDestroy(socket);
}

/** The same on a socket that Node has taken out of its HTTP server, or whose bytes it could not read as a request. */
export function refuseSocket(socket: Duplex, status: number): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const headers = {
    ...securityHeaders({ nonce: newNonce() }),
    'Content-Length': '0',
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n`);
  socket.resume();
  lingerThenDestroy(socket);
}

function lingerThenDestroy(socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}
