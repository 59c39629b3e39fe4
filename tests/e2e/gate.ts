/** A door between Drydock and an API server: bytes pass until it is shut, and wait while it is. */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export interface Gate {
  readonly url: string;
  /** Lets this many more bytes of answers pass, then shuts. */
  shutAfter(bytes: number): void;
  /** Resolves when it is shut. */
  readonly shut: () => Promise<void>;
  open(): void;
  close(): Promise<void>;
}

/** `serverUrl` is an HTTPS server of this machine; TLS passes through unseen. */
export async function openGate(serverUrl: string): Promise<Gate> {
  const { port } = new URL(serverUrl);
  const answers = new Set<Socket>();
  let left = Number.POSITIVE_INFINITY;
  let whenShut = Promise.withResolvers<void>();

  const server = createServer((client) => {
    const upstream = connect(Number(port), '127.0.0.1');
    answers.add(upstream);
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      client.write(chunk);
      left -= chunk.length;
      if (left > 0) return;
      for (const answer of answers) answer.pause();
      whenShut.resolve();
    });
    if (left <= 0) upstream.pause();
    upstream.on('end', () => client.end());
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        answers.delete(upstream);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shutAfter(bytes) {
      left = bytes;
      whenShut = Promise.withResolvers();
    },
    shut: () => whenShut.promise,
    open() {
      left = Number.POSITIVE_INFINITY;
      for (const answer of answers) answer.resume();
    },
    close: () =>
      new Promise((resolve) => {
        for (const answer of answers) answer.destroy();
        server.close(() => resolve());
      }),
  };
}
