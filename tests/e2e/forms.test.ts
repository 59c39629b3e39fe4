/** Forms with a button: what is typed while the call is out, and two tabs that change the same record. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BrowserWorkbench, createEngagement, openInBrowser, visit } from './harness.ts';
import { holdCalls } from './hold-calls.ts';
import { saved } from './typing-work.ts';

const LIMIT_MS = 15 * 60_000;

let workbench: BrowserWorkbench;
let page: Page;
beforeEach(async () => {
  workbench = await openInBrowser();
  ({ page } = workbench);
  page.setDefaultTimeout(LIMIT_MS);
  await createEngagement(page, 'Forms');
}, LIMIT_MS);
afterEach(() => workbench.close(), LIMIT_MS);

const ownFindings = async () => {
  const { rows } = await workbench.client().findings.list({ offset: 0, limit: 50, origins: ['manual'] });
  return Promise.all(rows.map(({ id }) => workbench.client().findings.get({ id })));
};
const FINDING = {
  title: 'Port open to the office',
  fact: 'Seen on site.',
  whyItMatters: '',
  recommendation: '',
  severity: 'medium',
  domain: 'other',
  clusterId: null,
  affected: [],
  status: 'open',
  questions: [],
} as const;
const ENTRY = {
  id: null,
  name: 'billing-batch',
  kind: 'nomad',
  purpose: '',
  provider: '',
  status: 'pending',
  heardFrom: '',
  note: 'Runs at night.',
  clusterId: null,
} as const;

interface FormWithCall {
  readonly procedure: string;
  /** Opens the form, types into it and leaves the cursor in the field that `press` submits from. */
  readonly fill: () => Promise<void>;
  readonly button: string;
  readonly field: () => ReturnType<Page['getByLabel']>;
  /** What is stored of the field, in every record that there is. */
  readonly stored: () => Promise<readonly string[]>;
}

const FORMS: Readonly<Record<string, () => FormWithCall>> = {
  'a finding': () => ({
    procedure: 'findings/create',
    button: 'Save the finding',
    field: () => page.getByLabel('Title'),
    async fill() {
      await visit(page, '#/step/findings');
      await page.getByRole('button', { name: 'Write a finding' }).first().click();
      await page.getByLabel('Title').fill('Said before');
    },
    stored: async () => (await ownFindings()).map(({ title }) => title),
  }),
  'an entry of the estate': () => ({
    procedure: 'estate/save',
    button: 'Save',
    field: () => page.getByRole('dialog').getByLabel('Note'),
    async fill() {
      await visit(page, '#/step/where');
      await page.getByRole('button', { name: 'Add a cluster' }).first().click();
      await page.getByRole('dialog').getByLabel('Name').fill('Staging');
      await page.getByRole('dialog').getByLabel('Note').fill('Said before');
    },
    stored: async () => (await workbench.client().estate.list()).map(({ note }) => note),
  }),
  'an authorisation': () => ({
    procedure: 'authorisations/record',
    button: 'Record the authorisation',
    field: () => page.locator('form').getByLabel('Role'),
    async fill() {
      await visit(page, '#/step/scope');
      await page.getByRole('button', { name: 'Record an authorisation' }).click();
      await page.getByLabel('Allowed by').fill('A. Ruiz');
      await page.locator('form').getByLabel('Role').fill('Said before');
    },
    async stored() {
      const all = await workbench.client().authorisations.list();
      return all.filter(({ id }) => !all.some(({ corrects }) => corrects === id)).map(({ role }) => role);
    },
  }),
};

test.each(Object.keys(FORMS))(
  'what is typed into the form of %s after pressing the button is stored with the rest',
  async (name) => {
    const form = FORMS[name]?.();
    if (form === undefined) throw new Error(`There is no form of ${name}.`);
    await form.fill();
    const held = await holdCalls(page, form.procedure);
    await page.getByRole('button', { name: form.button, exact: true }).click();
    await held.made();
    await form.field().focus();
    await page.keyboard.press('End');
    await page.keyboard.type(', and said while it was being saved');
    await held.letGo();
    await form.field().waitFor({ state: 'detached' });
    expect(await form.stored()).toEqual(['Said before, and said while it was being saved']);
    const forms = await workbench.client().unfinished.list();
    expect(forms.filter(({ fields }) => Object.keys(fields).length > 0)).toEqual([]);
    expect(workbench.complaints).toEqual([]);
  },
  LIMIT_MS,
);

