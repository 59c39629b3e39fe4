/**
 * The one place that guards every socket of the loopback host, from the moment it is accepted. SECURITY S-29: no byte
 * of a stranger ends the host, and nobody who has not shown a secret holds more than a few kilobytes, or for long.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Connections {
  /** Marks a socket whose client has shown a secret: it is no longer counted, and may stay. */
  prove(socket: Duplex): void;
  /** Marks a socket as being answered, until the function that it returns is called. False: it is already. */
  beginAnswer(socket: Duplex): (() => void) | false;
  /** How many have shown no secret. */
  unproven(): number;
  /** Destroys every socket. */
  destroyAll(): void;
}

export interface ConnectionLimits {
  /** Sockets without a secret at the same time; for one more, the oldest goes. */
  readonly maxUnproven: number;
  /** A socket on which nothing moves for so long is destroyed. */
  readonly idleMs: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = { maxUnproven: 128, idleMs: 30_000 };

export function guardConnections(server: Server, limits: ConnectionLimits = CONNECTION_LIMITS): Connections {
  const all = new Set<Duplex>();
  /** In the order in which they came. */
  const unproven = new Set<Duplex>();
  const answering = new Set<Duplex>();

  server.on('connection', (socket: Socket) => {
    all.add(socket);
    unproven.add(socket);
    // For the whole life of the socket, whoever else listens: without one a reset connection ends the process.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      for (const set of [all, unproven, answering]) set.delete(socket);
    });
    if (unproven.size > limits.maxUnproven) oldestOf(unproven, answering)?.destroy();
  });
  server.setTimeout(limits.idleMs, (socket) => socket.destroy());

  return {
    prove: (socket) => void unproven.delete(socket),
    beginAnswer(socket) {
      if (answering.has(socket)) return false;
      answering.add(socket);
      return () => void answering.delete(socket);
    },
    unproven: () => unproven.size,
    destroyAll() {
      for (const socket of all) socket.destroy();
    },
  };
}

/** The oldest that is not being answered, so that a slow page is not cut off by those who only hold a socket. */
function oldestOf(unproven: ReadonlySet<Duplex>, answering: ReadonlySet<Duplex>): Duplex | undefined {
  let oldest: Duplex | undefined;
  for (const socket of unproven) {
    if (!answering.has(socket)) return socket;
    oldest ??= socket;
  }
  return oldest;
}
