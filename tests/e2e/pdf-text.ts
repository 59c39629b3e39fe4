import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A PDF's text without whitespace: lines break where the layout wants them to. */
async function squeezedTextOf(pdfPath: string): Promise<string> {
  const { stdout } = await promisify(execFile)('pdftotext', [pdfPath, '-'], {
    maxBuffer: 64 * 2 ** 20,
  });
  return squeezed(stdout);
}

/** Without whitespace and hyphens, and with plain quotation marks, as the typesetter may set other ones. */
const squeezed = (text: string) =>
  text
    .replace(/[\s\u00ad\u2010-]/g, '')
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'");

/** Those of `wanted` that the PDF does not say. */
export async function missingIn(pdfPath: string, wanted: readonly string[]): Promise<readonly string[]> {
  const text = await squeezedTextOf(pdfPath);
  return wanted.filter((words) => !text.includes(squeezed(words)));
}
