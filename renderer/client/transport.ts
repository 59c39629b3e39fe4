/** The two ways to reach the workbench. Both give a link for oRPC and a promise that settles when it is lost. */
import type { ClientContext, ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';

export interface Transport {
  readonly link: ClientLink<ClientContext>;
  readonly lost: Promise<void>;
}

/** The desktop preload's bridge. */
export interface DesktopBridge {
  readonly kind: 'desktop';
  requestPort(): void;
  pathForFile(file: File): string;
}

export function desktopBridge(): DesktopBridge | null {
  return (window as { drydockDesktop?: DesktopBridge }).drydockDesktop ?? null;
}

/** Thrown when the host does not know this tab. */
export class NotSignedIn extends Error {}

const PORT_MESSAGE = 'drydock:port';
const CLOSE_NOT_SIGNED_IN = 4401;

/** Asks the desktop shell for the workbench's port. SECURITY S-12: only a message of this very page counts. */
export function connectDesktop(bridge: DesktopBridge): Promise<Transport> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent<unknown>) => {
      const [port] = event.ports;
      if (event.source !== window || event.origin !== location.origin) return;
      if (event.data !== PORT_MESSAGE || port === undefined) return;
      window.removeEventListener('message', receive);
      const lost = new Promise<void>((end) => port.addEventListener('close', () => end()));
      port.start();
      resolve({ link: new PortLink({ port }), lost });
    };
    window.addEventListener('message', receive);
    bridge.requestPort();
  });
}

/** What a loopback host says to a page that has signed in. */
export interface Welcome {
  /** Lets this page sign in to a restarted host; see proof.ts. */
  readonly key: string;
  /** Where the host itself listens, which a tunnel hides. */
  readonly port: number;
  /** Of a page that came with a key: its secret with this host. */
  readonly secret: string | null;
}

/** Opens the loopback WebSocket and signs in; oRPC gets the socket once the host has answered. */
export function connectLoopback(
  secret: string,
  key: string | null,
): Promise<Transport & { readonly welcome: Welcome | null }> {
  return new Promise((resolve, reject) => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/rpc`);
    const lost = new Promise<void>((end) => socket.addEventListener('close', () => end()));
    socket.addEventListener('open', () => socket.send(JSON.stringify({ secret, key: key ?? 'none' })));
    socket.addEventListener('close', (event) => {
      reject(event.code === CLOSE_NOT_SIGNED_IN ? new NotSignedIn() : new Error('The connection closed.'));
    });
    socket.addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) =>
        resolve({ link: new SocketLink({ websocket: socket }), lost, welcome: welcomeOf(data) }),
      { once: true },
    );
  });
}

function welcomeOf(data: unknown): Welcome | null {
  try {
    const said: unknown = typeof data === 'string' ? JSON.parse(data) : null;
    if (typeof said !== 'object' || said === null) return null;
    const [key, port, secret]: unknown[] = ['key', 'port', 'secret'].map((name) => Reflect.get(said, name));
    if (typeof key !== 'string' || typeof port !== 'number') return null;
    return { key, port, secret: typeof secret === 'string' ? secret : null };
  } catch {
    return null;
  }
}