test(
  'two tabs that edit the same finding are shown both texts, and neither is lost',
  async () => {
    const { id } = await workbench.client().findings.create({ ...FINDING, affected: [], questions: [] });
    const fact = page.getByRole('textbox', { name: 'The fact', exact: true });
    await visit(page, `#/step/findings?write=${encodeURIComponent(`edit:${id}`)}`);
    await fact.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' Mine.');
    const detail = await workbench.client().findings.get({ id });
    await workbench.client().findings.update({
      id,
      baseRevision: detail.revision,
      input: {
        ...FINDING,
        affected: [],
        questions: [],
        title: 'Another title',
        fact: 'Seen on site. Theirs.',
      },
    });
    await page.getByRole('alert').filter({ hasText: 'The finding was changed elsewhere' }).waitFor();
    await page.getByRole('blockquote').filter({ hasText: 'Seen on site. Theirs.' }).waitFor();
    expect(await fact.innerText()).toBe('Seen on site. Mine.');
    expect(await page.getByRole('button', { name: 'Save the finding' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Keep both' }).click();
    await page.getByRole('button', { name: 'Save the finding' }).click();
    await fact.waitFor({ state: 'detached' });
    const [stored] = await ownFindings();
    expect(stored).toMatchObject({
      title: 'Another title',
      fact: 'Seen on site. Theirs.\n\nSeen on site. Mine.',
    });
    // A change that comes between the last look and the press is refused, not overwritten.
    const seen = stored?.revision ?? 0;
    const late = workbench.client().findings.update({
      id,
      baseRevision: seen - 1,
      input: { ...FINDING, affected: [], questions: [] },
    });
    await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(workbench.complaints).toEqual([]);
  },
  LIMIT_MS,
);

test(
  'a second tab that saved the same entry of the estate while the call was out is not overwritten',
  async () => {
    const first = await workbench.client().estate.save({ ...ENTRY, baseRevision: 0 });
    await visit(page, '#/step/where');
    await page.getByRole('button', { name: 'Edit billing-batch' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Note').fill('Mine.');
    const held = await holdCalls(page, 'estate/save');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await held.made();
    await workbench
      .client()
      .estate.save({ ...ENTRY, id: first.id, baseRevision: first.revision, note: 'Theirs.' });
    await held.letGo();
    await dialog.getByRole('alert').filter({ hasText: 'The entry was changed elsewhere' }).waitFor();
    await dialog.getByRole('blockquote').filter({ hasText: 'Theirs.' }).waitFor();
    expect(await dialog.getByLabel('Note').inputValue()).toBe('Mine.');
    expect((await workbench.client().estate.list()).map(({ note }) => note)).toEqual(['Theirs.']);
    await dialog.getByRole('button', { name: 'Keep mine' }).click();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await workbench.client().estate.list()).map(({ note }) => note)).toEqual(['Mine.']);
    expect(workbench.complaints).toEqual([]);
  },
  LIMIT_MS,
);

const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: harbour-admin
contexts:
  - name: harbour-admin
    context: { cluster: harbour, user: admin }
clusters:
  - name: harbour
    cluster: { server: https://192.0.2.10:6443 }
users:
  - name: admin
    user: { token: planted-token-of-the-admin }
`;

test(
  'names and options of a collection and of an import survive a reload, and no credential is kept',
  async () => {
    const kubeconfig = join(workbench.home, 'kubeconfig.yaml');
    const manifests = join(workbench.home, 'manifests.yaml');
    writeFileSync(kubeconfig, KUBECONFIG);
    writeFileSync(manifests, 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n');
    const name = page.getByRole('combobox', { name: /^Name in this engagement/ });
    const namespaces = page.getByRole('combobox', { name: 'Only these namespaces' });
    const openOptions = () => page.getByText('Change the options').click();
    // Options are offered once somebody allowed the collection.
    await workbench.client().authorisations.record({
      grantedBy: 'A. Ruiz',
      role: '',
      clusters: ['*'],
      scope: '',
      validFrom: '2020-01-01T00:00:00.000Z',
      validUntil: '2999-12-31T00:00:00.000Z',
      reference: '',
    });
    await visit(page, '#/collect');
    await page.getByRole('textbox', { name: 'Kubeconfig', exact: true }).fill(kubeconfig);
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await name.fill('Harbour production');
    await openOptions();
    await namespaces.fill('shop');
    await page.keyboard.press('Enter');
    await page.getByLabel('Time limit in minutes').fill('45');
    await page.getByRole('textbox', { name: 'Another kubeconfig' }).fill('/home/me/second');
    await saved(page);
    await visit(page, '#/collect?tab=file');
    const cluster = page.getByRole('article', { name: manifests }).getByRole('combobox', { name: 'Cluster' });
    await page.getByRole('textbox', { name: 'Evidence or results' }).fill(manifests);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await cluster.fill('Harbour from Git');
    await saved(page);

    await page.reload();
    await cluster.waitFor();
    expect(await cluster.inputValue()).toBe('Harbour from Git');
    await visit(page, '#/collect');
    await name.waitFor();
    expect(await name.inputValue()).toBe('Harbour production');
    expect(await page.getByRole('textbox', { name: 'Another kubeconfig' }).inputValue()).toBe(
      '/home/me/second',
    );
    await openOptions();
    await page.getByText('shop', { exact: true }).waitFor();
    expect(await page.getByLabel('Time limit in minutes').inputValue()).toBe('45');
    const kept = await workbench.client().unfinished.list();
    expect(JSON.stringify(kept)).not.toContain('planted-token');
    // What is taken away stays away.
    await page.getByRole('button', { name: `Remove ${kubeconfig}` }).click();
    await saved(page);
    await page.reload();
    await page.getByRole('textbox', { name: 'Kubeconfig', exact: true }).waitFor();
    expect(await name.count()).toBe(0);
    expect(workbench.complaints).toEqual([]);
  },
  LIMIT_MS,
);
