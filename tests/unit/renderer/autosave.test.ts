import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAutosave } from '../../../renderer/autosave/autosave.ts';
import { createAutosaveRegistry } from '../../../renderer/autosave/registry.ts';

/** A workbench that answers when it is told to. */
function slowWorkbench() {
  const calls: {
    readonly value: string;
    readonly accept: () => void;
    readonly refuse: (error: Error) => void;
  }[] = [];
  const save = (value: string) =>
    new Promise<void>((resolve, reject) => {
      calls.push({ value, accept: resolve, refuse: reject });
    });
  return { calls, save };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('autosave', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('sends once after a pause, and says saved only when the call returned', async () => {
    const { calls, save } = slowWorkbench();
    const autosave = createAutosave({ save, delayMs: 500 });
    autosave.edit('a');
    autosave.edit('ab');
    expect(autosave.state().status).toBe('waiting');
    await vi.advanceTimersByTimeAsync(500);
    expect(calls.map((call) => call.value)).toEqual(['ab']);
    expect(autosave.state().status).toBe('saving');
    calls[0]?.accept();
    await settle();
    expect(autosave.state()).toMatchObject({ status: 'saved', draft: null });
  });

  it('keeps one call in flight and sends what was typed meanwhile after it', async () => {
    const { calls, save } = slowWorkbench();
    const autosave = createAutosave({ save, delayMs: 500 });
    autosave.edit('first');
    await vi.advanceTimersByTimeAsync(500);
    autosave.edit('second');
    const flushed = autosave.flush();
    await settle();
    expect(calls).toHaveLength(1);
    calls[0]?.accept();
    await settle();
    expect(calls.map((call) => call.value)).toEqual(['first', 'second']);
    expect(autosave.state().status).toBe('saving');
    calls[1]?.accept();
    await flushed;
    expect(autosave.state().status).toBe('saved');
  });

  it('sends what was typed during a call even when nobody flushes', async () => {
    const { calls, save } = slowWorkbench();
    const autosave = createAutosave({ save, delayMs: 500 });
    autosave.edit('first');
    await vi.advanceTimersByTimeAsync(500);
    autosave.edit('second');
    await vi.advanceTimersByTimeAsync(600);
    calls[0]?.accept();
    await vi.advanceTimersByTimeAsync(600);
    expect(calls.map((call) => call.value)).toEqual(['first', 'second']);
  });

  it('keeps the words when the call fails, and sends them again on the next flush', async () => {
    const { calls, save } = slowWorkbench();
    const autosave = createAutosave({ save, delayMs: 500 });
    autosave.edit('precious');
    await vi.advanceTimersByTimeAsync(500);
    calls[0]?.refuse(new Error('gone'));
    await settle();
    expect(autosave.state()).toMatchObject({ status: 'failed', draft: { value: 'precious' } });
    const flushed = autosave.flush();
    await settle();
    calls[1]?.accept();
    await flushed;
    expect(autosave.state().status).toBe('saved');
  });

  it('holds everything typed during a conflict until the person decides', async () => {
    const { calls, save } = slowWorkbench();
    const autosave = createAutosave({
      save,
      delayMs: 500,
      isConflict: (error) => error instanceof RangeError,
    });
    autosave.edit('mine');
    await vi.advanceTimersByTimeAsync(500);
    calls[0]?.refuse(new RangeError('conflict'));
    await settle();
    autosave.edit('mine and more');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(calls).toHaveLength(1);
    expect(autosave.state()).toMatchObject({ status: 'conflict', draft: { value: 'mine and more' } });
  });
});

describe('the registry of autosaves', () => {
  it('shows the worst state of all, so that one unsaved answer is never hidden by a saved one', async () => {
    const registry = createAutosaveRegistry();
    const good = registry.of('good', () => createAutosave<string>({ save: () => Promise.resolve() }));
    const bad = registry.of('bad', () =>
      createAutosave<string>({ save: () => Promise.reject(new Error('no')) }),
    );
    good.edit('x');
    bad.edit('y');
    await registry.flushAll();
    expect(good.state().status).toBe('saved');
    expect(registry.status()).toBe('failed');
    expect(registry.of('bad', () => createAutosave<string>({ save: () => Promise.resolve() }))).toBe(bad);
  });
});
