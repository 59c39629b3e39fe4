/** Values that look made by chance and follow from a text, so that the sample is always the same. */
import { createHash } from 'node:crypto';

/** A stable number from 0 to `below - 1` for a text. */
export function pick(text: string, below: number): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) % below;
}

/** `length` characters as Kubernetes makes them for generated names (no vowels, no look-alikes). */
export function suffix(text: string, length: number): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  const bytes = createHash('sha256').update(`suffix ${text}`).digest();
  return Array.from({ length }, (_, i) => alphabet[(bytes[i] ?? 0) % alphabet.length]).join('');
}

/** A version 4 UUID shape from a text. */
export function stableUid(text: string): string {
  const hex = createHash('sha256').update(`uid ${text}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A moment as Kubernetes writes it: seconds, in UTC. */
export function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
