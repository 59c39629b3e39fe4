import type { LooksLike } from '../../../shared/evidence.ts';
import { LOOKS_LIKE_WORDS } from '../../../shared/looks-like.ts';
import { counted } from '../../format.ts';

/** “7 addresses with credentials”: how many values looked like what. */
export function looksWords(looksLike: LooksLike, count: number): string {
  const [one, many] = LOOKS_LIKE_WORDS[looksLike];
  return counted(count, one, many);
}
