import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { systemClock } from '../../../main/collect/clock.ts';
import { connectThroughHttp } from '../../../main/collect/http-tunnel.ts';
import { connectThroughSocks } from '../../../main/collect/socks.ts';
import { createTransport } from '../../../main/collect/transport.ts';
import { openConnection } from '../../../main/kubeconfig/connection.ts';
import { createAuthority, type IssuedCertificate } from '../../../main/sample/certificates.ts';
import { type SampleServer, startSampleServer } from '../../../main/sample/server.ts';

let sample: SampleServer;
let proxyAuthority: string;
let proxyCertificate: IssuedCertificate;
beforeAll(async () => {
  sample = await startSampleServer();
  const authority = await createAuthority('proxy-ca');
  proxyAuthority = authority.certificatePem;
  proxyCertificate = await authority.issueServer(['127.0.0.1']);
});
afterAll(() => sample.close());

const open: { server: Server; sockets: Set<Duplex> }[] = [];
afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Duplex>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  open.push({ server, sockets });
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** A proxy that speaks CONNECT; notes what it was asked. */
async function connectProxy(secure: boolean, status = 200) {
  const asked: { target: string; authorization: string }[] = [];
  const server = secure
    ? createHttpsServer({ cert: proxyCertificate.certificatePem, key: proxyCertificate.privateKeyPem })
    : createHttpServer();
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] ?? '' });
    const [, port = ''] = (request.url ?? '').split(':');
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    // Every name leads to the sample server: nothing is looked up.
    const upstream = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    socket.on('close', () => upstream.destroy());
    for (const end of [upstream, socket]) end.on('error', () => undefined);
  });
  return { port: await listen(server), asked };
}

interface SocksOptions {
  readonly user?: string;
  readonly password?: string;
  /** What it answers to a request; 0 connects. */
  readonly reply?: number;
  /** Sends its answers one byte at a time. */
  readonly drips?: boolean;
  readonly host?: string;
}

/** A SOCKS5 proxy that connects everything to the sample server; notes the addresses that it was asked for. */
async function socksProxy({ user, password, reply = 0, drips = false, host }: SocksOptions = {}) {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    void serve(socket).catch(() => socket.destroy());
  });
  const send = async (socket: Socket, bytes: Buffer) => {
    if (!drips) return void socket.write(bytes);
    for (const byte of bytes) {
      socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const serve = async (socket: Socket) => {
    let held = Buffer.alloc(0);
    const read = async (count: number): Promise<Buffer> => {
      while (held.length < count) {
        const [chunk] = (await once(socket, 'data')) as [Buffer];
        held = Buffer.concat([held, chunk]);
      }
      const answer = held.subarray(0, count);
      held = held.subarray(count);
      return answer;
    };
    const [, methods = 0] = await read(2);
    const offered = [...(await read(methods))];
    const wanted = user === undefined ? 0 : 2;
    await send(socket, Buffer.from([5, offered.includes(wanted) ? wanted : 0xff]));
    if (user !== undefined) {
      const [, userLength = 0] = await read(2);
      const givenUser = (await read(userLength)).toString();
      const givenPassword = (await read((await read(1))[0] ?? 0)).toString();
      const isRight = givenUser === user && givenPassword === password;
      await send(socket, Buffer.from([1, isRight ? 0 : 1]));
      if (!isRight) return;
    }
    const [, , , kind] = await read(4);
    const address =
      kind === 1
        ? [...(await read(4))].join('.')
        : kind === 4
          ? (await read(16)).toString('hex')
          : (await read((await read(1))[0] ?? 0)).toString();
    asked.push(`${address}:${(await read(2)).readUInt16BE()}`);
    await send(socket, Buffer.from([5, reply, 0, 1, 127, 0, 0, 1, 0, 80]));
    if (reply !== 0) return;
    const upstream = connect(Number(new URL(sample.url).port), '127.0.0.1');
    upstream.pipe(socket).pipe(upstream);
    socket.on('close', () => upstream.destroy());
    upstream.on('error', () => undefined);
  };
  return { port: await listen(server, host), asked };
}

/** Status of `/version`, asked through what the kubeconfig or the environment says. */
async function ask(cluster: object, environment: Record<string, string> = {}, extraCa: string | null = null) {
  const config = parse(sample.kubeconfig()) as { clusters: { cluster: object }[] };
  Object.assign(config.clusters[0]?.cluster ?? {}, cluster);
  const connection = await openConnection({
    kubeconfigs: [{ path: null, text: stringify(config) }],
    context: null,
    allowExec: [],
    environment,
    extraCa,
  });
  const signal = AbortSignal.timeout(20_000);
  const transport = createTransport({
    connection,
    signal,
    clock: systemClock(),
    onLog: () => {},
    limits: { tries: 1 },
  });
  try {
    return {
      status: (await transport.get({ type: 'plain', path: '/version' })).status,
      peer: transport.peer,
    };
  } finally {
    await transport.close();
  }
}

const port = () => new URL(sample.url).port;

test('goes through the HTTP proxy of the kubeconfig, with its user name and password', async () => {
  const proxy = await connectProxy(false);
  const answer = await ask({ 'proxy-url': `http://us%40er:p%3Ass@127.0.0.1:${proxy.port}` });
  expect(answer.status).toBe(200);
  expect(proxy.asked).toEqual([
    { target: `127.0.0.1:${port()}`, authorization: `Basic ${Buffer.from('us@er:p:ss').toString('base64')}` },
  ]);
});

test('goes through an HTTPS proxy, whose own certificate is checked', async () => {
  const proxy = await connectProxy(true);
  const cluster = { 'proxy-url': `https://127.0.0.1:${proxy.port}` };
  await expect(ask(cluster)).rejects.toMatchObject({ name: 'RequestFailure' });
  expect(proxy.asked).toEqual([]);
  expect((await ask(cluster, {}, proxyAuthority)).status).toBe(200);
  expect(proxy.asked.length).toBe(1);
});

test('goes through the proxy of the environment unless the server is excepted, and the kubeconfig goes first', async () => {
  const [environments, own] = [await connectProxy(false), await connectProxy(false)];
  const environment = { HTTPS_PROXY: `127.0.0.1:${environments.port}` };
  const named = `https://api.halcyon.example:${port()}`;
  expect((await ask({ server: named, 'tls-server-name': 'localhost' }, environment)).status).toBe(200);
  expect(environments.asked.map(({ target }) => target)).toEqual([`api.halcyon.example:${port()}`]);
  // Loopback is never sent through the environment's proxy, but through the kubeconfig's own.
  expect((await ask({}, environment)).status).toBe(200);
  expect((await ask({ 'proxy-url': `http://127.0.0.1:${own.port}` }, environment)).status).toBe(200);
  expect([environments.asked.length, own.asked.length]).toEqual([1, 1]);
});

test.each([
  [407, /requires authentication/],
  [403, /status 403/],
])('says so when a proxy answers with %s', async (status, reason) => {
  const proxy = await connectProxy(false, status);
  await expect(ask({ 'proxy-url': `http://127.0.0.1:${proxy.port}` })).rejects.toMatchObject({
    name: 'RequestFailure',
    message: expect.stringMatching(reason) as string,
  });
});

test('waits for a proxy that never answers as long as for any connection, and no longer', async () => {
  const silent = await listen(createServer(() => undefined));
  const target = { host: 'api.example', port: 443 };
  const late = { name: 'RequestFailure', kind: 'timeout' };
  const proxy = new URL(`http://127.0.0.1:${silent}`);
  await expect(connectThroughHttp({ proxy, ...target, ca: [], timeoutMs: 200 })).rejects.toMatchObject(late);
  await expect(connectThroughSocks(proxy, target, 200)).rejects.toMatchObject(late);
});

test('hands plain HTTP to a web proxy as it is', async () => {
  const asked: string[] = [];
  const server = createHttpServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
    response.end('{}');
  });
  const cluster = { server: 'http://api.example:8080', 'certificate-authority-data': null };
  const { status } = await ask({ ...cluster, 'proxy-url': `http://u:p@127.0.0.1:${await listen(server)}` });
  expect(status).toBe(200);
  expect(asked).toEqual([
    `GET http://api.example:8080/version Basic ${Buffer.from('u:p').toString('base64')}`,
  ]);
});

