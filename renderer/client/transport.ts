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

/** Opens the loopback WebSocket and names the secret; oRPC gets the socket once the host has answered. */
export function connectLoopback(secret: string): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/rpc`);
    const lost = new Promise<void>((end) => socket.addEventListener('close', () => end()));
    socket.addEventListener('open', () => socket.send(JSON.stringify({ secret })));
    socket.addEventListener('close', (event) => {
      reject(event.code === CLOSE_NOT_SIGNED_IN ? new NotSignedIn() : new Error('The connection closed.'));
    });
    socket.addEventListener('message', () => resolve({ link: new SocketLink({ websocket: socket }), lost }), {
      once: true,
    });
  });
}
