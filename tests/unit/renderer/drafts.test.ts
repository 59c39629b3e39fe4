import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDraft, type Draft, type Stored } from '../../../renderer/autosave/draft.ts';
import { createDraftRegistry } from '../../../renderer/autosave/registry.ts';

interface Note {
  readonly text: string;
  readonly other: string;
}

const START: Stored<Note> = { value: { text: '', other: '' }, revision: 0 };

class Conflict extends Error {}

/** A workbench that answers when it is told to. */
function slowWorkbench() {
  const calls: {
    readonly value: string;
    readonly accept: () => void;
    readonly refuse: (error: Error) => void;
  }[] = [];
  let newest = START;
  const draft = createDraft<Note>({
    stored: START,
    delayMs: 500,
    maxWaitMs: 5_000,
    retryMs: 60_000,
    store: {
      isConflict: (error) => error instanceof Conflict,
      read: () => Promise.resolve(newest),
      save: (record) =>
        new Promise((resolve, reject) => {
          const accept = () => {
            newest = { value: record, revision: newest.revision + 1 };
            resolve(newest);
          };
          calls.push({ value: record.text, accept, refuse: reject });
        }),
    },
  });
  const theirs = (value: Partial<Note>) => {
    newest = { value: { ...newest.value, ...value }, revision: newest.revision + 1 };
    return newest;
  };
  return { calls, draft, theirs, stored: () => newest };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('a draft', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('sends once after a pause, and says saved only when the call returned', async () => {
    const { calls, draft } = slowWorkbench();
    draft.edit({ text: 'a' });
    draft.edit({ text: 'ab' });
    expect(draft.state().status).toBe('waiting');
    await vi.advanceTimersByTimeAsync(500);
    expect(calls.map((call) => call.value)).toEqual(['ab']);
    expect(draft.state().status).toBe('saving');
    calls[0]?.accept();
    await settle();
    expect(draft.state()).toMatchObject({ status: 'saved', unsaved: false, value: { text: 'ab' } });
  });

  it('keeps one call in flight and sends what was typed meanwhile after it', async () => {
    const { calls, draft } = slowWorkbench();
    draft.edit({ text: 'first' });
    await vi.advanceTimersByTimeAsync(500);
    draft.edit({ text: 'second' });
    const flushed = draft.flush();
    await settle();
    expect(calls).toHaveLength(1);
    calls[0]?.accept();
    await settle();
    expect(calls.map((call) => call.value)).toEqual(['first', 'second']);
    expect(draft.state().status).toBe('saving');
    calls[1]?.accept();
    await flushed;
    expect(draft.state().status).toBe('saved');
  });

  it('sends what was typed during a call even when nobody flushes', async () => {
    const { calls, draft } = slowWorkbench();
    draft.edit({ text: 'first' });
    await vi.advanceTimersByTimeAsync(500);
    draft.edit({ text: 'second' });
    await vi.advanceTimersByTimeAsync(600);
    calls[0]?.accept();
    await vi.advanceTimersByTimeAsync(600);
    expect(calls.map((call) => call.value)).toEqual(['first', 'second']);
  });

  it('saves someone who never pauses', async () => {
    const { calls, draft } = slowWorkbench();
    for (let key = 0; key < 60; key += 1) {
      draft.edit({ text: 'x'.repeat(key + 1) });
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(calls).toHaveLength(1);
  });

  it('keeps the words when the call fails, and sends them again on the next flush', async () => {
    const { calls, draft } = slowWorkbench();
    draft.edit({ text: 'precious' });
    await vi.advanceTimersByTimeAsync(500);
    calls[0]?.refuse(new Error('gone'));
    await settle();
    expect(draft.state()).toMatchObject({ status: 'failed', value: { text: 'precious' } });
    const flushed = draft.flush();
    await settle();
    calls[1]?.accept();
    await flushed;
    expect(draft.state().status).toBe('saved');
  });

  it('takes no echo of an own save for someone else’s words, whenever it comes', async () => {
    const { calls, draft, stored } = slowWorkbench();
    draft.edit({ text: 'one' });
    await vi.advanceTimersByTimeAsync(500);
    draft.edit({ text: 'one two' });
    const late = { value: { text: 'one', other: '' }, revision: 1 };
    draft.offer(late);
    expect(draft.state().value.text).toBe('one two');
    calls[0]?.accept();
    await settle();
    draft.offer(late);
    expect(draft.state()).toMatchObject({ value: { text: 'one two' }, status: 'waiting' });
    await vi.advanceTimersByTimeAsync(500);
    calls[1]?.accept();
    await settle();
    expect(stored().value.text).toBe('one two');
    draft.offer({ value: { text: 'one', other: '' }, revision: 1 });
    expect(draft.state()).toMatchObject({ value: { text: 'one two' }, status: 'saved' });
  });

  it('knows its own words again when the answer to their save was lost', async () => {
    const { calls, draft, theirs } = slowWorkbench();
    draft.edit({ text: 'sent' });
    await vi.advanceTimersByTimeAsync(500);
    theirs({ text: 'sent' });
    calls[0]?.refuse(new Error('the connection closed'));
    await settle();
    draft.edit({ text: 'sent and more' });
    await vi.advanceTimersByTimeAsync(500);
    calls[1]?.refuse(new Conflict());
    await settle();
    expect(draft.state().status).toBe('saving');
    calls[2]?.accept();
    await settle();
    expect(draft.state()).toMatchObject({ status: 'saved', value: { text: 'sent and more' } });
  });

  it('takes over what others stored in other fields, and saves on top of it', async () => {
    const { calls, draft, theirs, stored } = slowWorkbench();
    draft.edit({ text: 'mine' });
    theirs({ other: 'theirs' });
    await vi.advanceTimersByTimeAsync(500);
    calls[0]?.refuse(new Conflict());
    await settle();
    calls[1]?.accept();
    await settle();
    expect(draft.state()).toMatchObject({ status: 'saved', value: { text: 'mine', other: 'theirs' } });
    expect(stored().value).toEqual({ text: 'mine', other: 'theirs' });
  });

  it('changes nothing under the cursor, and follows when the cursor has left', () => {
    const { draft, theirs } = slowWorkbench();
    const field = draft.view<string>(
      ['text'],
      (note) => note.text,
      (text) => ({ text }),
    );
    field.hold();
    draft.offer(theirs({ text: 'theirs' }));
    expect(field.get()).toBe('');
    field.release();
    expect(field.get()).toBe('theirs');
  });

  it('shows an untouched field under the cursor as untouched, whatever else is saved', async () => {
    let revision = 0;
    const draft = createDraft<Partial<Note>>({
      stored: { value: {}, revision },
      store: {
        read: () => Promise.resolve({ value: {}, revision }),
        save: (record) => Promise.resolve({ value: record, revision: (revision += 1) }),
      },
    });
    const field = draft.view<string>(
      ['text'],
      (note) => ({ text: 'untouched', ...note }).text,
      (text) => ({ text }),
    );
    field.hold();
    draft.edit({ other: 'typed elsewhere' });
    await draft.flush();
    expect(field.get()).toBe('untouched');
    draft.offer({ value: { text: 'theirs', other: 'typed elsewhere' }, revision: 9 });
    expect(field.get()).toBe('untouched');
    field.release();
    expect(field.get()).toBe('theirs');
  });

  it('keeps both texts in a conflict until the person decides, and stores both then', async () => {
    const { calls, draft, theirs, stored } = slowWorkbench();
    draft.edit({ text: 'mine' });
    theirs({ text: 'theirs' });
    await vi.advanceTimersByTimeAsync(500);
    calls[0]?.refuse(new Conflict());
    await settle();
    draft.edit({ text: 'mine and more' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls).toHaveLength(1);
    expect(draft.state()).toMatchObject({
      status: 'conflict',
      value: { text: 'mine and more' },
      theirs: { text: 'theirs' },
    });
    const resolved = draft.resolve('theirs');
    await settle();
    expect(calls[1]?.value).toBe('mine and more');
    calls[1]?.accept();
    await settle();
    calls[2]?.accept();
    await resolved;
    expect(stored().value.text).toBe('theirs');
    expect(draft.state()).toMatchObject({ status: 'saved', value: { text: 'theirs' } });
  });

  it('can put both texts one under the other', async () => {
    const { calls, draft, theirs, stored } = slowWorkbench();
    draft.edit({ text: 'mine' });
    draft.offer(theirs({ text: 'theirs' }));
    expect(draft.state().status).toBe('conflict');
    const resolved = draft.resolve('both');
    await settle();
    calls[0]?.accept();
    await resolved;
    expect(stored().value.text).toBe('theirs\n\nmine');
  });

  it('lets what was deleted again stay deleted, whatever is still on its way', async () => {
    const { calls, draft, stored } = slowWorkbench();
    const field = draft.view<string>(
      ['text'],
      (note) => note.text,
      (text) => ({ text }),
    );
    field.hold();
    draft.edit({ text: 'regretted' });
    field.release();
    draft.edit({ text: '' });
    field.hold();
    field.release();
    calls[0]?.accept();
    await settle();
    expect(draft.state()).toMatchObject({ value: { text: '' }, unsaved: true });
    await vi.advanceTimersByTimeAsync(500);
    calls[1]?.accept();
    await settle();
    expect(stored().value.text).toBe('');
    expect(draft.state()).toMatchObject({ value: { text: '' }, unsaved: false });
  });

  it('saves everything but a field that cannot be stored', async () => {
    const saved: Partial<Note>[] = [];
    const draft = createDraft<Note>({
      stored: START,
      store: {
        accepts: (field, value) => field !== 'other' || value !== 'nonsense',
        read: () => Promise.resolve(START),
        save(record, fields) {
          saved.push(record);
          return Promise.resolve({ value: record, revision: saved.length + fields.length });
        },
      },
    });
    draft.edit({ other: 'nonsense' });
    draft.edit({ text: 'precious' });
    await draft.flush();
    expect(saved).toEqual([{ text: 'precious', other: '' }]);
    expect(draft.state()).toMatchObject({
      status: 'refused',
      value: { text: 'precious', other: 'nonsense' },
      unsaved: true,
    });
  });

  it('sends what waits without waiting for an answer when the page goes away', async () => {
    const { calls, draft } = slowWorkbench();
    draft.edit({ text: 'sent' });
    await vi.advanceTimersByTimeAsync(500);
    draft.edit({ text: 'sent and the last words' });
    draft.lastWords();
    expect(calls.map((call) => call.value)).toEqual(['sent', 'sent and the last words']);
  });
});

/** What can happen while someone types. */
const Step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('type' as const),
      text: fc.string({ minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'backspace' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 900 }) }),
  },
  { weight: 4, arbitrary: fc.constant({ do: 'answer' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'lose the answer' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'fail' as const }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('echo' as const), back: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.constant({ do: 'other client' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'leave and return' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reconnect' as const }) },
);

describe('a draft under everything that can happen', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('shows and stores exactly what was typed, and never reports a conflict of its own making', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(Step, { minLength: 1, maxLength: 60 }), async (steps) => {
        const world = randomWorld();
        const { draft } = world;
        let typed = '';
        for (const step of steps) {
          if (step.do === 'type' || step.do === 'backspace') {
            typed = step.do === 'type' ? typed + step.text : typed.slice(0, -1);
            draft.edit({ text: typed });
          } else if (step.do === 'wait') await vi.advanceTimersByTimeAsync(step.ms);
          else if (step.do === 'echo') world.echo(step.back);
          else if (step.do === 'other client') world.otherClient();
          else if (step.do === 'reconnect') void draft.flush();
          else if (step.do === 'leave and return') {
            world.field.release();
            world.field.hold();
          } else world.answer(step.do);
          await settle();
          expect(world.field.get()).toBe(typed);
          expect(draft.state().status).not.toBe('conflict');
        }
        await world.calm(draft);
        expect(world.stored().text).toBe(typed);
        expect(world.stored().other).toBe(world.others());
        expect(draft.state().unsaved).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('loses neither text when someone else writes into the same field', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(Step, { minLength: 1, maxLength: 30 }),
        fc.array(Step, { maxLength: 20 }),
        async (before, after) => {
          const world = randomWorld();
          const { draft } = world;
          let typed = '';
          const play = async (steps: typeof before) => {
            for (const step of steps) {
              if (step.do === 'type') {
                typed += step.text;
                draft.edit({ text: typed });
              } else if (step.do === 'wait') await vi.advanceTimersByTimeAsync(step.ms);
              else if (step.do === 'echo') world.echo(step.back);
              else if (step.do === 'answer' || step.do === 'fail' || step.do === 'lose the answer') {
                world.answer(step.do);
              }
              await settle();
            }
          };
          await play(before);
          world.sameField('written by someone else');
          await play(after);
          await world.calm(draft);
          const seen = [...world.history(), draft.state().value.text, ...Object.values(draft.state().theirs)];
          expect(seen).toContain('written by someone else');
          if (typed !== '') expect(seen).toContain(typed);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** A workbench with revisions, a lossy connection and another client. */
function randomWorld() {
  const revisions: Note[] = [START.value];
  const waiting: { readonly run: () => void; readonly lose: () => void; readonly fail: () => void }[] = [];
  let other = 0;
  const stored = (): Note => revisions.at(-1) ?? START.value;
  const at = (revision: number): Stored<Note> => ({ value: revisions[revision] ?? START.value, revision });
  const draft = createDraft<Note>({
    stored: START,
    delayMs: 500,
    retryMs: 5_000,
    store: {
      isConflict: (error) => error instanceof Conflict,
      read: () => Promise.resolve(at(revisions.length - 1)),
      save: (record, _fields, base) =>
        new Promise((resolve, reject) => {
          const apply = () => {
            if (base.revision !== revisions.length - 1) return false;
            revisions.push(record);
            return true;
          };
          waiting.push({
            run: () => (apply() ? resolve(at(revisions.length - 1)) : reject(new Conflict())),
            lose: () => {
              apply();
              reject(new Error('the connection closed'));
            },
            fail: () => reject(new Error('no')),
          });
        }),
    },
  });
  const field = draft.view<string>(
    ['text'],
    (note) => note.text,
    (text) => ({ text }),
  );
  field.hold();
  return {
    draft,
    field,
    stored,
    history: () => revisions.map(({ text }) => text),
    others: () => (other === 0 ? '' : `other ${other}`),
    answer(how: 'answer' | 'lose the answer' | 'fail') {
      const call = waiting.shift();
      if (how === 'answer') call?.run();
      else if (how === 'fail') call?.fail();
      else call?.lose();
    },
    /** What a query brings, as old as it likes. */
    echo: (back: number) => draft.offer(at(Math.max(0, revisions.length - 1 - back))),
    otherClient() {
      other += 1;
      revisions.push({ ...stored(), other: `other ${other}` });
    },
    sameField: (text: string) => revisions.push({ ...stored(), text }),
    /** Everything is answered from now on. */
    async calm(one: Draft<Note>) {
      for (let round = 0; round < 30; round += 1) {
        await vi.advanceTimersByTimeAsync(200);
        const flushed = one.flush();
        while (waiting.length > 0) waiting.shift()?.run();
        await settle();
        while (waiting.length > 0) waiting.shift()?.run();
        await settle();
        await Promise.race([flushed, Promise.resolve()]);
      }
    },
  };
}

describe('the registry of drafts', () => {
  const ENGAGEMENT = { id: 'one', file: '/home/one.drydock' };
  const OTHER = { id: 'two', file: '/home/two.drydock' };
  const place = (engagement: typeof ENGAGEMENT, key: string) => ({
    engagement,
    key,
    title: key,
    address: '/',
  });

  function draftOf(
    registry: ReturnType<typeof createDraftRegistry>,
    engagement: typeof ENGAGEMENT,
    key: string,
    save: () => Promise<Stored<Note>>,
  ) {
    return registry.of<Note>(place(engagement, key), () =>
      createDraft<Note>({
        stored: START,
        store: { save, read: () => Promise.resolve(START), isOpen: () => registry.isOpen(engagement.id) },
      }),
    );
  }
  const accepted = () => Promise.resolve({ value: { text: 'x', other: '' }, revision: 1 });

  it('shows the worst state of all, so that one unsaved answer is never hidden by a saved one', async () => {
    const registry = createDraftRegistry();
    registry.enter(ENGAGEMENT);
    const good = draftOf(registry, ENGAGEMENT, 'good', accepted);
    const bad = draftOf(registry, ENGAGEMENT, 'bad', () => Promise.reject(new Error('no')));
    good.edit({ text: 'x' });
    bad.edit({ text: 'y' });
    await registry.flushAll();
    expect(good.state().status).toBe('saved');
    expect(registry.status()).toBe('failed');
    expect(draftOf(registry, ENGAGEMENT, 'bad', accepted)).toBe(bad);
    bad.discard();
  });

  it('keeps unsaved words of a locked engagement, never sends them to another, and delivers them on return', async () => {
    const registry = createDraftRegistry();
    registry.enter(ENGAGEMENT);
    let calls = 0;
    const draft = draftOf(registry, ENGAGEMENT, 'note', () => {
      calls += 1;
      return accepted();
    });
    draft.edit({ text: 'x' });
    registry.leave();
    registry.enter(OTHER);
    await registry.flushAll();
    await draft.flush();
    expect(calls).toBe(0);
    expect(registry.waiting()).toEqual([{ engagement: ENGAGEMENT, drafts: 1 }]);
    registry.enter(ENGAGEMENT);
    await registry.flushAll();
    expect(calls).toBe(1);
    expect(registry.waiting()).toEqual([]);
  });
});
