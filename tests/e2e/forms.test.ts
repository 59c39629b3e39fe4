/** Forms with a button: what is typed while the call is out, and two tabs that change the same record. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ExceptionView } from '../../shared/exception.ts';
import { type BrowserWorkbench, createEngagement, openInBrowser, openSample, visit } from './harness.ts';
import { holdCalls } from './hold-calls.ts';
import { saved } from './typing-work.ts';

const LIMIT_MS = 15 * 60_000;

let workbench: BrowserWorkbench;
let page: Page;
const open = async () => {
  workbench = await openInBrowser();
  ({ page } = workbench);
  page.setDefaultTimeout(LIMIT_MS);
};

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
      await page.getByLabel('Authorised by').fill('A. Ruiz');
      await page.locator('form').getByLabel('Role').fill('Said before');
    },
    async stored() {
      const all = await workbench.client().authorisations.list();
      return all.filter(({ id }) => !all.some(({ corrects }) => corrects === id)).map(({ role }) => role);
    },
  }),
};

describe('in an engagement without evidence', () => {
  beforeEach(async () => {
    await open();
    await createEngagement(page, 'Forms');
  }, LIMIT_MS);
  afterEach(() => workbench.close(), LIMIT_MS);

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

  test.each([
    ['a finding', 'Enter a title.', () => page.getByLabel('Title')],
    ['an entry of the estate', 'Enter a name.', () => page.getByRole('dialog').getByLabel('Name')],
    ['an authorisation', 'Enter who authorised the collection.', () => page.getByLabel('Authorised by')],
  ] as const)(
    'the form of %s says beside the field what it refuses',
    async (name, sentence, required) => {
      const form = FORMS[name]?.();
      if (form === undefined) throw new Error(`There is no form of ${name}.`);
      await form.fill();
      await required().fill('   ');
      await page.getByText(sentence, { exact: true }).waitFor();
      expect(await page.getByRole('button', { name: form.button, exact: true }).isDisabled()).toBe(true);
      expect(await form.stored()).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    'two tabs that edit the same finding are shown both texts, and neither is lost',
    async () => {
      const { id } = await workbench.client().findings.create({ ...FINDING, affected: [], questions: [] });
      const fact = page.getByRole('textbox', { name: 'Fact', exact: true });
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
      await dialog.getByRole('button', { name: 'Keep my version' }).click();
      await dialog.getByRole('button', { name: 'Save', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      expect((await workbench.client().estate.list()).map(({ note }) => note)).toEqual(['Mine.']);
      expect(workbench.complaints).toEqual([]);
    },
    LIMIT_MS,
  );

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
      const cluster = page
        .getByRole('article', { name: manifests })
        .getByRole('combobox', { name: 'Cluster' });
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
});

interface OpenForm {
  /** The text field that is typed into. */
  readonly field: Locator;
  readonly button: Locator;
  readonly procedure: string;
  /** What is stored of the text; null for nothing yet. */
  readonly stored: () => Promise<string | null>;
  /** Types what cannot be stored, and returns the sentence that must stand beside the field. */
  readonly refused: () => Promise<string>;
  /** Another tab stores the same record with this text; undefined where there is no record to change. */
  readonly elsewhere?: (text: string) => Promise<unknown>;
}

/** Every test takes a record of its own: they share one engagement. */
let taken = 0;
const BLANK = async (field: Locator, sentence: string) => {
  await field.fill('   ');
  return sentence;
};
const ACCEPTED = {
  id: null,
  control: 'pod/*',
  clusterId: null,
  scope: { name: 'nothing-of-that-name' },
  reason: 'Known since spring.',
  author: 'A. Ruiz',
  expires: '2999-12-31',
} as const;

async function acceptedRisk(): Promise<{ id: string; newest: () => Promise<ExceptionView> }> {
  const client = workbench.client();
  const { id } = await client.exceptions.save({ ...ACCEPTED, reason: `Known since spring ${taken}.` });
  return {
    id,
    async newest() {
      const found = (await client.exceptions.list()).find((one) => one.id === id);
      if (found === undefined) throw new Error('The accepted risk is gone.');
      return found;
    },
  };
}

