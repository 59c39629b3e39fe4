import { afterEach, expect, test, vi } from 'vitest';
import { EXIT } from '../../../../main/hosts/cli/exit.ts';
import { onInterrupt } from '../../../../main/hosts/cli/interrupt.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const before = SIGNALS.map((signal) => [signal, process.listeners(signal)] as const);

/** Exits are counted, not taken; listeners of others are not called. */
function pressing() {
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const press = (signal: (typeof SIGNALS)[number]) => {
    const others = before.find(([name]) => name === signal)?.[1] ?? [];
    for (const listener of process.listeners(signal)) if (!others.includes(listener)) listener(signal);
  };
  return { exit, press };
}

afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
  for (const [signal, others] of before)
    for (const listener of process.listeners(signal))
      if (!others.includes(listener)) process.removeListener(signal, listener);
});

test.each(SIGNALS)('the first %s asks, the second ends at once', (signal) => {
  const { exit, press } = pressing();
  const asked = vi.fn();
  const interrupt = onInterrupt(asked);
  press(signal);
  expect(interrupt.signal.aborted).toBe(true);
  expect(asked).toHaveBeenCalledOnce();
  expect(exit).not.toHaveBeenCalled();
  press(signal);
  expect(exit).toHaveBeenCalledExactlyOnceWith(EXIT.failed);
  interrupt.close();
});

test('a second one that comes when the work has just ended changes no exit code', () => {
  const { exit, press } = pressing();
  const interrupt = onInterrupt(() => {});
  press('SIGINT');
  interrupt.close();
  process.exitCode = EXIT.incomplete;
  press('SIGINT');
  expect(exit).toHaveBeenCalledExactlyOnceWith(EXIT.incomplete);
});

test('work that ends unasked leaves nothing that listens', () => {
  const { exit, press } = pressing();
  onInterrupt(() => {}).close();
  press('SIGINT');
  press('SIGTERM');
  expect(exit).not.toHaveBeenCalled();
  expect(SIGNALS.map((signal) => process.listeners(signal))).toEqual(
    before.map(([, listeners]) => listeners),
  );
});
