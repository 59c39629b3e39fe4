/** What one evaluation carries: how much work it may still do, and the regular expressions it has compiled. */
import { RE2JS } from 're2js';
import { CelFailure } from './value.ts';

/** Steps that one expression may take on one object, of the order of what the API server allows. */
export const STEPS_PER_EXPRESSION = 1_000_000;
/** Steps that one control may take on one snapshot; a few seconds of work. */
export const STEPS_PER_CONTROL = 50_000_000;

const MAX_PATTERN = 1_000;
const MAX_PATTERNS = 200;

/** Counts work, so that the same expression ends at the same place on every machine. */
export class Run {
  #left = 0;
  #total: number;
  readonly #patterns = new Map<string, RE2JS>();

  constructor(total = STEPS_PER_CONTROL) {
    this.#total = total;
  }

  /** Call before each expression. */
  begin(steps = STEPS_PER_EXPRESSION): void {
    this.#left = steps;
  }

  /** @throws CelFailure when there is no work left */
  spend(steps: number): void {
    this.#left -= steps;
    this.#total -= steps;
    if (this.#total < 0) throw new CelFailure('the control has used up its work for this snapshot', 'cost');
    if (this.#left < 0) throw new CelFailure('the expression takes too much work on this object', 'cost');
  }

  /** Work on a text is worth a tenth of its length. */
  read(text: { readonly length: number }): void {
    this.spend(1 + Math.ceil(text.length / 10));
  }

  /** Linear in the text, whatever the pattern. @throws CelFailure for a pattern that RE2 does not know */
  pattern(source: string, text: string): RE2JS {
    this.spend(1 + Math.ceil((text.length + 1) * (source.length + 1) * 0.025));
    let pattern = this.#patterns.get(source);
    if (pattern === undefined) {
      pattern = compilePattern(source);
      this.spend(source.length * 10);
      if (this.#patterns.size >= MAX_PATTERNS) this.#patterns.clear();
      this.#patterns.set(source, pattern);
    }
    return pattern;
  }
}

/** @throws CelFailure */
export function compilePattern(source: string): RE2JS {
  if (source.length > MAX_PATTERN)
    throw new CelFailure('the regular expression is longer than 1,000 characters');
  try {
    return RE2JS.compile(source);
  } catch {
    throw new CelFailure('the regular expression is not valid in the syntax of RE2');
  }
}
