/** Sockets of clients that have shown no secret, on a real server. SECURITY S-29 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Connections, guardConnections } from '../../../../main/hosts/loopback/connections.ts';

/** A guarded server, and the server's side of each connection in the order in which they came. */
async function guarded(limits: { maxUnproven: number; idleMs: number }) {
  const server = createServer();
  const accepted: Socket[] = [];
  const connections = guardConnections(server, limits);
  server.on('connection', (socket) => accepted.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    connections.destroyAll();
    server.close();
  });
  const open = async () => {
    const heard = once(server, 'connection');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => undefined);
    await heard;
    return client;
  };
  return { connections, accepted, open };
}

const LONG = 600_000;

/** Which of the sockets the host has given up. */
const gone = (accepted: readonly Socket[]) => accepted.map((socket) => socket.destroyed);

async function three(
  limits = { maxUnproven: 2, idleMs: LONG },
  between?: (of: Connections, all: Socket[]) => void,
) {
  const host = await guarded(limits);
  await host.open();
  await host.open();
  between?.(host.connections, host.accepted);
  await host.open();
  return host;
}

test('S-29 for one socket too many, the oldest that showed no secret goes', async () => {
  const { accepted, connections } = await three();
  expect(gone(accepted)).toEqual([true, false, false]);
  await expect.poll(() => connections.unproven()).toBe(2);
});

test('S-29 a socket whose client has shown a secret is not counted and stays', async () => {
  const { accepted, connections } = await three(undefined, (of, [first]) => first && of.prove(first));
  expect(gone(accepted)).toEqual([false, false, false]);
  expect(connections.unproven()).toBe(2);
});

test('S-29 a socket that is being answered is given up last', async () => {
  const { accepted } = await three(undefined, (of, [first]) => first && of.beginAnswer(first));
  expect(gone(accepted)).toEqual([false, true, false]);
});

test('S-29 where the others are being answered, the newest goes', async () => {
  const { accepted, connections, open } = await guarded({ maxUnproven: 1, idleMs: LONG });
  await open();
  const [first] = accepted;
  if (first) connections.beginAnswer(first);
  await open();
  expect(gone(accepted)).toEqual([false, true]);
});

test('a socket is answered once at a time', async () => {
  const { accepted, connections, open } = await guarded({ maxUnproven: 2, idleMs: LONG });
  await open();
  const [socket] = accepted;
  if (socket === undefined) throw new Error('nobody connected');
  const end = connections.beginAnswer(socket);
  expect(connections.beginAnswer(socket)).toBe(false);
  if (end !== false) end();
  expect(connections.beginAnswer(socket)).not.toBe(false);
});

test('S-29 a socket on which nothing moves is given up', async () => {
  const { accepted, open } = await guarded({ maxUnproven: 2, idleMs: 20 });
  await open();
  await expect.poll(() => gone(accepted)).toEqual([true]);
});

test('S-29 a client that resets its connection ends neither the host nor the others', async () => {
  const { accepted, open, connections } = await guarded({ maxUnproven: 5, idleMs: LONG });
  const client = await open();
  await open();
  client.resetAndDestroy();
  await expect.poll(() => gone(accepted)).toEqual([true, false]);
  await expect.poll(() => connections.unproven()).toBe(1);
});

test('all sockets end together', async () => {
  const { accepted, connections, open } = await guarded({ maxUnproven: 5, idleMs: LONG });
  await open();
  await open();
  const [first] = accepted;
  if (first) connections.prove(first);
  connections.destroyAll();
  expect(gone(accepted)).toEqual([true, true]);
});
