/** Container logs, which `kubectl cluster-info dump` writes between its documents. A log may hold any text, JSON too. */

const START_LOGS = '==== START logs for container ';
const END_LOGS = '==== END logs for container ';

/** The text that ends the log which this line begins; null when it begins none. */
export function endOfLog(line: string): string | null {
  return line.startsWith(START_LOGS) ? END_LOGS + line.slice(START_LOGS.length).trimEnd() : null;
}

/** Every log, from its first line to the text that ends it. */
export const CONTAINER_LOGS = new RegExp(`^${START_LOGS}(.*)$[\\s\\S]*?${END_LOGS}\\1`, 'gm');
