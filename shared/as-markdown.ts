/** Text of a cluster or a tool as Markdown that shows exactly that text: nothing in it is a heading, a link or an image. */
export function asMarkdown(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/[!-/:-@[-`{-~]/g, '\\$&'))
    .join('\n');
}
