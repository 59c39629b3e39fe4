/** IP addresses, address ranges and URLs, as Kubernetes' libraries read them. */
import { type Address, addressText, BITS, parseAddress, parsePrefix } from '../ip-address.ts';
import type { FunctionSet } from './function-set.ts';
import { CelFailure, MadeMap, Special, type Value } from './value.ts';

interface Range extends Address {
  readonly prefix: number;
}

/** null also for IPv4 written as IPv6, which Kubernetes' library does not take. */
function addressOf(text: string): Address | null {
  const address = parseAddress(text);
  return address !== null && isMapped(address) ? null : address;
}

function rangeOf(text: string): Range | null {
  const block = parsePrefix(text);
  return block === null || isMapped(block.address) ? null : { ...block.address, prefix: block.prefix };
}

const isMapped = ({ family, value }: Address): boolean => family === 6 && value >> 32n === 0xffffn;
const spelled = ({ family, value }: Address): string => addressText(family, value);
const networkOf = (range: Address, prefix: number): bigint =>
  range.value >> (BITS[range.family] - BigInt(prefix));
const ipValue = (address: Address): Special<Address> => new Special('ip', spelled(address), address);
const cidrValue = (range: Range): Special<Range> =>
  new Special('cidr', `${spelled(range)}/${range.prefix}`, range);

function ipFrom(value: Value | undefined): Address | null {
  if (typeof value === 'string') {
    const address = addressOf(value);
    if (address === null) throw new CelFailure('the text is not an IP address');
    return address;
  }
  return value instanceof Special && value.type === 'ip' ? (value.inner as Address) : null;
}

function cidrFrom(value: Value | undefined): Range | null {
  if (typeof value === 'string') {
    const range = rangeOf(value);
    if (range === null) throw new CelFailure('the text is not an address range, such as 10.0.0.0/8');
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
      if (url === null) throw new CelFailure('the text is not a URL');
      return new Special('url', text, url);
    },
    isURL: ([text]) => (typeof text === 'string' ? urlOf(text) !== null : undefined),
  },
  members: {
    family: ofIp(({ family }) => BigInt(family)),
    isUnspecified: ofIp(({ value }) => value === 0n),
    isLoopback: ofIp(isLoopback),
    isLinkLocalMulticast: ofIp((address) => among(address, '224.0.0.0/24', 'ff02::/16')),
    isLinkLocalUnicast: ofIp(isLinkLocal),
    isGlobalUnicast: ofIp(
      (address) =>
        address.value !== 0n &&
        !isLoopback(address) &&
        !isLinkLocal(address) &&
        !among(address, '224.0.0.0/4', 'ff00::/8') &&
        !(address.family === 4 && address.value === 0xffff_ffffn),
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
      const rest = BITS[range.family] - BigInt(range.prefix);
      return cidrValue({ ...range, value: (range.value >> rest) << rest });
    }),
    getScheme: ofUrl(({ scheme }) => scheme),
    getHost: ofUrl(({ host }) => host),
    getHostname: ofUrl(({ host }) => host.replace(/:\d*$/, '').replace(/^\[|\]$/g, '')),
    getPort: ofUrl(({ host }) => /:(\d*)$/.exec(host)?.[1] ?? ''),
    getEscapedPath: ofUrl(({ path }) => path.replaceAll(' ', '%20')),
    getQuery: ofUrl(queryOf),
  },
};
