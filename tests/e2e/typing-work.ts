/**
 * Several people type into every kind of field of one engagement at once, each in a tab of their own, while another
 * client changes other questions and the same topics, and tabs are reloaded. Then what is stored is compared with what
 * was typed.
 */
import type { Locator, Page } from 'playwright';
import type { WorkbenchClient } from '../../main/workbench/serve.ts';
import { type Answer, type QuestionView, STEPS } from '../../shared/interview.ts';
import type { BrowserWorkbench } from './harness.ts';
import { visit } from './harness.ts';
import { type Random, randomOf, sentenceOf, type Typist, typeLikeAPerson } from './human-typing.ts';

export interface TypingWork {
  readonly seed: number;
  /** Sentences for each field that is typed at a person's pace. */
  readonly each: number;
  /** Sentences for each note of the fast typists. */
  readonly fast: number;
}

export interface TypingResult {
  readonly sentences: number;
  readonly fields: number;
  readonly reloads: number;
  readonly disturbances: number;
  /** One line for each thing that is not as it was typed, or that nobody was to change. */
  readonly wrong: readonly string[];
}

/** A page that answers nothing for this long hangs; a slow machine is slower than a person. */
const HANG_MS = 300_000;

interface Check {
  readonly what: string;
  readonly typed: string;
  readonly stored: () => Promise<unknown>;
}

interface Desk extends Typist {
  readonly client: WorkbenchClient;
  readonly checks: Check[];
  readonly wrong: string[];
  readonly counts: { sentences: number; reloads: number };
  /** Questions somebody types into, as `ID@CLUSTER`. */
  readonly typedInto: Set<string>;
}

/** Works in an opened sample engagement. */
export async function typeEverywhere(
  { client: clientOf, newTab, page }: BrowserWorkbench,
  work: TypingWork,
): Promise<TypingResult> {
  const client = clientOf();
  const counts = { sentences: 0, reloads: 0 };
  const checks: Check[] = [];
  const wrong: string[] = [];
  const typedInto = new Set<string>();
  const desk = (tab: Page, number: number, pace: number): Desk => ({
    page: tab,
    random: randomOf(work.seed + number),
    pace,
    client,
    checks,
    wrong,
    counts,
    typedInto,
  });
  const before = await allAnswers(client);
  const { each, fast } = work;
  const jobs: ((at: Desk) => Promise<void>)[] = [
    async (at) => {
      await noteFromTheRail(at, 'access', each * 2);
      await valuesAndDetails(at, each);
    },
    async (at) => {
      await profile(at, each);
      await decisions(at, each);
    },
    async (at) => {
      await finding(at, each);
      await otherForms(at, each);
    },
    async (at) => {
      for (const step of ['detection', 'components', 'deployment']) await noteFromTheRail(at, step, fast);
    },
    async (at) => {
      for (const step of ['workloads', 'neighbours']) await noteFromTheRail(at, step, fast);
      await numbers(at);
    },
  ];
  const over = new AbortController();
  const disturbing = disturb(client, randomOf(work.seed), typedInto, over.signal);
  const tabs = [page];
  while (tabs.length < jobs.length) tabs.push(await newTab('#/overview'));
  for (const tab of tabs) tab.setDefaultTimeout(HANG_MS);
  try {
    await Promise.all(
      jobs.map((job, number) => job(desk(tabs[number] ?? page, number, number < 3 ? 1 : 0.15))),
    );
  } finally {
    over.abort();
  }
  const { disturbances, reserved } = await disturbing;
  await Promise.all(tabs.map(saved));
  for (const { what, typed, stored } of checks) {
    const kept = await stored();
    if (kept !== typed) wrong.push(`${what}: typed ${JSON.stringify(typed)}, stored ${JSON.stringify(kept)}`);
  }
  const after = await allAnswers(client);
  for (const [key, answer] of after) {
    if (typedInto.has(key) || reserved.has(key)) continue;
    if (answer?.revision !== before.get(key)?.revision)
      wrong.push(`${key} changed, and nobody typed into it`);
  }
  return { ...counts, fields: checks.length, disturbances, wrong };
}

/** Waits for the product’s own word that all of a tab is stored. */
export async function saved(page: Page): Promise<void> {
  await page
    .locator('output[data-status="saved"], output[data-status="clean"]')
    .first()
    .waitFor({ state: 'attached', timeout: HANG_MS });
}

