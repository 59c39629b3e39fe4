import { expect, test } from 'vitest';
import { neighbour } from '../../../renderer/keyboard/useOneTabStop.ts';

const LENGTHS = [3, 0, 1, 2];

test.each([
  ['ArrowRight', [0, 0], [0, 1]],
  ['ArrowRight', [0, 2], null],
  ['ArrowLeft', [0, 0], null],
  ['ArrowDown', [0, 1], null],
  ['ArrowDown', [2, 0], [3, 0]],
  ['ArrowUp', [3, 1], [2, 0]],
  ['Home', [0, 2], [0, 0]],
  ['End', [3, 0], [3, 1]],
  ['a', [0, 0], null],
] as const)('%s from row %j leads to %j', (key, [row, column], to) => {
  expect(neighbour(LENGTHS, { row, column }, key)).toEqual(
    to === null ? null : { row: to[0], column: to[1] },
  );
});
