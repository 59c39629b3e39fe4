/** The catalog's statement on its tags, without the entry that poppler reads wrongly. */

const SUSPECTS = /(\/MarkInfo\s*<<[^<>]*?)(\/Suspects\s+false)/;

/**
 * The typesetter writes `/Suspects false`, which is the default of ISO 32000-1, table 321. Poppler takes any value but
 * true for one of a wrong type, and its tools print an error for every report. The entry becomes white space of the same
 * length, within the catalog alone, so that every offset of the file stays true.
 */
export function withoutSuspects(pdf: Uint8Array): Uint8Array {
  const bytes = Buffer.from(pdf);
  const text = bytes.toString('latin1');
  const start = catalogStart(text);
  if (start === null) return pdf;
  const end = text.indexOf('endobj', start);
  const found = SUSPECTS.exec(text.slice(start, end === -1 ? start : end));
  if (found === null) return pdf;
  const [, before = '', entry = ''] = found;
  bytes.fill(' ', start + found.index + before.length, start + found.index + before.length + entry.length);
  return new Uint8Array(bytes);
}

/** Where the catalog begins, by the table of references at the end of the file; null when it is of another form. */
function catalogStart(text: string): number | null {
  const [, table] = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text.slice(-64)) ?? [];
  const references = table === undefined ? '' : text.slice(Number(table));
  const root = /\/Root\s+(\d+)\s+0\s+R/.exec(references)?.[1];
  const first = /^xref\s+0\s+\d+\s+/.exec(references)?.[0];
  if (root === undefined || first === undefined) return null;
  // An entry of the table is 20 bytes, and begins with ten digits.
  const entry = references.slice(first.length + Number(root) * 20).slice(0, 10);
  const start = /^\d{10}$/.test(entry) ? Number(entry) : null;
  const head = start === null ? '' : text.slice(start, start + 64);
  return new RegExp(`^${root} 0 obj\\s*<<\\s*/Type\\s*/Catalog\\b`).test(head) ? start : null;
}