interface Field {
  readonly what: string;
  readonly field: (page: Page) => Locator;
  /** What the field holds before. */
  readonly holds?: string;
  readonly sentences: number;
  /** Every sentence on a line of its own. */
  readonly lines?: boolean;
  /** Brings the field back after a reload. */
  readonly reopen?: (page: Page) => Promise<void>;
  readonly stored: () => Promise<unknown>;
}

/** Types sentences into one field, with reloads in between, some of them before anything is saved. */
async function typeInto(at: Desk, field: Field): Promise<void> {
  const { page, random, counts } = at;
  let text = field.holds ?? '';
  const place = () => page.url();
  for (let number = 0; number < field.sentences; number += 1) {
    const where = place();
    await field.field(page).waitFor();
    if (text !== '' && field.lines === true) {
      await field.field(page).click();
      await page.keyboard.press('Control+End');
      await page.keyboard.press('Enter');
      text += '\n';
    } else if (text !== '') {
      await typeLikeAPerson(at, field.field(page), ' ');
      text += ' ';
    }
    const sentence = sentenceOf(random);
    await typeLikeAPerson(at, field.field(page), sentence);
    text += sentence;
    counts.sentences += 1;
    if (place() !== where) at.wrong.push(`${field.what}: moved from ${where} to ${place()}`);
    if ((await page.getByText('was changed elsewhere').count()) > 0)
      at.wrong.push(`${field.what}: a conflict`);
    if (random() < 0.15) {
      if (random() < 0.5) await saved(page);
      await page.reload();
      counts.reloads += 1;
      await field.reopen?.(page);
    }
  }
  at.checks.push({ what: field.what, typed: text, stored: field.stored });
}

/** The question that is open, by its address. */
async function openQuestion(at: Desk, step: string): Promise<{ view: QuestionView; key: string }> {
  await at.page.waitForURL(/question=/);
  const id = new URLSearchParams(at.page.url().split('?').at(-1)).get('question');
  const views = await questionsOf(at.client, step);
  const view = views.find(({ meta }) => meta.id === id);
  if (view === undefined) throw new Error(`no question is open at ${at.page.url()}`);
  const key = keyOf(view);
  at.typedInto.add(key);
  return { view, key };
}

/** Opened from the rail, without a question in the address; one click on an answer first, then the note. */
async function noteFromTheRail(at: Desk, step: string, sentences: number): Promise<void> {
  const { page, client } = at;
  await visit(page, `#/step/${step}`);
  const { view, key } = await openQuestion(at, step);
  const heading = await page.locator('#question').innerText();
  const answers = page.getByRole('radiogroup', { name: 'Answer', exact: true }).getByRole('radio');
  if ((await answers.count()) > 0) await answers.first().click();
  await typeInto(at, {
    what: `note of ${key}`,
    field: noteOf,
    holds: view.answer?.note ?? '',
    sentences,
    stored: async () => (await client.interview.question(ofQuestion(view))).answer?.note,
  });
  if ((await page.locator('#question').innerText()) !== heading) at.wrong.push(`${key}: the question jumped`);
}

/** Text and list answers, and the lines beside an answer. */
async function valuesAndDetails(at: Desk, each: number): Promise<void> {
  const { page, client } = at;
  const views = await questionsOf(client, 'data');
  for (const kind of ['text', 'list'] as const) {
    const view = views.find(
      ({ meta, applies, answer }) => applies && meta.type.kind === kind && answer === null,
    );
    if (view === undefined) throw new Error(`no open ${kind} question`);
    at.typedInto.add(keyOf(view));
    await visit(page, `#/step/data?question=${view.meta.id}`);
    const stored = async () => (await client.interview.question(ofQuestion(view))).answer;
    await typeInto(at, {
      what: `${kind} answer of ${view.meta.id}`,
      field: (tab) => tab.getByRole('textbox', { name: 'Answer', exact: true }),
      sentences: each,
      lines: kind === 'list',
      stored: async () => {
        const value = (await stored())?.value;
        return Array.isArray(value) ? value.join('\n') : value;
      },
    });
    const details = [
      ['Asked of', (answer: Answer | null) => answer?.askedOf?.name],
      ['Why this confidence', (answer: Answer | null) => answer?.confidenceReason],
    ] as const;
    for (const [label, read] of details) {
      await typeInto(at, {
        what: `${label} of ${view.meta.id}`,
        field: (tab) => tab.getByRole('textbox', { name: label, exact: true }),
        sentences: 1,
        stored: async () => read(await stored()),
      });
    }
  }
}