const SAMPLE_FORMS: Readonly<Record<string, () => Promise<OpenForm>>> = {
  async 'an accepted risk'() {
    const known = new Set((await workbench.client().exceptions.list()).map(({ id }) => id));
    await visit(page, '#/controls/pod/writable-root-filesystem');
    await page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(taken).click();
    const object = page.getByRole('complementary', { name: 'Object' });
    await object.getByRole('button', { name: 'Accept this risk' }).click();
    const form = object.getByRole('form', { name: 'Accept this risk' });
    return {
      field: form.getByLabel('Reason'),
      button: form.getByRole('button', { name: 'Accept this risk' }),
      procedure: 'exceptions/save',
      stored: async () =>
        (await workbench.client().exceptions.list()).find(({ id }) => !known.has(id))?.reason ?? null,
      async refused() {
        await form.getByLabel('Until').fill('2020-01-01');
        return 'This day has passed. Choose today or a later day.';
      },
    };
  },
  async 'a change of an accepted risk'() {
    const { id, newest } = await acceptedRisk();
    await visit(page, `#/exceptions?exception=${encodeURIComponent(id)}`);
    const pane = page.getByRole('complementary', { name: 'Exception' });
    await pane.getByRole('button', { name: 'Edit' }).click();
    return {
      field: pane.getByLabel('Reason'),
      button: pane.getByRole('button', { name: 'Save the change' }),
      procedure: 'exceptions/save',
      stored: async () => (await newest()).reason,
      async refused() {
        await pane.getByLabel('Until').fill('2020-01-01');
        return 'This day has passed. Choose today or a later day.';
      },
      elsewhere: async (reason) =>
        workbench
          .client()
          .exceptions.save({ ...ACCEPTED, id, reason, baseRevision: (await newest()).revision }),
    };
  },
  async 'the withdrawal of an accepted risk'() {
    const { id, newest } = await acceptedRisk();
    await visit(page, `#/exceptions?exception=${encodeURIComponent(id)}`);
    const pane = page.getByRole('complementary', { name: 'Exception' });
    await pane.getByRole('button', { name: 'Withdraw' }).click();
    const field = pane.getByLabel('Reason for the withdrawal');
    return {
      field,
      button: pane.getByRole('button', { name: 'Withdraw the exception' }),
      procedure: 'exceptions/withdraw',
      stored: async () => (await newest()).withdrawn,
      refused: () => BLANK(field, 'Enter the reason for the withdrawal.'),
      elsewhere: async (reason) =>
        workbench.client().exceptions.withdraw({ id, reason, baseRevision: (await newest()).revision }),
    };
  },
  async 'an override'() {
    const { id } = await workbench
      .client()
      .findings.create({ ...FINDING, title: `Port ${taken}`, affected: [], questions: [] });
    await visit(page, `#/step/findings?finding=${encodeURIComponent(id)}`);
    const pane = page.getByRole('complementary', { name: 'Finding' });
    await pane.getByRole('button', { name: 'Override', exact: true }).click();
    const field = pane.getByLabel('Reason');
    return {
      field,
      button: pane.getByRole('button', { name: 'Save the override' }),
      procedure: 'findings/override',
      stored: async () => {
        const { overrides } = await workbench.client().findings.get({ id });
        return overrides.at(-1)?.reason ?? null;
      },
      async refused() {
        await field.fill('Without any choice.');
        return 'Choose a verdict or a severity.';
      },
      async elsewhere(reason) {
        const { overrides } = await workbench.client().findings.get({ id });
        await workbench
          .client()
          .findings.override({ id, baseRevision: overrides.length, verdict: 'pass', severity: null, reason });
      },
    };
  },
  async 'a rating'() {
    const unrated = (await workbench.client().risk.scenarios({})).find(({ rating }) => rating === null);
    if (unrated === undefined) throw new Error('Every scenario of the sample is rated.');
    const { meta, clusterId, proposal } = unrated;
    const newest = async () =>
      (await workbench.client().risk.scenarios({ clusterId })).find((view) => view.meta.id === meta.id)
        ?.rating ?? null;
    await visit(page, `#/step/scenarios?scenario=${encodeURIComponent(`${meta.id}@${clusterId}`)}`);
    const pane = page.getByRole('complementary', { name: 'Scenario' });
    const field = pane.getByRole('textbox', { name: 'Reason' });
    const impact = proposal.impact === 5 ? 4 : proposal.impact + 1;
    await pane.getByRole('combobox', { name: 'Impact' }).click();
    await page.getByRole('option', { name: new RegExp(`^${impact},`) }).click();
    return {
      field,
      button: pane.getByRole('button', { name: 'Adjust the proposal', exact: true }),
      procedure: 'risk/rate',
      stored: async () => (await newest())?.reason ?? null,
      refused: () => BLANK(field, 'Enter the reason for adjusting the proposal.'),
      elsewhere: async (reason) =>
        workbench.client().risk.rate({
          scenarioId: meta.id,
          clusterId,
          baseRevision: (await newest())?.revision ?? 0,
          decision: 'moved',
          likelihood: proposal.likelihood,
          impact,
          reason,
          businessArea: '',
        }),
    };
  },
  async 'a decision between answer and evidence'() {
    const disputes = await workbench.client().interview.contradictions();
    const dispute = disputes.find(({ resolution }) => resolution === null);
    if (dispute === undefined) throw new Error('Every contradiction of the sample is resolved.');
    const { id, questionId } = dispute;
    const newest = async () =>
      (await workbench.client().interview.contradictions()).find((one) => one.id === id)?.resolution ?? null;
    await visit(page, `#/step/${questionId.slice(0, questionId.indexOf('.'))}?question=${questionId}`);
    const band = page.getByRole('region', { name: /contradicts this answer|Contradiction, resolved/ });
    const field = band.getByLabel('Reason');
    return {
      field,
      button: band.getByRole('button', { name: 'Resolve' }),
      procedure: 'interview/resolve',
      stored: async () => (await newest())?.reason ?? null,
      refused: () => BLANK(field, 'Enter the reason for the decision.'),
      elsewhere: async (reason) =>
        workbench.client().interview.resolve({
          id,
          inFavourOf: 'evidence',
          reason,
          baseRevision: (await newest())?.revision ?? 0,
        }),
    };
  },
};

