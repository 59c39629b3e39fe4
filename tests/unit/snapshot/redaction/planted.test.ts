/**
 * Words planted in every kind of place and in every shape: none may be stored. The words look like ordinary words,
 * numbers and other scripts, so that nothing but the grammar around a word can give it away.
 */
import { describe, expect, test } from 'vitest';
import { redactObject } from '../../../../main/snapshot/redaction/redact.ts';
import { PLACES, plantedIn } from './planted-places.ts';
import { BARE_SHAPES, planted, SHAPES, WORDS } from './planted-shapes.ts';

const holds = (value: unknown, word: string): boolean => JSON.stringify(value).includes(word);

describe('planted words', () => {
  test.each(PLACES)('in $place', ({ removed, object }) => {
    const leaks: string[] = [];
    for (const [look, word] of WORDS) {
      for (const shape of removed ? [...SHAPES, ...BARE_SHAPES] : SHAPES) {
        const raw = plantedIn(object, planted(shape, word));
        const stored = redactObject(raw);
        if (stored === null || holds(stored, word))
          leaks.push(`${look}: ${shape} -> ${JSON.stringify(stored)}`);
      }
    }
    expect(leaks).toEqual([]);
  });
  test('are counted', () => {
    const removed = PLACES.filter((one) => one.removed).length;
    const all = WORDS.length * (PLACES.length * SHAPES.length + removed * BARE_SHAPES.length);
    expect(PLACES.length).toBeGreaterThanOrEqual(60);
    expect(SHAPES.length).toBeGreaterThanOrEqual(40);
    process.stdout.write(
      `planted words: ${PLACES.length} places, ${SHAPES.length + BARE_SHAPES.length} shapes, ${WORDS.length} words, ${all} plantings\n`,
    );
  });
});
