/** What one request sends, what its answer may be, and what the transport learns from it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createTransport, type TransportDeps } from '../../../main/collect/transport.ts';
import { DrydockError } from '../../../shared/errors.ts';
import type { CollectionLogEntry } from '../../../shared/evidence.ts';

const VERSION = { type: 'plain', path: '/version' } as const;
const NOW_MS = Date.parse('2026-12-01T10:00:00Z');
const FORBIDDEN = JSON.stringify({
  kind: 'Status',
  message: 'pods is forbidden: User "anna" cannot list resource "pods"',
});

interface Options {
  readonly limits?: TransportDeps['limits'];
  readonly anonymous?: boolean;
  readonly prefix?: string;
  readonly refresh?: () => Promise<boolean>;
}

/** A transport to a server that does as told, with a token that the test may change. */
async function transportTo(
  answer: (response: ServerResponse, count: number, request: IncomingMessage) => void,
  options: Options = {},
) {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    answer(response, seen.length, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const held = { token: 'Bearer first' };
  const log: CollectionLogEntry[] = [];
  const abort = new AbortController();
  const transport = createTransport({
    connection: {
      context: 'a',
      clusterName: 'a',
      server: `http://127.0.0.1:${(server.address() as AddressInfo).port}${options.prefix ?? ''}`,
      namespace: '',
      authentication: 'token',
      tls: { ca: null, extraCa: null, servername: null, verify: true },
      proxy: null,
      impersonation: [['Impersonate-User', 'bert']],
      credentials: {
        current: async () => ({ authorization: held.token, clientCertificate: null }),
        refresh: options.refresh ?? (async () => false),
      },
      close: async () => {},
    },
    signal: abort.signal,
    onLog: (entry) => log.push(entry),
    clock: { nowMs: () => NOW_MS, random: () => 0, sleep: async () => {} },
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.anonymous === undefined ? {} : { anonymous: options.anonymous }),
  });
  onTestFinished(async () => {
    await transport.close();
    server.closeAllConnections();
    server.close();
  });
  return { transport, seen, log, held, abort };
}

test('sends what it must and no more, below the path of the server', async () => {
  const { transport, seen } = await transportTo((response) => response.end('{}'), { prefix: '/k8s/c-1/' });
  await transport.get(VERSION);
  await transport.review('selfsubjectrulesreviews', { namespace: 'shop' });
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /k8s/c-1/version',
    'POST /k8s/c-1/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
  ]);
  const { host: _host, connection: _connection, ...headers } = seen[0]?.headers ?? {};
  expect(headers).toEqual({
    accept: 'application/json',
    'user-agent': 'drydock (read-only)',
    authorization: 'Bearer first',
    'impersonate-user': 'bert',
  });
  expect(seen[1]?.headers['content-type']).toBe('application/json');
});

test('without credentials it sends none, and learns nothing about the user', async () => {
  const { transport, seen, log } = await transportTo((response) => response.writeHead(403).end(FORBIDDEN), {
    anonymous: true,
  });
  expect((await transport.get(VERSION)).status).toBe(403);
  expect(seen[0]?.headers['authorization']).toBeUndefined();
  expect(seen[0]?.headers['impersonate-user']).toBeUndefined();
  expect(log).toMatchObject([{ status: 403, note: 'without credentials' }]);
  expect(transport.refusedAs).toBe('');
});

test('without credentials a refusal is not tried with a new sign-in', async () => {
  const { transport, seen } = await transportTo((response) => response.writeHead(401).end(), {
    anonymous: true,
    refresh: async () => true,
  });
  expect((await transport.get(VERSION)).status).toBe(401);
  expect(seen).toHaveLength(1);
});

test('every attempt is logged and counted, and what failed says why', async () => {
  const { transport, log } = await transportTo((response, count) => {
    if (count === 1) response.writeHead(503).end('busy');
    else if (count === 2) response.destroy();
    else response.end('{"a":1}');
  });
  const answer = await transport.get(VERSION);
  expect([answer.status, answer.bytes, answer.text, answer.json()]).toEqual([200, 7, '{"a":1}', { a: 1 }]);
  expect(log).toEqual([
    {
      at: '2026-12-01T10:00:00.000Z',
      verb: 'GET',
      path: '/version',
      status: 503,
      bytes: 4,
      durationMs: 0,
      attempt: 1,
    },
    expect.objectContaining({
      status: null,
      bytes: 0,
      attempt: 2,
      note: expect.stringMatching(/./) as string,
    }),
    expect.objectContaining({ status: 200, bytes: 7, attempt: 3 }),
  ]);
  expect(transport.counts).toEqual({
    total: 3,
    retries: 2,
    byStatus: new Map([
      ['503', 1],
      ['none', 1],
      ['200', 1],
    ]),
  });
});

