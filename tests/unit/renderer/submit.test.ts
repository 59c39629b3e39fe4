import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createDraft, type Stored } from '../../../renderer/autosave/draft.ts';
import { formFields } from '../../../renderer/autosave/form-fields.ts';
import { submitForm } from '../../../renderer/autosave/submit.ts';
import { createValue } from '../../../renderer/shell/value.ts';

interface Entry {
  readonly title: string;
  readonly note: string;
}

interface Saved extends Entry {
  readonly id: number;
}

const SHAPE = { title: z.string(), note: z.string() };
const BLANK: Entry = { title: '', note: '' };

/** A form over a workbench that answers a submission when it is told to. */
function openForm({ changesStored = false, record = BLANK } = {}) {
  let kept: Stored<Partial<Entry>> = { value: {}, revision: 0 };
  const draft = createDraft<Partial<Entry>>({
    stored: kept,
    store: {
      read: () => Promise.resolve(kept),
      save(value) {
        kept = { value, revision: kept.revision + 1 };
        return Promise.resolve(kept);
      },
    },
  });
  const untouched = createValue<Entry>(record);
  const fields = formFields<Entry>({ draft, untouched, shape: SHAPE, changesStored });
  const saved: Saved[] = [];
  const calls: { readonly answer: () => void; readonly fail: () => void }[] = [];
  let earlier: Saved | null = null;
  let holdEmptying: Promise<void> = Promise.resolve();
  const submit = (ready: (values: Entry) => boolean = ({ title }) => title !== '') =>
    submitForm<Entry, Saved>({
      draft,
      values: fields.values,
      growFrom: fields.growFrom,
      ready,
      earlier,
      onStored(stored) {
        earlier = stored;
      },
      send: (values, before) =>
        new Promise((resolve, reject) => {
          const answer = () => {
            const stored = { id: before?.id ?? saved.length, ...values };
            saved[stored.id] = stored;
            untouched.set(changesStored ? values : BLANK);
            resolve(stored);
          };
          calls.push({ answer, fail: () => reject(new Error('gone')) });
        }),
      async empty(sent) {
        await holdEmptying;
        const left = Object.entries(kept.value).filter(([name, value]) => Reflect.get(sent, name) !== value);
        kept = { value: Object.fromEntries(left), revision: kept.revision + 1 };
        return kept;
      },
    });
  return {
    draft,
    fields,
    untouched,
    saved,
    calls,
    submit,
    kept: () => kept.value,
    holdEmptying(until: Promise<void>) {
      holdEmptying = until;
    },
  };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('submitting a form', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('stores what stands and empties the form', async () => {
    const form = openForm();
    form.fields.set({ title: 'Open port', note: 'Seen today.' });
    const done = form.submit();
    await settle();
    form.calls[0]?.answer();
    expect(await done).toBe(true);
    expect(form.saved).toEqual([{ id: 0, title: 'Open port', note: 'Seen today.' }]);
    expect(form.fields.values()).toEqual(BLANK);
    expect(form.kept()).toEqual({});
  });

  it('stores what was typed while the call was out, in the same record', async () => {
    const form = openForm();
    form.fields.set({ title: 'Open port' });
    const done = form.submit();
    await settle();
    form.fields.set({ title: 'Open port 22', note: 'And the rest of the sentence.' });
    form.calls[0]?.answer();
    await settle();
    form.calls[1]?.answer();
    expect(await done).toBe(true);
    expect(form.saved).toEqual([{ id: 0, title: 'Open port 22', note: 'And the rest of the sentence.' }]);
    expect(form.kept()).toEqual({});
  });

  it('stores what was typed while the form was being emptied', async () => {
    const form = openForm();
    const emptying = Promise.withResolvers<void>();
    form.holdEmptying(emptying.promise);
    form.fields.set({ title: 'Open port' });
    const done = form.submit();
    await settle();
    form.calls[0]?.answer();
    await settle();
    form.fields.set({ title: 'Open port 22' });
    emptying.resolve();
    await settle();
    form.calls[1]?.answer();
    expect(await done).toBe(true);
    expect(form.saved.map(({ title }) => title)).toEqual(['Open port 22']);
  });

  it('keeps in the form what cannot be stored, and what a failed call did not store', async () => {
    const form = openForm();
    form.fields.set({ title: 'Open port', note: 'First.' });
    const done = form.submit();
    await settle();
    form.fields.set({ title: '', note: 'Second.' });
    form.calls[0]?.answer();
    expect(await done).toBe(false);
    expect(form.fields.values()).toEqual({ title: '', note: 'Second.' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(form.kept()).toEqual({ title: '', note: 'Second.' });

    form.fields.set({ title: 'Open port 22' });
    const failing = form.submit();
    await settle();
    form.calls[1]?.fail();
    await expect(failing).rejects.toThrow('gone');
    expect(form.fields.values()).toEqual({ title: 'Open port 22', note: 'Second.' });
    const again = form.submit();
    await settle();
    form.calls[2]?.answer();
    expect(await again).toBe(true);
    // One record, although it was stored in two submissions.
    expect(form.saved).toEqual([{ id: 0, title: 'Open port 22', note: 'Second.' }]);
  });
});

describe('a form that changes a stored record', () => {
  it('shows both texts where someone else changed the same field, and follows where nobody typed', () => {
    const form = openForm({ changesStored: true, record: { title: 'Open port', note: 'As it was.' } });
    form.fields.set({ note: 'Mine.' });
    form.untouched.set({ title: 'Open port 22', note: 'Theirs.' });
    expect(form.fields.values()).toEqual({ title: 'Open port 22', note: 'Mine.' });
    expect(form.fields.theirs()).toEqual({ note: 'Theirs.' });
    form.fields.resolve('both');
    expect(form.fields.theirs()).toEqual({});
    expect(form.fields.values().note).toBe('Theirs.\n\nMine.');
  });

  it('takes its own submission for no change of someone else', async () => {
    vi.useFakeTimers();
    const form = openForm({ changesStored: true, record: { title: 'Open port', note: '' } });
    form.fields.set({ note: 'First' });
    const done = form.submit();
    await settle();
    form.fields.set({ note: 'First and second' });
    form.calls[0]?.answer();
    await settle();
    expect(form.fields.theirs()).toEqual({});
    form.calls[1]?.answer();
    expect(await done).toBe(true);
    expect(form.saved.at(-1)?.note).toBe('First and second');
    vi.useRealTimers();
  });

  it.each([
    ['mine', 'Mine.'],
    ['theirs', 'Theirs.'],
  ] as const)('takes %s when asked to', (choice, text) => {
    const form = openForm({ changesStored: true, record: { title: '', note: '' } });
    form.fields.set({ note: 'Mine.' });
    form.untouched.set({ title: '', note: 'Theirs.' });
    form.fields.resolve(choice);
    expect(form.fields.theirs()).toEqual({});
    expect(form.fields.values().note).toBe(text);
  });
});
