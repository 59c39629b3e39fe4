import type { LooksLike } from '../../../shared/evidence.ts';
import { count } from '../../../shared/in-words.ts';
import { LOOKS_LIKE_WORDS } from '../../../shared/looks-like.ts';

/** “7 addresses with credentials”: how many values looked like what. */
export function looksWords(looksLike: LooksLike, values: number): string {
  const [one, many] = LOOKS_LIKE_WORDS[looksLike];
  return count(values, one, many);
}
