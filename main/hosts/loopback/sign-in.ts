/** A new WebSocket names its secret first. Until then it may cost next to nothing. SECURITY S-29 */
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';

export interface SignInOptions {
  readonly webSocket: WebSocket;
  /** The connection below it. */
  readonly socket: Duplex;
  readonly knows: (secret: string) => boolean;
  /** Whether a page that was open before this host began is known; its key works once. */
  readonly redeems: (key: string) => boolean;
  /** Called at once, so that no message is missed. */
  readonly onSignedIn: (signedIn: SignedIn) => void;
}

export interface SignedIn {
  /** With such a key, so that it needs a new secret. */
  readonly again: boolean;
  /** A page, which names a key even when it has none yet; other programs get no key. */
  readonly wantsKey: boolean;
}

const SIGN_IN_TIMEOUT_MS = 10_000;
/** A secret in its JSON takes about 60; a browser's frame adds 8. */
const MAX_BYTES_BEFORE_SIGN_IN = 4096;
const CLOSE_NOT_SIGNED_IN = 4401;
/** Time for the other side to answer a close; after it the connection is taken away. */
const CLOSING_MS = 1000;

export function awaitSignIn(options: SignInOptions): void {
  const { webSocket, socket, knows, redeems, onSignedIn } = options;
  let bytes = 0;
  // Counted below the WebSocket: a frame that announces much, or many small ones, would be kept until it is whole.
  const countBytes = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_BYTES_BEFORE_SIGN_IN) socket.destroy();
  };
  const turnAway = () => {
    webSocket.close(CLOSE_NOT_SIGNED_IN);
    const timer = setTimeout(() => webSocket.terminate(), CLOSING_MS);
    timer.unref();
    webSocket.once('close', () => clearTimeout(timer));
  };
  const deadline = setTimeout(turnAway, SIGN_IN_TIMEOUT_MS);
  deadline.unref();
  webSocket.once('close', () => clearTimeout(deadline));
  webSocket.on('error', () => webSocket.terminate());
  socket.on('data', countBytes);
  webSocket.once('message', (data, isBinary) => {
    clearTimeout(deadline);
    if (isBinary) return turnAway();
    const known = knows(fieldOf(data, 'secret'));
    if (!known && !redeems(fieldOf(data, 'key'))) return turnAway();
    socket.off('data', countBytes);
    onSignedIn({ again: !known, wantsKey: fieldOf(data, 'key') !== '' });
  });
}

function fieldOf(data: RawData, field: string): string {
  return Buffer.isBuffer(data) ? stringField(data.toString('utf8'), field) : '';
}

/** A string field of a JSON object; empty for anything else. */
export function stringField(text: string, field: string): string {
  if (text.length > 1000) return '';
  try {
    const value: unknown = JSON.parse(text);
    const found = typeof value === 'object' && value !== null ? Reflect.get(value, field) : '';
    return typeof found === 'string' ? found : '';
  } catch {
    return '';
  }
}