/** “85” typed at a person’s pace, with what follows. */
async function numbers(at: Desk): Promise<void> {
  const { page, client, random } = at;
  const all = (await questionsOf(client, 'size')).filter(
    ({ meta, applies }) => applies && meta.type.kind === 'number',
  );
  for (const view of all.slice(0, 4)) {
    at.typedInto.add(keyOf(view));
    await visit(page, `#/step/size?question=${view.meta.id}`);
    const number = String(Math.floor(10 + random() * 9_000));
    const field = page.getByRole('textbox', { name: 'Answer', exact: true });
    await field.click();
    await page.keyboard.press('Control+A');
    for (const digit of number) {
      await page.keyboard.press(digit);
      // Longer than the pause after which it is saved.
      await page.waitForTimeout(random() < 0.5 ? 700 : 90);
    }
    at.checks.push({
      what: `number of ${view.meta.id}`,
      typed: number,
      stored: async () => String((await client.interview.question(ofQuestion(view))).answer?.value),
    });
  }
}

async function profile(at: Desk, each: number): Promise<void> {
  const { page, client } = at;
  const stored = async () => {
    const current = await client.engagements.current();
    if (current === null) throw new Error('no engagement is open');
    return current.profile;
  };
  const start = await stored();
  await visit(page, '#/step/scope');
  for (const [label, name] of [
    ['Client', 'client'],
    ['Consultancy', 'consultancy'],
  ] as const) {
    await typeInto(at, {
      what: label,
      field: (tab) => tab.getByRole('textbox', { name: label, exact: true }),
      holds: start[name],
      sentences: 1,
      stored: async () => (await stored())[name],
    });
  }
  await visit(page, '#/step/report');
  for (const [label, name] of [
    ['Executive note', 'executiveNote'],
    ['Reason', 'decisionReason'],
  ] as const) {
    await typeInto(at, {
      what: label,
      field: (tab) => tab.getByRole('textbox', { name: label, exact: true }),
      holds: start[name],
      sentences: each,
      stored: async () => (await stored())[name],
    });
  }
  await typeInto(at, {
    what: 'Conditions',
    field: (tab) => tab.getByRole('textbox', { name: 'Conditions' }),
    holds: start.conditions.join('\n'),
    sentences: Math.ceil(each / 2),
    lines: true,
    stored: async () => (await stored()).conditions.join('\n'),
  });
}

/** “Write a finding”: kept while it is typed, through every reload, and stored as typed when it is saved. */
async function finding(at: Desk, each: number): Promise<void> {
  const { page, client } = at;
  await visit(page, '#/step/findings');
  await page.getByRole('button', { name: 'Write a finding' }).click();
  const kept = async (field: string) =>
    (await client.unfinished.list()).find(({ key }) => key.startsWith('finding new:'))?.fields[field];
  const fields = [
    ['Title', 'title', 1],
    ['Fact', 'fact', each],
    ['Why it matters', 'whyItMatters', Math.ceil(each / 2)],
    ['Recommendation', 'recommendation', Math.ceil(each / 2)],
    ['Affected', 'affected', 2],
  ] as const;
  const written: Check[] = [];
  for (const [label, field, sentences] of fields) {
    await typeInto(
      { ...at, checks: written },
      {
        what: `${label} of a finding`,
        field: (tab) =>
          tab.getByRole('textbox', { name: label, exact: label !== 'Title' && label !== 'Affected' }),
        sentences,
        lines: field === 'affected',
        stored: () => kept(field),
      },
    );
  }
  await saved(page);
  for (const { what, typed, stored } of written) {
    if ((await stored()) !== typed) at.wrong.push(`${what} was not kept as it was typed`);
  }
  await page.getByRole('button', { name: 'Save the finding' }).click();
  await page.waitForURL(/finding=/);
  const id = new URLSearchParams(page.url().split('?').at(-1)).get('finding') ?? '';
  const detail = await client.findings.get({ id });
  const read = [
    detail.title,
    detail.fact,
    detail.whyItMatters,
    detail.recommendation,
    detail.affected.join('\n'),
  ];
  written.forEach((check, index) => at.checks.push({ ...check, stored: async () => read[index] }));
}