test('the first time and the first user that the server told stay; trouble is remembered', async () => {
  const dates = ['Tue, 01 Dec 2026 09:58:00 GMT', 'Tue, 01 Dec 2026 08:00:00 GMT'];
  const { transport } = await transportTo((response, count) => {
    response.writeHead(count === 3 ? 501 : 403, { date: dates[count - 1] ?? dates[1] });
    response.end(count === 2 ? FORBIDDEN.replace('anna', 'carl') : FORBIDDEN);
  });
  expect([transport.clockAheadMs, transport.troubledAtMs, transport.refusedAs]).toEqual([null, null, '']);
  await transport.get(VERSION);
  await transport.get(VERSION);
  expect([transport.clockAheadMs, transport.troubledAtMs, transport.refusedAs]).toEqual([
    120_000,
    null,
    'anna',
  ]);
  await transport.get(VERSION);
  expect(transport.troubledAtMs).toBe(NOW_MS);
});

test('a failure without an answer is trouble too', async () => {
  const { transport } = await transportTo((response) => response.destroy());
  await expect(transport.get(VERSION, { tries: 1 })).rejects.toMatchObject({ kind: 'network' });
  expect(transport.troubledAtMs).toBe(NOW_MS);
});

test('a compressed answer and one that is too large are refused; a refusal is one whatever its text', async () => {
  const long = JSON.stringify({ a: 'x'.repeat(3000) });
  const { transport, log } = await transportTo(
    (response, count) => {
      if (count === 1) response.writeHead(200, { 'content-encoding': 'gzip' }).end('{}');
      else response.writeHead(count === 4 ? 404 : 200, { 'content-encoding': 'identity' }).end(long);
    },
    { limits: { maxBodyBytes: 10_000, maxOtherBytes: 1000 } },
  );
  await expect(transport.get(VERSION)).rejects.toMatchObject({ kind: 'not-json' });
  await expect(transport.get(VERSION)).rejects.toMatchObject({ kind: 'too-large' });
  expect((await transport.get({ type: 'plain', path: '/apis' })).bytes).toBe(long.length);
  expect(await transport.get({ type: 'plain', path: '/apis' })).toMatchObject({ status: 404, bytes: 0 });
  expect(log.map(({ status, bytes }) => [status, bytes])).toEqual([
    [null, 0],
    [null, long.length],
    [200, long.length],
    [404, long.length],
  ]);
});

test('a server that is silent, and one that drips, end with the deadline', async () => {
  const { transport } = await transportTo(
    (response, count) => {
      if (count === 1) return;
      response.write('{"a":');
      const drip = setInterval(() => response.write('1'), 20);
      response.on('close', () => clearInterval(drip));
    },
    { limits: { requestDeadlineMs: 300 } },
  );
  await expect(transport.get(VERSION, { tries: 1 })).rejects.toMatchObject({ kind: 'timeout' });
  await expect(transport.get(VERSION, { tries: 1 })).rejects.toMatchObject({ kind: 'too-slow' });
});

test('what is no JSON says whether it is a web page', async () => {
  const { transport } = await transportTo((response, count) =>
    response
      .writeHead(200, { 'content-type': count === 1 ? 'text/html; charset=utf-8' : 'text/plain' })
      .end('<'),
  );
  const page = await transport.get(VERSION);
  expect(() => page.json()).toThrow(/web page/);
  const text = await transport.get(VERSION);
  expect(() => text.json()).toThrow(/not JSON/);
});

test('a refused token is renewed once for a request, and nothing is sent again where it cannot be', async () => {
  let refreshed = 0;
  const { transport, seen, held } = await transportTo((response) => response.writeHead(401).end(), {
    refresh: async () => {
      refreshed += 1;
      held.token = `Bearer ${refreshed}`;
      return refreshed === 1;
    },
  });
  expect((await transport.get(VERSION)).status).toBe(401);
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer first', 'Bearer 1']);
  expect([refreshed, transport.counts.retries]).toEqual([1, 1]);
  expect((await transport.get(VERSION)).status).toBe(401);
  expect([refreshed, seen.length]).toEqual([2, 3]);
});

test('a sign-in that fails ends everything before the first success, and one list after it', async () => {
  const refusal = new DrydockError('CANCELLED');
  const { transport } = await transportTo(
    (response, count) => response.writeHead(count === 2 ? 200 : 401).end('{}'),
    {
      refresh: async () => {
        throw refusal;
      },
    },
  );
  await expect(transport.get(VERSION)).rejects.toBe(refusal);
  expect((await transport.get(VERSION)).status).toBe(200);
  await expect(transport.get(VERSION)).rejects.toMatchObject({ kind: 'signed-out' });
});

test('a sign-in that ends with the cancel is a cancel', async () => {
  const { transport, abort } = await transportTo((response) => response.writeHead(401).end(), {
    refresh: async () => {
      abort.abort();
      throw new DrydockError('CANCELLED');
    },
  });
  await expect(transport.get(VERSION)).rejects.toMatchObject({
    kind: 'cancelled',
  });
});

test('a review is asked once, whatever comes of it', async () => {
  const { transport, seen } = await transportTo((response) => response.destroy());
  await expect(transport.review('selfsubjectaccessreviews', {})).rejects.toMatchObject({ kind: 'network' });
  expect(seen).toHaveLength(1);
});
