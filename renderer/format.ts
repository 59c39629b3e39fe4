/** Numbers, sizes and times as people read them. */
import { localDayInWords } from '../shared/day-in-words.ts';

const hours = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const hoursWithZone = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** An ISO time in the reader's zone; the text itself when it is not a time. */
export function dateTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : `${date(iso)}, ${hours.format(time)}`;
}

/** As `dateTime`, with the zone: for times that others compare with their own records. */
export function zonedTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : `${date(iso)}, ${hoursWithZone.format(time)}`;
}

/** “14:03:27” in the reader's zone. */
export function clockTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : clock.format(time);
}

/** “24 Nov 2026” in the reader's zone, as the report writes it; the text itself when it is not a time. */
export const date = localDayInWords;

export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(0)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}

/** “40 s”, “3 min”. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** A guess at what is left: never finer than a second. */
export const timeLeft = (ms: number): string => (ms < 1_000 ? 'less than a second' : `about ${duration(ms)}`);

/** The first characters of a hash, enough to compare by eye. */
export const shortHash = (hash: string): string => hash.slice(0, 12);
