/** What must stay as it is until somebody has examined it; '' for nothing. */
import { agree } from './in-words.ts';
export function keepSentence(preserve: readonly string[]): string {
  return preserve.length === 0
    ? ''
    : `Do not change or delete ${preserve.join(', ')}: ${agree(preserve.length, 'it shows', 'they show')} a sign of a compromise and must be preserved as evidence until a forensic analyst releases ${agree(preserve.length, 'it', 'them')}.`;
}