/** The reasons of an override, a rating and a resolution. */
async function decisions(at: Desk, each: number): Promise<void> {
  const { page, client } = at;
  const { rows } = await client.findings.list({ origins: ['automated'], limit: 3 });
  const row = rows[0];
  const [scenario] = await client.risk.scenarios({});
  const dispute = (await client.interview.contradictions()).find(({ resolution }) => resolution === null);
  if (row === undefined || scenario === undefined || dispute === undefined)
    throw new Error('the sample is bare');
  await visit(page, `#/step/findings?finding=${encodeURIComponent(row.id)}`);
  await page.getByRole('button', { name: 'Override', exact: true }).click();
  await typeInto(at, {
    what: 'Reason of an override',
    field: (tab) => tab.getByRole('complementary').getByRole('textbox', { name: 'Reason' }),
    sentences: each,
    stored: () => keptIn(client, `override ${row.id}`, 'reason'),
  });
  const place = `${scenario.meta.id}@${scenario.clusterId}`;
  await visit(page, `#/step/scenarios?scenario=${encodeURIComponent(place)}`);
  for (const [label, name] of [
    ['Business area', 'businessArea'],
    ['Reason', 'reason'],
  ] as const) {
    await typeInto(at, {
      what: `${label} of a rating`,
      field: (tab) => tab.getByRole('complementary').getByRole('textbox', { name: label }),
      holds: scenario.rating?.[name] ?? '',
      sentences: name === 'reason' ? each : 1,
      stored: () => keptIn(client, `rating ${scenario.meta.id} ${scenario.clusterId}`, name),
    });
  }
  await visit(page, '#/contradictions');
  await typeInto(at, {
    what: 'Reason of a resolution',
    field: (tab) => tab.getByRole('textbox', { name: 'Reason' }).first(),
    sentences: Math.ceil(each / 2),
    stored: async () => {
      const first = (await client.interview.contradictions()).find(
        ({ resolution }) => resolution?.current !== true,
      );
      return keptIn(client, `resolve ${first?.id ?? dispute.id}`, 'reason');
    },
  });
}

/** An accepted risk, the estate register and an authorisation. */
async function otherForms(at: Desk, each: number): Promise<void> {
  const { page, client } = at;
  const { rows } = await client.findings.list({ origins: ['automated'], limit: 8 });
  const row = rows.at(-1);
  if (row === undefined) throw new Error('the sample has no findings');
  await visit(page, `#/step/findings?finding=${encodeURIComponent(row.id)}`);
  await page.getByRole('button', { name: 'Accept this risk', exact: true }).click();
  await typeInto(at, {
    what: 'Reason of an accepted risk',
    field: (tab) =>
      tab.getByRole('form', { name: 'Accept this risk' }).getByRole('textbox', { name: 'Reason' }),
    sentences: each,
    stored: async () =>
      (await client.unfinished.list()).find(({ key }) => key.startsWith('exception '))?.fields['reason'],
  });
  const add = (tab: Page) => tab.getByRole('button', { name: 'Add a cluster' }).click();
  await visit(page, '#/step/where');
  await add(page);
  for (const [label, name, sentences] of [
    ['Name', 'name', 1],
    ['Note', 'note', each],
  ] as const) {
    await typeInto(at, {
      what: `${label} of an estate entry`,
      field: (tab) => tab.getByRole('dialog').getByRole('textbox', { name: label }),
      sentences,
      reopen: add,
      stored: () => keptIn(client, 'estate new', name),
    });
  }
  await visit(page, '#/step/scope');
  await page.getByRole('button', { name: 'Record an authorisation' }).click();
  const scope = 'Read-only collection of configuration evidence';
  for (const [label, name, holds] of [
    ['Authorised by', 'grantedBy', ''],
    ['Scope', 'scope', scope],
  ] as const) {
    await typeInto(at, {
      what: `${label} of an authorisation`,
      field: (tab) => tab.locator('form').getByRole('textbox', { name: label }),
      holds,
      sentences: name === 'scope' ? Math.ceil(each / 2) : 1,
      stored: () => keptIn(client, 'authorisation ', name),
    });
  }
}

