/** HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as Go programs read them (golang.org/x/net/http/httpproxy). */
import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** Where the requests to a server go, and the variable that says so. */
export interface EnvironmentProxy {
  /** With its credentials; never shown. */
  readonly address: string;
  readonly variable: string;
}

/**
 * The proxy of this machine's environment for a server; null for a direct connection. Loopback is never sent through
 * one. As in Go, HTTP_PROXY is not used for https, and a value that is no address is no proxy.
 */
export function environmentProxy(
  server: string,
  environment: Readonly<Record<string, string | undefined>>,
): EnvironmentProxy | null {
  if (!URL.canParse(server)) return null;
  const url = new URL(server);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  const upper = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const variable = environment[upper] ? upper : upper.toLowerCase();
  const address = addressOf(environment[variable] ?? '');
  if (address === null) return null;
  const host = bare(url.hostname);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const without = environment['NO_PROXY'] || environment['no_proxy'] || '';
  return bypasses(without, host, port) ? null : { address, variable };
}

/** Whether Drydock can go through a proxy of this address. */
export function isProxyAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  // A stray per cent sign in its credentials could not be decoded when it is used.
  const isWhole = !/%(?![0-9a-f]{2})/i.test(username + password);
  return /^(?:https?|socks5h?):$/.test(protocol) && hostname !== '' && isWhole;
}

function addressOf(value: string): string | null {
  if (value === '') return null;
  if (isProxyAddress(value)) return value;
  // A word before the colon is a scheme to a parser, but a host to people: `proxy:3128`.
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  return URL.canParse(address) ? address : null;
}

function bypasses(list: string, host: string, port: string): boolean {
  if (host === 'localhost' || isLoopback(host)) return true;
  const rules = list.split(',').map((rule) => rule.trim().toLowerCase());
  return rules.includes('*') || rules.some((rule) => covers(rule, host, port));
}

/** One entry: an address range, an address or a domain; the last two with a port or without. */
function covers(rule: string, host: string, port: string): boolean {
  const range = /^([^/]+)\/(\d{1,3})$/.exec(rule);
  if (range !== null) return isIP(host) !== 0 && inRange(range[1] ?? '', Number(range[2]), host);
  const [, name = rule, rulePort] = isIP(rule) ? [] : (/^(.*?):(\w*)$/.exec(rule) ?? []);
  if (name === '' || (rulePort !== undefined && rulePort !== '' && rulePort !== port)) return false;
  const address = bare(name);
  if (isIP(address) !== 0) return isIP(host) !== 0 && inRange(address, isIP(address) === 4 ? 32 : 128, host);
  const domain = name.startsWith('*.') ? name.slice(1) : name;
  const suffix = domain.startsWith('.') ? domain : `.${domain}`;
  const ascii = `.${domainToASCII(suffix.slice(1)) || suffix.slice(1)}`;
  return host.endsWith(ascii) || (!domain.startsWith('.') && host === ascii.slice(1));
}

function inRange(network: string, prefix: number, host: string): boolean {
  const family = isIP(network) === 4 ? 'ipv4' : 'ipv6';
  if (isIP(network) === 0 || prefix > (family === 'ipv4' ? 32 : 128)) return false;
  const range = new BlockList();
  range.addSubnet(network, prefix, family);
  return range.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6');
}

const isLoopback = (host: string) =>
  isIP(host) !== 0 && (inRange('127.0.0.0', 8, host) || inRange('::1', 128, host));

const bare = (host: string) => host.replace(/^\[|\]$/g, '').toLowerCase();
