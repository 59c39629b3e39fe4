/** Keys of open pages: each lets in once, on its port, and for a day. SECURITY S-29 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openKnownTabs } from '../../../../main/hosts/loopback/known-tabs.ts';

const HOUR = 3_600_000;
const PORT = 40_123;

function home(): string {
  const homeDir = mkdtempSync(join(tmpdir(), 'drydock-known-tabs-'));
  onTestFinished(() => rmSync(homeDir, { recursive: true, force: true }));
  return homeDir;
}

/** Tabs of a host that listens, at a time that the test sets. */
function hostOf(homeDir = home(), port = PORT, clock = { now: 0 }) {
  const tabs = openKnownTabs(homeDir, () => clock.now);
  tabs.listening(port);
  return { homeDir, clock, tabs, again: (otherPort = port) => hostOf(homeDir, otherPort, clock) };
}

const idOf = (key: string) => createHash('sha256').update(`id ${key}`).digest('hex');

test('a key signs in once, and the others stay good', () => {
  const { tabs } = hostOf();
  const [one, other] = [tabs.handOut(), tabs.handOut()];
  expect([tabs.redeem('guess'), tabs.redeem(''), tabs.redeem(one.slice(0, -1))]).toEqual([
    false,
    false,
    false,
  ]);
  expect([tabs.redeem(one), tabs.redeem(one), tabs.redeem(other)]).toEqual([true, false, true]);
});

test('a key dies after a day, with the host or without it', () => {
  const { tabs, clock, again } = hostOf();
  const [early, late] = [tabs.handOut(), tabs.handOut()];
  clock.now = 24 * HOUR - 1;
  expect(tabs.redeem(early)).toBe(true);
  clock.now = 24 * HOUR;
  expect([tabs.prove(idOf(late), 'fresh'), tabs.redeem(late)]).toEqual([null, false]);
  expect(again().tabs.redeem(late)).toBe(false);
});

test('a key outlives its host on the same port, and is void on another, for good', () => {
  const first = hostOf();
  const key = first.tabs.handOut();
  expect(first.again().tabs.prove(idOf(key), 'fresh')).not.toBeNull();
  const elsewhere = first.again(PORT + 1);
  expect([elsewhere.tabs.prove(idOf(key), 'fresh'), elsewhere.tabs.redeem(key)]).toEqual([null, false]);
  expect(first.again().tabs.redeem(key)).toBe(false);
});

test('a key that was used is used for the next host too', () => {
  const first = hostOf();
  const key = first.tabs.handOut();
  expect(first.tabs.redeem(key)).toBe(true);
  expect(first.again().tabs.redeem(key)).toBe(false);
});

test('a proof is of the challenge and the port', () => {
  const first = hostOf();
  const id = idOf(first.tabs.handOut());
  const proof = first.tabs.prove(id, 'one');
  expect(first.tabs.prove(id, 'one')).toBe(proof);
  expect(first.tabs.prove(id, 'other')).not.toBe(proof);
  expect(first.tabs.prove(`${id}x`, 'one')).toBeNull();
});

test('of many pages the newest fifty are known', () => {
  const { tabs } = hostOf();
  const keys = Array.from({ length: 51 }, () => tabs.handOut());
  expect(keys.map((key) => tabs.prove(idOf(key), 'fresh') !== null)).toEqual([
    false,
    ...Array.from({ length: 50 }, () => true),
  ]);
});

test.each(['', 'not json', '{"port":0,"tabs":[]}', '{"port":40123,"tabs":[{"id":"a"}]}'])(
  'a file that holds “%s” is as none',
  (text) => {
    const homeDir = home();
    writeFileSync(join(homeDir, 'loopback.json'), text);
    const tabs = openKnownTabs(homeDir, () => 0);
    expect(tabs.lastPort).toBe(0);
    tabs.listening(PORT);
    expect(tabs.redeem(tabs.handOut())).toBe(true);
  },
);
