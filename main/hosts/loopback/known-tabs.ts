/**
 * Tabs that outlive the host: a page that is still open signs in to a restarted host by itself, so that what was typed
 * meanwhile is delivered.
 *
 * SECURITY S-29: what a page needs for that is handed out once for each connection, is kept in the page's memory alone,
 * works once, and only on the port that it was handed out on. The page gives it away only to a host that has proven,
 * for its own port, that it knows it already: whoever else listens where Drydock listened learns nothing. The disk
 * holds what proves and what recognises, and neither signs anybody in. An engagement stays locked until its passphrase
 * is given.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export interface KnownTabs {
  /** The port of last time; 0 when there was none. */
  readonly lastPort: number;
  /** Call once the host listens: what was handed out on another port is void. */
  listening(port: number): void;
  /** A new key for a page that has signed in. */
  handOut(): string;
  /** Proves to a page that this host knows its key; null when it does not. */
  prove(id: string, challenge: string): string | null;
  /** True once for a key that was handed out, by this host or by the one before it. */
  redeem(key: string): boolean;
}

const Kept = z.strictObject({
  port: z.int().min(1).max(65_535),
  tabs: z.array(z.strictObject({ id: z.string(), prover: z.string(), known: z.string(), at: z.number() })),
});
type Kept = z.infer<typeof Kept>;

const FILE = 'loopback.json';
const LIFE_MS = 24 * 3_600_000;
const MAX_TABS = 50;

export function openKnownTabs(homeDir: string, now: () => number): KnownTabs {
  const before = read(homeDir);
  let kept: Kept | null = null;
  const fresh = () => (kept?.tabs ?? []).filter(({ at }) => now() - at < LIFE_MS);
  const write = (tabs: Kept['tabs']) => {
    if (kept === null) return;
    kept = { ...kept, tabs: tabs.slice(-MAX_TABS) };
    writeQuietly(homeDir, kept);
  };
  return {
    lastPort: before?.port ?? 0,
    listening(port) {
      kept = { port, tabs: before?.port === port ? before.tabs : [] };
      write(fresh());
    },
    handOut() {
      const key = randomBytes(32).toString('base64url');
      const tab = { id: idOf(key), prover: proverOf(key), known: hash('known', key), at: now() };
      write([...fresh(), tab]);
      return key;
    },
    prove(id, challenge) {
      const tab = fresh().find((one) => same(one.id, id));
      return tab === undefined || kept === null ? null : proofOf(tab.prover, kept.port, challenge);
    },
    redeem(key) {
      const tab = fresh().find((one) => same(one.known, hash('known', key)));
      if (tab === undefined) return false;
      write(fresh().filter((one) => one !== tab));
      return true;
    },
  };
}

/** Names a key without telling it. */
const idOf = (key: string) => hash('id', key);
const proverOf = (key: string) => createHmac('sha256', key).update('host').digest('hex');
const proofOf = (prover: string, port: number, challenge: string) =>
  createHmac('sha256', prover).update(`${port} ${challenge}`).digest('hex');
const hash = (what: string, key: string) => createHash('sha256').update(`${what} ${key}`).digest('hex');

function same(known: string, given: string): boolean {
  const [one, other] = [Buffer.from(known), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Without a readable file there were no tabs. */
function read(homeDir: string): Kept | null {
  try {
    return Kept.parse(JSON.parse(readFileSync(join(homeDir, FILE), 'utf8')));
  } catch {
    return null;
  }
}

/** On a full disk tabs have to be opened anew after a restart, and that is all. */
function writeQuietly(homeDir: string, kept: Kept): void {
  try {
    mkdirSync(homeDir, { recursive: true, mode: 0o700 });
    writeFileSync(join(homeDir, `${FILE}.new`), JSON.stringify(kept), { mode: 0o600 });
    renameSync(join(homeDir, `${FILE}.new`), join(homeDir, FILE));
  } catch {
    return;
  }
}
