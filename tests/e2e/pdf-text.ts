import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A PDF's text without whitespace: lines break where the layout wants them to. */
export async function squeezedTextOf(pdfPath: string): Promise<string> {
  const { stdout } = await promisify(execFile)('pdftotext', ['-layout', pdfPath, '-'], {
    maxBuffer: 64 * 2 ** 20,
  });
  return squeezed(stdout);
}

/** Without whitespace and hyphens, and with plain quotation marks, as the typesetter may set other ones. */
export const squeezed = (text: string) =>
  text
    .replace(/[\s\u00ad\u2010-]/g, '')
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'");
