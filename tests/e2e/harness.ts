/** The workbench on loopback in a real Chromium that may ask nobody but it, and whose complaints fail the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { findChromium } from '../../build/find-chromium.ts';
import { buildRenderer } from '../../build/renderer.ts';
import { startLoopback } from '../../main/hosts/loopback/server.ts';
import { directClient, type WorkbenchClient } from '../../main/workbench/serve.ts';
import { createWorkbench, type Workbench } from '../../main/workbench/workbench.ts';

export { SCREENS } from './screen-list.ts';

export interface BrowserWorkbench {
  readonly home: string;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console errors, uncaught errors and policy violations, in order. */
  readonly complaints: readonly string[];
  /** Another client of the same workbench, as a second program would be. */
  readonly client: () => WorkbenchClient;
  /** Ends the host, does something while nobody answers, and starts it again in the same home. */
  restart(meanwhile: () => Promise<void>): Promise<void>;
  /** A start address of the host that runs now. */
  startUrl(): string;
  /** One more tab of the same browser, signed in for itself, at an address of the interface such as `#/overview`. */
  readonly newTab: (address: string) => Promise<Page>;
  close(): Promise<void>;
}

export interface BrowserOptions {
  readonly colorScheme?: 'light' | 'dark';
  /** A profile on disk, as a person's browser has one; without it Chromium keeps nothing. */
  readonly profile?: string;
}

const DIST = join(import.meta.dirname, '..', '..', 'dist');

/** Builds the renderer if needed, serves a workbench with an empty home, and opens its start screen. */
export async function openInBrowser(options: BrowserOptions = {}): Promise<BrowserWorkbench> {
  await buildRenderer({ quiet: true });
  // What lies in the home folder of whoever runs the tests must not be on the screen.
  process.env['KUBECONFIG'] = join(tmpdir(), 'there-is-no-kubeconfig-here');
  const home = mkdtempSync(join(tmpdir(), 'drydock-e2e-'));
  const start = async () => {
    const made: Workbench[] = [];
    const host = await startLoopback({
      port: 0,
      homeDir: home,
      distDir: DIST,
      async createWorkbench(capabilities) {
        const workbench = await createWorkbench(capabilities);
        made.push(workbench);
        return workbench;
      },
    });
    const [workbench] = made;
    if (workbench === undefined) throw new Error('The host made no workbench.');
    return { host, client: directClient(workbench) };
  };
  let serving = await start();
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('No Chromium was found. Set DRYDOCK_CHROMIUM to one.');
  const launch = { executablePath, args: QUIET_CHROMIUM };
  const look = {
    viewport: { width: 1440, height: 900 },
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  } as const;
  const browser = options.profile === undefined ? await chromium.launch(launch) : null;
  const context =
    browser !== null
      ? await browser.newContext(look)
      : await chromium.launchPersistentContext(options.profile ?? '', { ...launch, ...look });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  collectComplaints(page, complaints);
  await page.goto(serving.host.startUrl());
  await page.getByRole('button', { name: 'Create an engagement' }).waitFor();
  return {
    home,
    context,
    page,
    complaints,
    client: () => serving.client,
    async restart(meanwhile) {
      await serving.host.close();
      await meanwhile();
      serving = await start();
    },
    startUrl: () => serving.host.startUrl(),
    async newTab(address) {
      // A window of its own: a tab behind another one is given no frames, and no clicks.
      const tab = await (browser === null ? context : await browser.newContext(look)).newPage();
      tab.setDefaultTimeout(PATIENCE_MS);
      collectComplaints(tab, complaints);
      await tab.goto(serving.host.startUrl());
      await tab.waitForURL(/#\/overview/);
      await visit(tab, address);
      return tab;
    },
    async close() {
      await (browser ?? context).close();
      await serving.host.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A policy violation is a console error in Chromium, so the console tells all three. */
export function collectComplaints(page: Page, complaints: string[] = []): readonly string[] {
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

/** What axe calls serious or critical on the page as it is, one line each. */
export async function seriousViolations(page: Page): Promise<readonly string[]> {
  // The legacy mode needs no second page, which Electron cannot open.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
}

/** Creates an empty engagement from the start screen and waits for its overview. */
export async function createEngagement(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Create an engagement' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Target').fill('Northwind Quays Ltd');
  await dialog.getByLabel('Passphrase', { exact: false }).first().fill(PASSPHRASE);
  await dialog.getByLabel('Repeat the passphrase').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await page.waitForURL(/#\/overview/);
}

/** How long a page may take for anything; a busy machine is no fault. */
const PATIENCE_MS = 300_000;

export const PASSPHRASE = 'tide gauge lantern orchard mile';

/** Opens the sample engagement from the start screen and waits for its overview. */
export async function openSample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open the sample engagement' }).click();
  await page.waitForURL(/#\/overview/);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}

/** Goes to the page of the newest snapshot, where one of its tabs is open. */
export async function visitSnapshot(page: Page, tab: string): Promise<void> {
  await visit(page, '#/snapshots');
  await page.getByRole('button', { name: /^Open / }).click();
  await page.getByRole('tab', { name: tab }).click();
  await page.waitForTimeout(700);
}

/** Tabs of a snapshot's page, by the name of a screenshot. */
export const SNAPSHOT_TABS: readonly (readonly [name: string, tab: string])[] = [
  ['snapshot-objects', 'Objects'],
  ['snapshot-missing', 'Missing evidence'],
  ['snapshot-manifest', 'Manifest'],
  ['snapshot-log', 'Log'],
];

/** Follows an address of the interface and waits until it has nothing more to read. */
export async function visit(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, address);
  await page.getByRole('heading').first().waitFor();
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  // What a screen asks for arrives over a socket, which the browser does not count as loading.
  await page.waitForTimeout(700);
}

const QUIET_CHROMIUM = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--disable-dev-shm-usage',
];
