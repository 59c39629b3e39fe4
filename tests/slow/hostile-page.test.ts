/**
 * A hostile page in a real Chromium and raw sockets against the running `drydock serve`, for two minutes or as long as
 * HOSTILE_MINUTES says: the host lives, answers who is signed in all along, and its memory stays flat.
 */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
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
const RAW_AT_ONCE = 12;

test(
  `a hostile page and raw sockets, ${MINUTES} minutes`,
  async () => {
    const host = await startServingHost();
    onTestFinished(() => host.stop());
    const signedIn = await host.signIn();
    const counts = new Map<string, number>();
    const count = (kind: string, more = 1) => counts.set(kind, (counts.get(kind) ?? 0) + more);
    const until = (endMs: number) => () => performance.now() < endMs;

    const page = await openHostilePage(host.port);
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
        while (goOn()) {
          const done = await page.evaluate(runPageAttacks, host.port);
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
    await attackFor(MINUTES * 60_000);
    const end = await settled(host);

    for (const [kind, times] of [...counts].toSorted(([a], [b]) => a.localeCompare(b))) console.log(`${String(times).padStart(7)}  ${kind}`);
    const total = [...counts].reduce((sum, [kind, times]) => sum + (kind.startsWith('legit') ? 0 : times), 0);
    console.log(
      `${total} attacks in ${MINUTES} minutes; ${inWords('after warm-up', warm)}; ${inWords('at the end', end)}`,
    );
    expect({ alive: host.alive(), complaints: host.complaints() }).toEqual({ alive: true, complaints: '' });
    // A new browser is let in at once, too.
    (await host.signIn()).close();
    for (const kind of Object.keys(ATTACKS)) expect(counts.get(`raw: ${kind}`), kind).toBeGreaterThan(0);
    for (const kind of PAGE_ATTACKS) expect(counts.get(`page: ${kind}`), kind).toBeGreaterThan(0);
    expect(counts.get('legitimate: answered')).toBeGreaterThan(0);
    expect(end.heapUsed + end.external - warm.heapUsed - warm.external).toBeLessThan(MAX_GROWN_BYTES);
    expect(end.rss - warm.rss).toBeLessThan(4 * MAX_GROWN_BYTES);
  },
  // A hang, not a slow machine.
  (MINUTES + 10) * 60_000,
);

/** A page of another origin that has the whole of Chromium to attack with. */
async function openHostilePage(port: number): Promise<Page> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(hostilePage(port));
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
function runPageAttacks(): Promise<Record<string, number>> {
  return (globalThis as unknown as { attackOnce: () => Promise<Record<string, number>> }).attackOnce();
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

/** Memory once the sockets of the attacks are gone. */
async function settled(host: ServingHost): Promise<Memory> {
  let lowest = await host.memory();
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const now = await host.memory();
    if (now.heapUsed + now.external < lowest.heapUsed + lowest.external) lowest = now;
  }
  return lowest;
}

const inWords = (when: string, { rss, heapUsed, external }: Memory) =>
  `${when} ${[rss, heapUsed, external].map((bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`).join(' / ')} (resident / heap / buffers)`;
