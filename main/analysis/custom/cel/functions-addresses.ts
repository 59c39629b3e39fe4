/** IP addresses, address ranges and URLs, as Kubernetes' libraries read them. */
import type { FunctionSet } from './functions.ts';
import { CelFailure, MadeMap, Special, type Value } from './value.ts';

interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

interface Range extends Address {
  readonly prefix: number;
}

/** null for anything that Kubernetes does not take: leading zeros, zones, IPv4 written as IPv6. */
function addressOf(text: string): Address | null {
  if (text.length > 60) return null;
  if (!text.includes(':')) {
    const parts = text.split('.');
    if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
      return null;
    return { family: 4, bits: parts.reduce((bits, part) => bits * 256n + BigInt(part), 0n) };
  }
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return null;
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  if (left === null || right === null) return null;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...left, ...Array.from({ length: missing }, () => 0), ...right];
  const bits = groups.reduce((sum, group) => sum * 65_536n + BigInt(group), 0n);
  return bits >> 32n === 0xffffn ? null : { family: 6, bits };
}

/** Groups of 16 bits; a dotted end counts as two. */
function groupsOf(text: string): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else {
      const dotted = at === parts.length - 1 && part.includes('.') ? addressOf(part) : null;
      if (dotted === null) return null;
      groups.push(Number(dotted.bits >> 16n), Number(dotted.bits & 0xffffn));
    }
  }
  return groups;
}

/** The one canonical spelling. */
function spelled({ family, bits }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, at) => Number((bits >> BigInt(112 - at * 16)) & 0xffffn));
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at += 1) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length += 1;
    if (length > best.length) best = { at, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.at < 0) return hex.join(':');
  return `${hex.slice(0, best.at).join(':')}::${hex.slice(best.at + best.length).join(':')}`;
}

function rangeOf(text: string): Range | null {
  const slash = text.indexOf('/');
  const address = slash < 0 ? null : addressOf(text.slice(0, slash));
  const prefix = text.slice(slash + 1);
  if (address === null || !/^(0|[1-9]\d{0,2})$/.test(prefix)) return null;
  return Number(prefix) > width(address) ? null : { ...address, prefix: Number(prefix) };
}

const width = ({ family }: Address): number => (family === 4 ? 32 : 128);
const networkOf = (range: Address, prefix: number): bigint => range.bits >> BigInt(width(range) - prefix);
const ipValue = (address: Address): Special<Address> => new Special('ip', spelled(address), address);
const cidrValue = (range: Range): Special<Range> =>
  new Special('cidr', `${spelled(range)}/${range.prefix}`, range);

function ipFrom(value: Value | undefined): Address | null {
  if (typeof value === 'string') {
    const address = addressOf(value);
    if (address === null) throw new CelFailure('the text is no IP address');
    return address;
  }
  return value instanceof Special && value.type === 'ip' ? (value.inner as Address) : null;
}

function cidrFrom(value: Value | undefined): Range | null {
  if (typeof value === 'string') {
    const range = rangeOf(value);
    if (range === null) throw new CelFailure('the text is no address range, such as 10.0.0.0/8');
    return range;
  }
  return value instanceof Special && value.type === 'cidr' ? (value.inner as Range) : null;
}

const ofIp =
  (work: (address: Address) => Value) =>
  ([value]: readonly Value[]): Value | undefined =>
    value instanceof Special && value.type === 'ip' ? work(value.inner as Address) : undefined;

const ofCidr =
  (work: (range: Range, args: readonly Value[]) => Value | undefined) =>
  ([value, ...args]: readonly Value[]): Value | undefined =>
    value instanceof Special && value.type === 'cidr' ? work(value.inner as Range, args) : undefined;

const within = (address: Address, text: string): boolean => {
  const range = rangeOf(text);
  return (
    range !== null &&
    range.family === address.family &&
    networkOf(address, range.prefix) === networkOf(range, range.prefix)
  );
};
const among = (address: Address, four: string, six: string): boolean =>
  within(address, address.family === 4 ? four : six);
const isLoopback = (address: Address): boolean => among(address, '127.0.0.0/8', '::1/128');
const isLinkLocal = (address: Address): boolean => among(address, '169.254.0.0/16', 'fe80::/10');

const URL_PARTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/s;

interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

