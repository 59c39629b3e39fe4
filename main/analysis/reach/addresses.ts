/** IP addresses, blocks of them, and the partition of all addresses by the blocks that policies name. */

export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** Both ends belong to it. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const BITS = { 4: 32n, 6: 128n } as const;

/** Every address of a family. */
export const EVERY_ADDRESS: Readonly<Record<4 | 6, AddressRange>> = {
  4: { family: 4, first: 0n, last: (1n << 32n) - 1n },
  6: { family: 6, first: 0n, last: (1n << 128n) - 1n },
};

/** The address in dotted or colon notation, or null. Leading zeros are refused, as the API server does. */
export function parseAddress(text: string): Address | null {
  if (text.length > 45) return null;
  if (!text.includes(':')) {
    const value = parseV4(text);
    return value === null ? null : { family: 4, value };
  }
  const value = parseV6(text);
  return value === null ? null : { family: 6, value };
}

/** The range of `ADDRESS/LENGTH`, host bits cleared; null for anything else. */
export function parseCidr(text: string): AddressRange | null {
  const slash = text.indexOf('/');
  if (slash < 0) return null;
  const address = parseAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === null || !/^(0|[1-9]\d{0,2})$/.test(length)) return null;
  const bits = BITS[address.family];
  const prefix = BigInt(length);
  if (prefix > bits) return null;
  const host = bits - prefix;
  const first = (address.value >> host) << host;
  return { family: address.family, first, last: first + (1n << host) - 1n };
}

export function holds(range: AddressRange, address: Address): boolean {
  return range.family === address.family && range.first <= address.value && address.value <= range.last;
}

/** True when `inner` lies wholly within `outer`. */
export function within(inner: AddressRange, outer: AddressRange): boolean {
  return inner.family === outer.family && outer.first <= inner.first && inner.last <= outer.last;
}

export function touches(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** The ranges that stay of a block when others are taken out, in order. */
export function without(block: AddressRange, except: readonly AddressRange[]): readonly AddressRange[] {
  const holes = except
    .filter((one) => touches(one, block))
    .toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const result: AddressRange[] = [];
  let next = block.first;
  for (const hole of holes) {
    if (next < hole.first) result.push({ family: block.family, first: next, last: hole.first - 1n });
    if (next <= hole.last) next = hole.last + 1n;
  }
  if (next <= block.last) result.push({ family: block.family, first: next, last: block.last });
  return result;
}

/**
 * All addresses of a family, cut wherever one of the ranges begins or ends: every part lies wholly inside or wholly
 * outside of each range. In ascending order; one part when nothing is named.
 */
export function partition(family: 4 | 6, ranges: Iterable<AddressRange>): readonly AddressRange[] {
  const whole = EVERY_ADDRESS[family];
  const starts = new Set<bigint>([whole.first]);
  for (const range of ranges) {
    if (range.family !== family) continue;
    starts.add(range.first);
    if (range.last < whole.last) starts.add(range.last + 1n);
  }
  const sorted = [...starts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted.map((first, i) => ({ family, first, last: (sorted[i + 1] ?? whole.last + 1n) - 1n }));
}

/** The part of a partition that holds an address; null for the other family. */
export function partOf(parts: readonly AddressRange[], address: Address): AddressRange | null {
  let low = 0;
  let high = parts.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const part = parts[middle];
    if (part === undefined || part.family !== address.family) return null;
    if (address.value < part.first) high = middle - 1;
    else if (address.value > part.last) low = middle + 1;
    else return part;
  }
  return null;
}

/** `10.0.0.0-10.255.255.255`. */
export function rangeText(range: AddressRange): string {
  return `${addressText(range.family, range.first)}-${addressText(range.family, range.last)}`;
}

/** The usual notation; IPv6 as RFC 5952 asks. */
export function addressText(family: 4 | 6, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  );
  const zeros = longestZeros(groups);
  return zeros === null
    ? groups.join(':')
    : `${groups.slice(0, zeros.from).join(':')}::${groups.slice(zeros.to).join(':')}`;
}

/** Addresses that networks of clusters use: private, shared and unique local ones. */
const INTERNAL: readonly AddressRange[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '198.18.0.0/15',
  'fc00::/7',
  'fe80::/10',
].flatMap((cidr) => parseCidr(cidr) ?? []);

/** True when a range touches addresses that a cluster may use inside: private, shared, link-local or unique local. */
export function touchesInternal(range: AddressRange): boolean {
  return INTERNAL.some((one) => touches(one, range));
}

function parseV4(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseV6(text: string): bigint | null {
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return null;
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  if (left === null || right === null) return null;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...left, ...Array.from({ length: missing }, () => 0n), ...right];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

function groupsOf(text: string): readonly bigint[] | null {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (part.includes('.') && i === parts.length - 1) {
      const v4 = parseV4(part);
      if (v4 === null) return null;
      groups.push(v4 >> 16n, v4 & 0xffffn);
    } else if (/^[\da-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return null;
  }
  return groups;
}

function longestZeros(groups: readonly string[]): { readonly from: number; readonly to: number } | null {
  let best: { from: number; to: number } | null = null;
  for (let from = 0; from < groups.length; from += 1) {
    let to = from;
    while (groups[to] === '0') to += 1;
    if (to - from > Math.max(1, best === null ? 0 : best.to - best.from)) best = { from, to };
  }
  return best;
}