/** Another client that never rests: other questions, the mark of those being typed into, and every other topic. */
async function disturb(
  client: WorkbenchClient,
  random: Random,
  typedInto: ReadonlySet<string>,
  over: AbortSignal,
): Promise<{ disturbances: number; reserved: Set<string> }> {
  const others = (await questionsOf(client, 'scenarios')).filter(({ applies }) => applies);
  const reserved = new Set(others.map(keyOf));
  const everything = new Map((await everyQuestion(client)).map((view) => [keyOf(view), view]));
  let disturbances = 0;
  const pick = <T>(of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)];
  const mark = async (view: QuestionView | undefined) => {
    if (view === undefined) return;
    const { answer } = await client.interview.question(ofQuestion(view));
    if (answer === null) return;
    const { questionId: _q, clusterId: _c, revision, author: _a, at: _t, suggestedBy, ...input } = answer;
    await client.interview.answer({
      ...ofQuestion(view),
      baseRevision: revision,
      input: { ...input, markedForReview: !input.markedForReview },
      suggestedBy,
    });
  };
  const note = async (view: QuestionView | undefined) => {
    if (view === undefined) return;
    const { answer } = await client.interview.question(ofQuestion(view));
    await client.interview.answer({
      ...ofQuestion(view),
      baseRevision: answer?.revision ?? 0,
      input: { ...BLANK, note: `disturbed ${disturbances}` },
    });
  };
  const actions: (() => Promise<unknown>)[] = [
    () => note(pick(others)),
    () => note(pick(others)),
    () => mark(everything.get(pick([...typedInto]) ?? '')),
    () => client.engagements.update({ classification: `Confidential ${disturbances}` }),
    () => client.estate.save({ ...HEARD_OF, name: `heard of ${disturbances}` }),
    () =>
      client.findings.create({
        ...A_FINDING,
        affected: [],
        questions: [],
        title: `Disturbance ${disturbances}`,
      }),
  ];
  while (!over.aborted) {
    // Its own edits can meet those of the typists; then it gives way.
    await pick(actions)?.().catch(() => undefined);
    disturbances += 1;
    await new Promise((resolve) => setTimeout(resolve, 800 + random() * 1_200));
  }
  return { disturbances, reserved };
}

const BLANK = {
  state: 'unknown',
  value: null,
  note: '',
  askedOf: null,
  askedAt: null,
  basis: 'interview',
  confidence: 'low',
  confidenceReason: '',
  markedForReview: false,
} as const;

const HEARD_OF = {
  id: null,
  kind: 'nomad',
  purpose: '',
  provider: '',
  status: 'pending',
  heardFrom: 'A bill',
  note: '',
  clusterId: null,
} as const;

const A_FINDING = {
  fact: '',
  whyItMatters: '',
  recommendation: '',
  severity: 'low',
  domain: 'other',
  clusterId: null,
  status: 'open',
} as const;

const noteOf = (page: Page): Locator => page.getByRole('textbox', { name: 'Note', exact: true });
const keyOf = ({ meta, clusterId }: QuestionView): string => `${meta.id}@${clusterId ?? ''}`;
const ofQuestion = ({ meta, clusterId }: QuestionView) => ({ questionId: meta.id, clusterId });

async function keptIn(client: WorkbenchClient, form: string, field: string): Promise<unknown> {
  return (await client.unfinished.list()).find(({ key }) => key === form)?.fields[field];
}

async function questionsOf(client: WorkbenchClient, step: string): Promise<QuestionView[]> {
  const [cluster] = await client.clusters.list();
  const found = STEPS.find(({ id }) => id === step);
  if (found === undefined) throw new Error(`there is no step ${step}`);
  return client.interview.questions({ step: found.id, clusterId: cluster?.id ?? null });
}

async function everyQuestion(client: WorkbenchClient): Promise<QuestionView[]> {
  const lists = await Promise.all(STEPS.map(({ id }) => questionsOf(client, id)));
  return lists.flat();
}

const allAnswers = async (client: WorkbenchClient) =>
  new Map((await everyQuestion(client)).map((view) => [keyOf(view), view.answer]));
