/** Counts what an answer would become in memory, while it arrives and before it is parsed. */
import { number } from '../../shared/in-words.ts';
import { RequestFailure } from './failure.ts';

export interface ShapeLimits {
  /** `{}` takes two bytes written and some thirty parsed, so bytes alone bound nothing. */
  readonly maxValues: number;
  readonly maxDepth: number;
}

/**
 * One page of 500 objects of everyday size holds some 150,000 values; a page that holds more than this is asked for in
 * smaller pieces. Depth as in bundles.
 */
export const SHAPE_LIMITS: ShapeLimits = { maxValues: 1_000_000, maxDepth: 200 };

export interface ShapeCounter {
  /** @throws RequestFailure `too-many` or `too-deep` */
  push(chunk: Uint8Array): void;
}

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** A push counter over the bytes of JSON; for other text it counts too much rather than too little. */
export function createShapeCounter({ maxValues, maxDepth }: ShapeLimits = SHAPE_LIMITS): ShapeCounter {
  let values = 1;
  let depth = 0;
  let inString = false;
  let escaped = false;
  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; at += 1) {
        const byte = chunk[at];
        if (inString) {
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) inString = false;
        } else if (byte === QUOTE) inString = true;
        else if (byte === COMMA) values += 1;
        else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
          depth += 1;
          values += 1;
          if (depth > maxDepth) {
            throw new RequestFailure('too-deep', `the response is nested deeper than ${maxDepth} levels`);
          }
        } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
      }
      if (values > maxValues) {
        const limit = number(maxValues);
        throw new RequestFailure('too-many', `the response contains more than ${limit} values`);
      }
    },
  };
}
