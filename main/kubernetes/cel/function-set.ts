/** What a file of functions gives: by name, what each does. */
import type { Run } from './run.ts';
import type { Optional, Value } from './value.ts';

/** `undefined` means that there is no overload for these arguments. Of members, the first argument is the receiver. */
export type Work = (
  args: readonly Value[],
  run: Run,
  optional: (value: Value) => Optional,
) => Value | undefined;

export interface FunctionSet {
  readonly globals: Readonly<Record<string, Work>>;
  readonly members: Readonly<Record<string, Work>>;
}
