/** Types as people do: at their pace, with pauses, corrections and detours of the cursor. From a seed, so that it repeats. */
import type { Locator, Page } from 'playwright';

export interface Typist {
  readonly page: Page;
  readonly random: Random;
  /** 1 types as a person does; less is faster. */
  readonly pace: number;
}

/** A number between 0 (with) and 1 (without). */
export type Random = () => number;

/** Mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const between = (random: Random, low: number, high: number) => Math.round(low + random() * (high - low));
const pickOf = <T>(random: Random, of: readonly [T, ...T[]]): T =>
  of[Math.floor(random() * of.length)] ?? of[0];

/** Words whose letters are shortcuts somewhere: c, j, k, m, n, u, x, 1 to 9, /. */
const WORDS = [
  'jump',
  'kube',
  'confirm',
  'mark',
  'number',
  'undo',
  'next',
  'node',
  'cluster',
  'xz',
  'm',
  'n',
  'c',
  'j',
  'k',
  'u',
  '1',
  '2',
  '3',
  '4/5',
  'etcd',
  'and',
  'under',
  'console',
  'backups',
  'token',
  'no',
  'yes',
  'maybe',
  'nightly',
  'mux',
] as const satisfies readonly [string, ...string[]];

/** A sentence of four to eight words. */
export function sentenceOf(random: Random): string {
  const words = Array.from({ length: between(random, 4, 8) }, () => pickOf(random, WORDS));
  return `${words.join(' ')}.`;
}

/** A name for one line: no trailing space, so that what a form trims is what was typed. */
export const lineOf = (random: Random): string => sentenceOf(random).slice(0, -1);

/**
 * Types `text` at the end of what `field` holds: 40 to 250 ms a key, pauses around the autosave's half a second, wrong
 * letters that are taken back, and detours of the cursor that come back to the end.
 */
export async function typeLikeAPerson(
  { page, random, pace }: Typist,
  field: Locator,
  text: string,
): Promise<void> {
  await field.click();
  await page.keyboard.press('Control+End');
  for (const letter of text) {
    await page.waitForTimeout(between(random, 40, 250) * pace);
    if (random() < 0.03) await mistype(page, random, pace);
    if (random() < 0.02) await wander(page, random, pace);
    await page.keyboard.press(letter === ' ' ? 'Space' : letter);
    if (random() < 0.06) await page.waitForTimeout(between(random, 350, 800));
  }
}

async function mistype(page: Page, random: Random, pace: number): Promise<void> {
  const wrong = pickOf(random, ['q', 'mm', 'nc', 'jk', '1']);
  for (const letter of wrong) await page.keyboard.press(letter);
  await page.waitForTimeout(between(random, 40, 700) * pace);
  for (const _ of wrong) await page.keyboard.press('Backspace');
}

async function wander(page: Page, random: Random, pace: number): Promise<void> {
  const steps = between(random, 1, 6);
  for (let step = 0; step < steps; step += 1) await page.keyboard.press('ArrowLeft');
  await page.waitForTimeout(between(random, 40, 600) * pace);
  await page.keyboard.press('Control+End');
}
