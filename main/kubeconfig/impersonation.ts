/** `as`, `as-uid`, `as-groups` and `as-user-extra` as the headers that client-go sends. */
import type { UserEntry } from './parse.ts';

/** Pairs of name and value; a value's characters are the bytes that go on the wire. */
export function impersonationHeaders({ impersonate }: UserEntry): (readonly [name: string, value: string])[] {
  const headers: (readonly [string, string])[] = [];
  const add = (name: string, value: string) => headers.push([name, headerBytes(value)]);
  if (impersonate.user !== null) add('Impersonate-User', impersonate.user);
  if (impersonate.uid !== null) add('Impersonate-Uid', impersonate.uid);
  for (const group of impersonate.groups) add('Impersonate-Group', group);
  for (const [name, values] of impersonate.extra) {
    for (const value of values) add(`Impersonate-Extra-${escapedKey(name)}`, value);
  }
  return headers;
}

/** Go writes a header's text as UTF-8; the HTTP client here writes one byte for each character. */
export function headerBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The text of a header's value as it goes on the wire. */
export function headerText(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8');
}

/** Every byte that may not stand in a header's name, and `%`, as `%XX`. */
function escapedKey(name: string): string {
  return headerBytes(name).replace(
    /[^!#$&'*+\-.0-9A-Z^_`a-z|~]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