test.each<[what: string, options: SocksOptions, credentials: string]>([
  ['without a sign-in', {}, ''],
  ['with a user and a password', { user: 'us@er', password: 'p:ss' }, 'us%40er:p%3Ass@'],
  ['that drips its answers', { drips: true }, ''],
])('goes through a SOCKS5 proxy %s, which looks the name up', async (_, options, credentials) => {
  const proxy = await socksProxy(options);
  const cluster = {
    server: `https://api.halcyon.example:6443`,
    'tls-server-name': 'localhost',
    'proxy-url': `socks5://${credentials}127.0.0.1:${proxy.port}`,
  };
  const { status, peer } = await ask(cluster);
  expect(status).toBe(200);
  expect(proxy.asked).toEqual(['api.halcyon.example:6443']);
  expect(peer.certificates?.[0]?.subjectAltNames.join()).toContain('localhost');
  // The other end of the socket is the proxy: that is not the server's address.
  expect(peer.address).toBeNull();
});

test.each([
  ['https://192.0.2.7', '192.0.2.7:443'],
  ['https://[2001:db8::7]:6443', '20010db8000000000000000000000007:6443'],
  ['https://[::ffff:192.0.2.7]:6443', '00000000000000000000ffffc0000207:6443'],
])('tells a SOCKS5 proxy the address of %s', async (server, expected) => {
  const proxy = await socksProxy();
  await ask({ server, 'tls-server-name': 'localhost', 'proxy-url': `socks5://127.0.0.1:${proxy.port}` });
  expect(proxy.asked).toEqual([expected]);
});

test.each<[what: string, options: SocksOptions, credentials: string, reason: RegExp]>([
  ['asks for a sign-in', { user: 'u', password: 'p' }, '', /requires credentials/],
  ['refuses the password', { user: 'u', password: 'p' }, 'u:wrong@', /user name and password/],
  ['does not allow it', { reply: 2 }, '', /not allow/],
  ['finds nobody there', { reply: 5 }, '', /nothing listens/],
  ['fails in its own way', { reply: 99 }, '', /failed/],
])('says so when a SOCKS5 proxy %s', async (_, options, credentials, reason) => {
  const proxy = await socksProxy(options);
  await expect(ask({ 'proxy-url': `socks5://${credentials}127.0.0.1:${proxy.port}` })).rejects.toMatchObject({
    name: 'RequestFailure',
    message: expect.stringMatching(reason) as string,
  });
});

test('says so when what should be a SOCKS5 proxy is none, or is not there', async () => {
  const web = await listen(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
  await expect(ask({ 'proxy-url': `socks5://127.0.0.1:${web}` })).rejects.toMatchObject({
    message: 'the proxy does not support SOCKS5',
  });
  const silent = await listen(createServer((socket) => socket.end()));
  await expect(ask({ 'proxy-url': `socks5://127.0.0.1:${silent}` })).rejects.toMatchObject({
    message: 'the SOCKS proxy closed the connection',
  });
  await expect(ask({ 'proxy-url': 'socks5://127.0.0.1:1' })).rejects.toMatchObject({
    message: 'the SOCKS proxy does not respond',
  });
});
