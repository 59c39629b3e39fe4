/** Blocks of IP addresses, and the partition of all addresses by the blocks that policies name. */
import { type Address, addressText, BITS, parsePrefix } from '../ip-address.ts';

export { type Address, addressText, parseAddress } from '../ip-address.ts';

/** Both ends belong to it. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** Every address of a family. */
export const EVERY_ADDRESS: Readonly<Record<4 | 6, AddressRange>> = {
  4: { family: 4, first: 0n, last: (1n << 32n) - 1n },
  6: { family: 6, first: 0n, last: (1n << 128n) - 1n },
};

/** The range of `ADDRESS/LENGTH`, host bits cleared; null for anything else. */
export function parseCidr(text: string): AddressRange | null {
  const block = parsePrefix(text);
  if (block === null) return null;
  const { family, value } = block.address;
  const host = BITS[family] - BigInt(block.prefix);
  const first = (value >> host) << host;
  return { family, first, last: first + (1n << host) - 1n };
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