describe('in an engagement with evidence', () => {
  beforeAll(async () => {
    await open();
    await openSample(page);
  }, LIMIT_MS);
  afterAll(() => workbench.close(), LIMIT_MS);
  beforeEach(() => {
    taken += 1;
  });
  afterEach(() => expect(workbench.complaints).toEqual([]));

  const opened = async (name: string): Promise<OpenForm> => {
    const form = await SAMPLE_FORMS[name]?.();
    if (form === undefined) throw new Error(`There is no form of ${name}.`);
    return form;
  };
  const discard = () => page.getByRole('button', { name: 'Discard the draft' });
  /** An override needs more than its reason. */
  const completed = async (name: string) => {
    if (name !== 'an override') return;
    await page.getByRole('combobox', { name: 'Verdict' }).click();
    await page.getByRole('option', { name: 'Pass' }).click();
  };

  test.each(Object.keys(SAMPLE_FORMS))(
    'what is typed into the form of %s after pressing the button is stored with the rest',
    async (name) => {
      const { field, button, procedure, stored } = await opened(name);
      await completed(name);
      await field.fill('Said before');
      const held = await holdCalls(page, procedure);
      await button.click();
      await held.made();
      await field.focus();
      await page.keyboard.press('End');
      await page.keyboard.type(', and said while it was being saved');
      await held.letGo();
      await discard().waitFor({ state: 'detached' });
      expect(await stored()).toBe('Said before, and said while it was being saved');
      const forms = await workbench.client().unfinished.list();
      expect(forms.filter(({ fields }) => Object.keys(fields).length > 0)).toEqual([]);
    },
    LIMIT_MS,
  );

  test.each(Object.keys(SAMPLE_FORMS))(
    'the form of %s says beside the field what it refuses',
    async (name) => {
      const { field, button, stored, refused } = await opened(name);
      const before = await stored();
      await field.fill('Said before');
      const sentence = await refused();
      await page.getByText(sentence, { exact: true }).waitFor();
      expect(await button.isDisabled()).toBe(true);
      expect(await stored()).toBe(before);
      await discard().click();
      await discard().waitFor({ state: 'detached' });
    },
    LIMIT_MS,
  );

  const CHANGING = Object.keys(SAMPLE_FORMS).filter((name) => name !== 'an accepted risk');
  test.each(CHANGING)(
    'two tabs that change %s are shown both texts, and neither is lost',
    async (name) => {
      const { field, button, stored, elsewhere } = await opened(name);
      await completed(name);
      await field.fill('Said by me.');
      await elsewhere?.('Said by them.');
      await page.getByRole('alert').filter({ hasText: 'was changed elsewhere' }).waitFor();
      await page.getByRole('blockquote').filter({ hasText: 'Said by them.' }).waitFor();
      expect(await field.inputValue()).toBe('Said by me.');
      expect(await button.isDisabled()).toBe(true);
      await page.getByRole('button', { name: 'Keep both' }).click();
      expect(await field.inputValue()).toBe('Said by them.\n\nSaid by me.');
      await button.click();
      await discard().waitFor({ state: 'detached' });
      expect(await stored()).toBe('Said by them.\n\nSaid by me.');
    },
    LIMIT_MS,
  );

  test.each(CHANGING)(
    'a second tab that changed %s while the call was out is not overwritten',
    async (name) => {
      const { field, button, procedure, stored, elsewhere } = await opened(name);
      await completed(name);
      await field.fill('Said by me.');
      const held = await holdCalls(page, procedure);
      await button.click();
      await held.made();
      await elsewhere?.('Said by them.');
      await held.letGo();
      await page.getByRole('alert').filter({ hasText: 'was changed elsewhere' }).waitFor();
      await page.getByRole('blockquote').filter({ hasText: 'Said by them.' }).waitFor();
      expect(await field.inputValue()).toBe('Said by me.');
      expect(await stored()).toBe('Said by them.');
      await page.getByRole('button', { name: 'Keep my version' }).click();
      await button.click();
      await discard().waitFor({ state: 'detached' });
      expect(await stored()).toBe('Said by me.');
    },
    LIMIT_MS,
  );

  test(
    'words for a change of a risk that was withdrawn elsewhere stay in sight, and bring nothing back',
    async () => {
      const { id, newest } = await acceptedRisk();
      await visit(page, `#/exceptions?exception=${encodeURIComponent(id)}`);
      const pane = page.getByRole('complementary', { name: 'Exception' });
      await pane.getByRole('button', { name: 'Edit' }).click();
      await pane.getByLabel('Reason').fill('Said by me.');
      await workbench.client().exceptions.withdraw({ id, reason: 'It went.', baseRevision: 1 });
      await pane.getByText(/It was withdrawn elsewhere/).waitFor();
      expect(await pane.getByLabel('Reason').inputValue()).toBe('Said by me.');
      expect(await pane.getByRole('button', { name: 'Save the change' }).isDisabled()).toBe(true);
      expect(await newest()).toMatchObject({ state: 'withdrawn', revision: 2 });
      await discard().click();
      await pane.getByLabel('Reason').waitFor({ state: 'detached' });
    },
    LIMIT_MS,
  );

  test(
    'an override that was changed elsewhere says what it is now',
    async () => {
      const { field, stored } = await opened('an override');
      await completed('an override');
      await field.fill('Said by me.');
      const id = new URLSearchParams(page.url().split('?').at(-1)).get('finding') ?? '';
      await workbench
        .client()
        .findings.override({ id, verdict: 'unknown', severity: null, reason: 'Said by them.' });
      await page.getByRole('alert').filter({ hasText: 'The override was changed elsewhere' }).waitFor();
      await page.getByRole('blockquote').filter({ hasText: 'Unknown' }).waitFor();
      expect(await field.inputValue()).toBe('Said by me.');
      await page.getByRole('button', { name: 'Keep my version' }).click();
      await page.getByRole('button', { name: 'Save the override' }).click();
      await discard().waitFor({ state: 'detached' });
      expect(await stored()).toBe('Said by me.');
      expect((await workbench.client().findings.get({ id })).overrides).toHaveLength(2);
    },
    LIMIT_MS,
  );

  test(
    'a correction that somebody else made first leaves the typed one open, also after a reload',
    async () => {
      const { client } = workbench;
      const [entry] = await client().authorisations.list();
      if (entry === undefined) throw new Error('The sample has no authorisation.');
      await visit(page, '#/step/scope');
      await page.getByRole('button', { name: 'Correct', exact: true }).first().click();
      const role = page.locator('form').getByLabel('Role');
      await role.fill('Said by me.');
      await saved(page);
      const { grantedBy, clusters, scope, validFrom, validUntil, reference } = entry;
      await client().authorisations.correct({
        grantedBy,
        clusters,
        scope,
        validFrom,
        validUntil,
        reference,
        id: entry.id,
        role: 'Said by them.',
        reason: 'The letter says so.',
      });
      await page.getByRole('alert').filter({ hasText: 'The authorisation was changed elsewhere' }).waitFor();
      await page.reload();
      await page.getByRole('blockquote').filter({ hasText: 'Said by them.' }).waitFor();
      expect(await role.inputValue()).toBe('Said by me.');
      await page.getByRole('button', { name: 'Keep my version' }).click();
      await page.getByLabel('Reason for the correction').fill('And another letter.');
      await page.getByRole('button', { name: 'Save the correction' }).click();
      await role.waitFor({ state: 'detached' });
      expect((await client().authorisations.list()).at(-1)?.role).toBe('Said by me.');
    },
    LIMIT_MS,
  );
});
