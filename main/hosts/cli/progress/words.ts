/** A collection's progress in words and numbers, for a line in a log and for the lines of a terminal alike. */
import type { CollectProgress } from '../../../../shared/collect.ts';
import { count, number } from '../../../../shared/in-words.ts';

export const kindsWords = ({ kindsDone, kindsTotal }: CollectProgress): string =>
  kindsTotal === 0 ? '' : `${number(kindsDone)} of ${number(kindsTotal)} kinds`;

/** Objects, bytes, rate, retries, refusals and the time left; what is nothing yet is left out. */
export function numbersWords(progress: CollectProgress, bytesPerSecond: number | null): string[] {
  const { objects, bytes, retries, refused, remainingMs, phase, kindsTotal } = progress;
  const isEnding = phase === 'finishing' || phase === 'done';
  return [
    kindsTotal === 0 ? '' : count(objects, 'object'),
    kindsTotal === 0 ? '' : size(bytes),
    bytesPerSecond === null ? '' : `${size(bytesPerSecond)}/s`,
    retries === 0 ? '' : count(retries, 'retry', 'retries'),
    refused.length === 0 ? '' : `${number(refused.length)} refused or failed`,
    remainingMs === null || isEnding ? '' : `${duration(remainingMs)} left`,
  ].filter((words) => words !== '');
}

export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** About: it is an estimate. */
function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return `about ${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `about ${minutes} min` : `about ${(minutes / 60).toFixed(1)} h`;
}
