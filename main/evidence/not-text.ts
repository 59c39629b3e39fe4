/** What a file is that holds no text, by its first bytes. */

const MAGIC: readonly (readonly [bytes: string, words: string])[] = [
  ['\u001f\u008b', 'it is a packed archive'],
  ['\u00fd7zXZ', 'it is a packed archive'],
  ['BZh', 'it is a packed archive'],
  ['7z\u00bc\u00af', 'it is a packed archive'],
  ['Rar!\u001a', 'it is a packed archive'],
  ['(\u00b5/\u00fd', 'it is a packed archive'],
  ['PK\u0003\u0004', 'it is a zip file'],
  ['PK\u0005\u0006', 'it is a zip file'],
  ['%PDF-', 'it is a PDF document'],
  ['\u0089PNG', 'it is an image'],
  ['\u00ff\u00d8\u00ff', 'it is an image'],
  ['GIF8', 'it is an image'],
  ['\u007fELF', 'it is a program'],
  ['MZ\u0090', 'it is a program'],
  ['\u00cf\u00fa\u00ed\u00fe', 'it is a program'],
  ['\u00d0\u00cf\u0011\u00e0', 'it is an Office document'],
  ['SQLite format 3', 'it is a database'],
];

/** As the end of a sentence; null for text, also in UTF-16 with its mark. */
export function notText(head: Uint8Array): string | null {
  const start = Buffer.from(head.subarray(0, 512)).toString('latin1');
  const found = MAGIC.find(([bytes]) => start.startsWith(bytes));
  if (found !== undefined) return found[1];
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'it is an image';
  if (start.slice(257, 262) === 'ustar') return 'it is a packed archive';
  const isUtf16 = start.startsWith('\u00ff\u00fe') || start.startsWith('\u00fe\u00ff');
  return !isUtf16 && head.includes(0) ? 'it is a binary file' : null;
}
