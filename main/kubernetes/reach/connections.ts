/**
 * Sets of connections: for each protocol the ports, 1 to 65535, as intervals. Canonical: two equal sets have equal
 * keys. Values are frozen; every function gives a new set.
 */

/** In alphabetical order, which is the order of the notation. */
export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** `[first, last, first, last, …]`: ascending, apart from one another by at least one port. */
export type Ports = readonly number[];

export interface ConnectionSet extends Readonly<Record<Protocol, Ports>> {
  /** The same for equal sets, different for others. */
  readonly key: string;
}

export const LAST_PORT = 65_535;

const EVERY_PORT: Ports = Object.freeze([1, LAST_PORT]);
const NO_PORT: Ports = Object.freeze([]);

export const NO_CONNECTION: ConnectionSet = make(NO_PORT, NO_PORT, NO_PORT);
export const ALL_CONNECTIONS: ConnectionSet = make(EVERY_PORT, EVERY_PORT, EVERY_PORT);

/** The ports `first` to `last` of one protocol; none when they are out of order or out of range. */
export function portRange(protocol: Protocol, first: number, last: number): ConnectionSet {
  if (!isPort(first) || !isPort(last) || first > last) return NO_CONNECTION;
  const ports = [first, last];
  return make(
    protocol === 'SCTP' ? ports : NO_PORT,
    protocol === 'TCP' ? ports : NO_PORT,
    protocol === 'UDP' ? ports : NO_PORT,
  );
}

export function isPort(number: unknown): number is number {
  return typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= LAST_PORT;
}

export function isProtocol(text: unknown): text is Protocol {
  return text === 'TCP' || text === 'UDP' || text === 'SCTP';
}

export function isNone(set: ConnectionSet): boolean {
  return set.key === NO_CONNECTION.key;
}

export function isAll(set: ConnectionSet): boolean {
  return set.key === ALL_CONNECTIONS.key;
}

export function union(a: ConnectionSet, b: ConnectionSet): ConnectionSet {
  if (a.key === b.key || isNone(b) || isAll(a)) return a;
  if (isNone(a) || isAll(b)) return b;
  return make(join(a.SCTP, b.SCTP), join(a.TCP, b.TCP), join(a.UDP, b.UDP));
}

export function intersect(a: ConnectionSet, b: ConnectionSet): ConnectionSet {
  if (a.key === b.key || isNone(a) || isAll(b)) return a;
  if (isNone(b) || isAll(a)) return b;
  return make(overlap(a.SCTP, b.SCTP), overlap(a.TCP, b.TCP), overlap(a.UDP, b.UDP));
}

/** What is in `a` and not in `b`. */
export function subtract(a: ConnectionSet, b: ConnectionSet): ConnectionSet {
  if (isNone(a) || isNone(b)) return a;
  if (a.key === b.key || isAll(b)) return NO_CONNECTION;
  return make(
    overlap(a.SCTP, complement(b.SCTP)),
    overlap(a.TCP, complement(b.TCP)),
    overlap(a.UDP, complement(b.UDP)),
  );
}

export function includes(set: ConnectionSet, protocol: Protocol, port: number): boolean {
  const ports = set[protocol];
  for (let i = 0; i + 1 < ports.length; i += 2) {
    if (port < (ports[i] ?? 0)) return false;
    if (port <= (ports[i + 1] ?? 0)) return true;
  }
  return false;
}

/** `All Connections`, `No Connections`, or by protocol in alphabetical order: `SCTP 9003,TCP 80,443-450,UDP 53`. */
export function connectionsText(set: ConnectionSet): string {
  if (isAll(set)) return 'All Connections';
  if (isNone(set)) return 'No Connections';
  return PROTOCOLS.filter((protocol) => set[protocol].length > 0)
    .map((protocol) => `${protocol} ${portsText(set[protocol])}`)
    .join(',');
}

function portsText(ports: Ports): string {
  const parts: string[] = [];
  for (let i = 0; i + 1 < ports.length; i += 2) {
    parts.push(ports[i] === ports[i + 1] ? `${ports[i]}` : `${ports[i]}-${ports[i + 1]}`);
  }
  return parts.join(',');
}

function make(SCTP: Ports, TCP: Ports, UDP: Ports): ConnectionSet {
  return Object.freeze({ SCTP, TCP, UDP, key: `${SCTP.join()}|${TCP.join()}|${UDP.join()}` });
}

function join(a: Ports, b: Ports): Ports {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const result: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const fromA = j >= b.length || (i < a.length && (a[i] ?? 0) <= (b[j] ?? 0));
    const first = (fromA ? a[i] : b[j]) ?? 0;
    const last = (fromA ? a[i + 1] : b[j + 1]) ?? 0;
    if (fromA) i += 2;
    else j += 2;
    const end = result.length - 1;
    if (end > 0 && first <= (result[end] ?? 0) + 1) result[end] = Math.max(result[end] ?? 0, last);
    else result.push(first, last);
  }
  return result;
}

function overlap(a: Ports, b: Ports): Ports {
  const result: number[] = [];
  let i = 0;
  let j = 0;
  while (i + 1 < a.length && j + 1 < b.length) {
    const first = Math.max(a[i] ?? 0, b[j] ?? 0);
    const last = Math.min(a[i + 1] ?? 0, b[j + 1] ?? 0);
    if (first <= last) result.push(first, last);
    if ((a[i + 1] ?? 0) < (b[j + 1] ?? 0)) i += 2;
    else j += 2;
  }
  return result;
}

function complement(ports: Ports): Ports {
  const result: number[] = [];
  let next = 1;
  for (let i = 0; i + 1 < ports.length; i += 2) {
    const first = ports[i] ?? 0;
    if (next < first) result.push(next, first - 1);
    next = (ports[i + 1] ?? 0) + 1;
  }
  if (next <= LAST_PORT) result.push(next, LAST_PORT);
  return result;
}
