/**
 * JSON for people and machines alike: a terminal that shows it obeys nothing in it. JSON itself escapes only the
 * first 32 control characters; the rest, and direction marks, are escaped here. It parses back to the same values.
 */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(/[\u007f-\u009f\u2028\u2029\p{Cf}]/gu, escaped)}\n`;
}

/** One `\\uXXXX` for each UTF-16 unit. */
const escaped = (character: string) =>
  [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