/** null for what is neither an absolute URI nor an absolute path. */
function urlOf(text: string): Url | null {
  if (text.length > 4_096 || /[\u0000-\u001f\u007f]/.test(text)) return null;
  const [, scheme = '', authority, path = '', query = ''] = URL_PARTS.exec(text) ?? [];
  if (scheme === '' && !text.startsWith('/')) return null;
  const host = (authority ?? '').slice((authority ?? '').lastIndexOf('@') + 1);
  if (!/^(\[[^\]]*\]|[^:[\]\s]*)(:\d*)?$/.test(host) || /%(?![0-9a-fA-F]{2})/.test(path)) return null;
  return { scheme: scheme.toLowerCase(), host, path, query };
}

const ofUrl =
  (work: (url: Url) => Value) =>
  ([value]: readonly Value[]): Value | undefined =>
    value instanceof Special && value.type === 'url' ? work(value.inner as Url) : undefined;

function queryOf({ query }: Url): Value {
  const values = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(query)) values.set(key, [...(values.get(key) ?? []), value]);
  const map = new MadeMap();
  for (const [key, list] of values) map.put(key, list);
  return map;
}

export const addressFunctions: FunctionSet = {
  globals: {
    ip: ([text]) => {
      if (typeof text !== 'string') return undefined;
      const address = ipFrom(text);
      return address === null ? undefined : ipValue(address);
    },
    isIP: ([text]) => (typeof text === 'string' ? addressOf(text) !== null : undefined),
    'ip.isCanonical': ([text]) => {
      const address = typeof text === 'string' ? ipFrom(text) : null;
      return address === null ? undefined : spelled(address) === text;
    },
    cidr: ([text]) => {
      const range = typeof text === 'string' ? cidrFrom(text) : null;
      return range === null ? undefined : cidrValue(range);
    },
    isCIDR: ([text]) => (typeof text === 'string' ? rangeOf(text) !== null : undefined),
    url: ([text]) => {
      if (typeof text !== 'string') return undefined;
      const url = urlOf(text);
      if (url === null) throw new CelFailure('the text is no URL');
      return new Special('url', text, url);
    },
    isURL: ([text]) => (typeof text === 'string' ? urlOf(text) !== null : undefined),
  },
  members: {
    family: ofIp(({ family }) => BigInt(family)),
    isUnspecified: ofIp(({ bits }) => bits === 0n),
    isLoopback: ofIp(isLoopback),
    isLinkLocalMulticast: ofIp((address) => among(address, '224.0.0.0/24', 'ff02::/16')),
    isLinkLocalUnicast: ofIp(isLinkLocal),
    isGlobalUnicast: ofIp(
      (address) =>
        address.bits !== 0n &&
        !isLoopback(address) &&
        !isLinkLocal(address) &&
        !among(address, '224.0.0.0/4', 'ff00::/8') &&
        !(address.family === 4 && address.bits === 0xffff_ffffn),
    ),
    containsIP: ofCidr((range, [other]) => {
      const address = ipFrom(other);
      if (address === null) return undefined;
      return (
        address.family === range.family && networkOf(address, range.prefix) === networkOf(range, range.prefix)
      );
    }),
    containsCIDR: ofCidr((range, [other]) => {
      const inner = cidrFrom(other);
      if (inner === null) return undefined;
      return (
        inner.family === range.family &&
        inner.prefix >= range.prefix &&
        networkOf(inner, range.prefix) === networkOf(range, range.prefix)
      );
    }),
    ip: ofCidr((range) => ipValue(range)),
    prefixLength: ofCidr(({ prefix }) => BigInt(prefix)),
    masked: ofCidr((range) => {
      const rest = BigInt(width(range) - range.prefix);
      return cidrValue({ ...range, bits: (range.bits >> rest) << rest });
    }),
    getScheme: ofUrl(({ scheme }) => scheme),
    getHost: ofUrl(({ host }) => host),
    getHostname: ofUrl(({ host }) => host.replace(/:\d*$/, '').replace(/^\[|\]$/g, '')),
    getPort: ofUrl(({ host }) => /:(\d*)$/.exec(host)?.[1] ?? ''),
    getEscapedPath: ofUrl(({ path }) => path.replaceAll(' ', '%20')),
    getQuery: ofUrl(queryOf),
  },
};
