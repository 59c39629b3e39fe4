/**
 * Text from a cluster as one safe line of a terminal: control and direction characters are shown, not obeyed, so that
 * a name cannot move the cursor, colour the output or forge a line.
 */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return `‹U+${point.toString(16).toUpperCase().padStart(4, '0')}›`;
  });
}
