/** Strangers on the same machine against the real `drydock serve`: raw bytes, no secret. SECURITY S-29 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ATTACKS } from '../fixtures/hostile/attacks.ts';
import { randomOf } from '../fixtures/hostile/random.ts';
import {
  type Memory,
  type ServingHost,
  type SignedIn,
  startServingHost,
} from '../fixtures/hostile/serving-host.ts';

describe('S-29 no stranger ends the loopback host', () => {
  let host: ServingHost;
  let signedIn: SignedIn;

  beforeAll(async () => {
    host = await startServingHost();
    signedIn = await host.signIn();
  });

  afterAll(async () => {
    await host.stop();
  });

  /** Alive, and both the one who is signed in and a new browser are answered. */
  async function expectAnswers(): Promise<void> {
    expect({ alive: host.alive(), complaints: host.complaints() }).toEqual({ alive: true, complaints: '' });
    expect((await signedIn.client.app.info()).host).toBe('loopback');
    expect(await answerTo(host.port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 200 /,
    );
  }

  test.each(Object.entries(ATTACKS))('%s', async (_, attack) => {
    const random = randomOf(11);
    await Promise.all(Array.from({ length: 25 }, () => attack({ port: host.port, random })));
    await expectAnswers();
  });

  test.each([
    ['a foreign host', 421, 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
    ['no host', 421, 'GET / HTTP/1.1\r\n\r\n'],
    ['a file that is not listed', 404, 'GET /secret.txt HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a download that is not there', 404, 'GET /download/x HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a target that is no path', 400, 'GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    [
      'a foreign origin',
      403,
      'POST /session HTTP/1.1\r\nHost: localhost\r\nOrigin: http://e.example\r\n\r\n',
    ],
    ['no request at all', 400, 'nonsense\r\n\r\n'],
    ['headers without end', 431, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
    ['a tunnel', 405, 'CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['an expectation', 417, 'GET / HTTP/1.1\r\nHost: localhost\r\nExpect: more\r\n\r\n'],
    [
      'an upgrade from elsewhere',
      403,
      'GET /rpc HTTP/1.1\r\nHost: localhost\r\nOrigin: http://e.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    ],
    [
      'an upgrade that is no WebSocket',
      400,
      'GET /rpc HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    ],
    ['another method', 405, 'DELETE / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n\r\n'],
    [
      'a wrong token',
      401,
      'POST /session HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Length: 2\r\n\r\n{}',
    ],
    [
      'a large token',
      413,
      `POST /session HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Length: 9000\r\n\r\n${'x'.repeat(9000)}`,
    ],
    [
      'an upload without a secret',
      401,
      'PUT /upload HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Length: 9\r\n\r\n',
    ],
  ])('S-06 the refusal of %s is a %i with every security header', async (_, status, text) => {
    const answer = await answerTo(host.port, text);
    expect(answer.split('\r\n')[0]).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain("Content-Security-Policy: default-src 'none'; script-src 'self'");
    expect(answer).toContain('X-Content-Type-Options: nosniff');
    expect(answer).toContain('Referrer-Policy: no-referrer');
    expect(answer).toContain('Cross-Origin-Resource-Policy: same-origin');
    await expectAnswers();
  });

  test('an upload is asked for only when the secret is right', async () => {
    const put = (secret: string) =>
      `PUT /upload?purpose=kubeconfig HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nX-Drydock-Secret: ${secret}\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n`;
    expect(await answerTo(host.port, put('guess'))).toMatch(/^HTTP\/1\.1 401 /);
    expect(await answerTo(host.port, put(signedIn.secret))).toMatch(/^HTTP\/1\.1 100 /);
  });

  test('who never signs in is cut off, and so is who was turned away and does not close', async () => {
    const silent = await openSocket(host.port);
    silent.write(UPGRADE);
    const turnedAway = await openSocket(host.port);
    turnedAway.write(UPGRADE);
    await once(turnedAway, 'data');
    turnedAway.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x7b, 0x7d]));
    silent.resume();
    turnedAway.resume();
    await Promise.all([once(silent, 'close'), once(turnedAway, 'close')]);
  });

  test.each([
    ['hold their socket', Buffer.alloc(0)],
    ['send as much as they may', hugeFrame(3000)],
    ['send more than they may', hugeFrame(200_000)],
  ])(
    '600 who show no secret and %s are few at a time, cost little, and keep nobody out',
    async (_, bytes) => {
      const before = await host.memory();
      let open = 0;
      const sockets = await Promise.all(
        Array.from({ length: 600 }, async () => {
          const socket = await openSocket(host.port);
          open += 1;
          socket.on('close', () => (open -= 1));
          socket.resume();
          socket.write(UPGRADE);
          socket.write(bytes);
          return socket;
        }),
      );
      onTestFinished(() => {
        for (const socket of sockets) socket.destroy();
      });
      await expectAnswers();
      const during = await host.memory();
      const grown = used(during) - used(before);
      console.log(`600 strangers: ${open} held, ${Math.round(grown / 1024)} kB`);
      // The limit of the host, and those of this test that the host answers meanwhile.
      expect(open).toBeLessThanOrEqual(130);
      expect(grown).toBeLessThan(130 * 24 * 1024);
    },
  );
});

const used = ({ heapUsed, external }: Memory) => heapUsed + external;

const UPGRADE =
  'GET /rpc HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
/** Of a frame that announces 14 MB. */
function hugeFrame(bytes: number): Buffer {
  return Buffer.concat([
    Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0xe0, 0, 0, 0, 0, 0, 0]),
    Buffer.alloc(bytes),
  ]);
}

async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** What the host says to these bytes, up to the end of its headers. */
async function answerTo(port: number, text: string): Promise<string> {
  const socket = await openSocket(port);
  let answer = '';
  socket.write(text);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    answer += chunk.toString('latin1');
    if (answer.includes('\r\n\r\n')) break;
  }
  socket.destroy();
  return answer;
}
