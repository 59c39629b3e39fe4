/** What an evidence bundle may be. A stranger made it; nothing of it is believed before it is checked. */
export const LIMITS = {
  entries: 100_000,
  /** Of the file itself. */
  fileBytes: 8 * 1024 ** 3,
  /** Bytes out for each byte in. */
  expansion: 200,
  totalBytes: 32 * 1024 ** 3,
  /** Of one object or one entry of the log: as much as one answer of an API server may hold. */
  lineBytes: 64 * 1024 ** 2,
  manifestBytes: 32 * 1024 ** 2,
  jsonDepth: 200,
  /** Of one line or one manifest. Text of many tiny values takes far more memory parsed than written. */
  jsonValues: 2_000_000,
} as const;

/** True for a plain relative name: no traversal, no absolute path, no backslash, drive, control character or NUL. */
export function isSafeEntryName(name: string): boolean {
  if (name === '' || name.length > 500 || /[\\:\p{Cc}]/u.test(name) || name.startsWith('/')) return false;
  return name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Deepest nesting of JSON text, without parsing it: a deep document must not reach a recursive parser. */
export function jsonDepth(text: string): number {
  return jsonShape(text).depth;
}

/** Deepest nesting and number of values (at most, and about) of JSON text, without parsing it. */
export function jsonShape(text: string): { readonly depth: number; readonly values: number } {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 92) at += 1;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 44) values += 1;
    else if (code === 123 || code === 91) {
      depth += 1;
      values += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 125 || code === 93) depth -= 1;
  }
  return { depth: deepest, values };
}
