/**
 * A hostile page in a real Chromium and raw sockets against the running `drydock serve`, for two minutes or as long as
 * HOSTILE_MINUTES says: the host lives, answers who is signed in all along, and its memory stays flat.
 */
import { createServer, request } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { chromium, type Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { findChromium } from '../../build/find-chromium.ts';
import { ATTACKS } from '../fixtures/hostile/attacks.ts';
import { hostilePage, PAGE_ATTACKS } from '../fixtures/hostile/page.ts';
import { randomOf } from '../fixtures/hostile/random.ts';
import { type Memory, type ServingHost, startServingHost } from '../fixtures/hostile/serving-host.ts';

const MINUTES = Number(process.env['HOSTILE_MINUTES'] ?? 2);
const SEED = Number(process.env['HOSTILE_SEED'] ?? 20261130);
/** What a host may hold more at the end than after the warm-up. */
const MAX_GROWN_BYTES = 24 * 1024 * 1024;
/** The memory is told after each, so that a slow growth can be told from a plateau. */
const PARTS = 4;
const RAW_AT_ONCE = 40;

test(
  `a hostile page and raw sockets, ${MINUTES} minutes`,
  async () => {
    const host = await startServingHost();
    onTestFinished(() => host.stop());
    const signedIn = await host.signIn();
    const counts = new Map<string, number>();
    const count = (kind: string, more = 1) => counts.set(kind, (counts.get(kind) ?? 0) + more);
    const until = (endMs: number) => () => performance.now() < endMs;

    const page = await openHostilePage();
    const counted = await countingPort(host.port, () => count('page: connection that was counted'));
    async function attackFor(ms: number): Promise<void> {
      const goOn = until(performance.now() + ms);
      const random = randomOf(SEED);
      const raw = Array.from({ length: RAW_AT_ONCE }, async () => {
        const kinds = Object.keys(ATTACKS);
        while (goOn()) {
          const kind = kinds[Math.floor(random() * kinds.length)] ?? '';
          await ATTACKS[kind]?.({ port: host.port, random });
          count(`raw: ${kind}`);
        }
      });
      const browser = (async () => {
        for (let round = 0; goOn(); round += 1) {
          // Straight to the host, so that a reset is a reset; every other time past a counter.
          const done = await page.evaluate(runPageAttacks, round % 2 === 0 ? host.port : counted);
          for (const [kind, times] of Object.entries(done)) count(`page: ${kind}`, times);
        }
      })();
      const legitimate = (async () => {
        while (goOn()) {
          expect((await signedIn.client.app.info()).host).toBe('loopback');
          expect(await pageStatus(host.port)).toBe(200);
          count('legitimate: answered');
        }
      })();
      await Promise.all([...raw, browser, legitimate]);
    }

    await attackFor(Math.min(20_000, (MINUTES * 60_000) / 4));
    const warm = await settled(host);
    for (let part = 1; part <= PARTS; part += 1) {
      await attackFor((MINUTES * 60_000) / PARTS);
      console.log(inWords(`after part ${part} of ${PARTS}`, await host.memory()));
    }
    const end = await settled(host);

    for (const [kind, times] of [...counts].toSorted(([a], [b]) => a.localeCompare(b)))
      console.log(`${String(times).padStart(7)}  ${kind}`);
    const total = [...counts].reduce(
      (sum, [kind, times]) => sum + (/legitimate|counted/.test(kind) ? 0 : times),
      0,
    );
    console.log(
      `${total} attacks in ${MINUTES} minutes; ${inWords('after warm-up', warm)}; ${inWords('at the end', end)}`,
    );
    expect({ alive: host.alive(), complaints: host.complaints() }).toEqual({ alive: true, complaints: '' });
    // A new browser is let in at once, too.
    (await host.signIn()).close();
    for (const kind of Object.keys(ATTACKS)) expect(counts.get(`raw: ${kind}`), kind).toBeGreaterThan(0);
    for (const kind of PAGE_ATTACKS) expect(counts.get(`page: ${kind}`), kind).toBeGreaterThan(0);
    expect(counts.get('page: connection that was counted')).toBeGreaterThan(10);
    expect(counts.get('legitimate: answered')).toBeGreaterThan(0);
    expect(end.heapUsed + end.external - warm.heapUsed - warm.external).toBeLessThan(MAX_GROWN_BYTES);
    // What the C library keeps of freed memory goes up and down by more than the heap does.
    expect(end.rss - warm.rss).toBeLessThan(6 * MAX_GROWN_BYTES);
  },
  // A hang, not a slow machine.
  (MINUTES + 10) * 60_000,
);

/** A page of another origin that has the whole of Chromium to attack with. */
async function openHostilePage(): Promise<Page> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(hostilePage());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('No Chromium was found. Set DRYDOCK_CHROMIUM to one.');
  const browser = await chromium.launch({ executablePath });
  onTestFinished(async () => {
    await browser.close();
    server.close();
    server.closeAllConnections();
  });
  const page = await browser.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  return page;
}

/** Runs in the page. */
function runPageAttacks(port: number): Promise<Record<string, number>> {
  type Attacking = { attackOnce: (port: number) => Promise<Record<string, number>> };
  return (globalThis as unknown as Attacking).attackOnce(port);
}

/** A port that leads to the host and counts who comes: that the browser lets the page through at all. */
async function countingPort(port: number, onConnection: () => void): Promise<number> {
  const server = createTcpServer((socket) => {
    onConnection();
    const onward = connect(port, '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

function pageStatus(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: '/', agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** The least of each within some seconds, in which the sockets of the attacks go and freed pages are given back. */
async function settled(host: ServingHost): Promise<Memory> {
  let least = await host.memory();
  for (let round = 0; round < 8; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const now = await host.memory();
    least = {
      rss: Math.min(least.rss, now.rss),
      heapUsed: Math.min(least.heapUsed, now.heapUsed),
      external: Math.min(least.external, now.external),
      arrayBuffers: Math.min(least.arrayBuffers, now.arrayBuffers),
    };
  }
  return least;
}

const inWords = (when: string, { rss, heapUsed, external }: Memory) =>
  `${when} ${[rss, heapUsed, external].map((bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`).join(' / ')} (resident / heap / buffers)`;
