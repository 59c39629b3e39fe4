/** What the API server says about itself, beside the lists. */
import { BlockList, isIP } from 'node:net';
import type { ApiFacts } from '../../shared/evidence.ts';
import { str } from '../snapshot/read.ts';
import type { PeerFacts } from './dispatcher.ts';
import { RequestFailure } from './failure.ts';
import type { PlainPath } from './targets.ts';
import type { Answer, Transport } from './transport.ts';

export const NO_API_FACTS: ApiFacts = Object.freeze({
  serverVersion: null,
  readyz: null,
  openidIssuer: null,
  jwksReachable: null,
  anonymous: null,
  certificates: null,
  publicAddress: null,
  tlsVerified: null,
  clockAheadMs: null,
});

/** Every probe may stay unanswered, which is `null`. @throws RequestFailure only for a cancel */
export async function probeApi(
  transport: Transport,
  anonymous: Transport,
  server: string,
): Promise<ApiFacts> {
  const version = await ask(transport, '/version');
  const readyz = await ask(transport, '/readyz', true);
  const jwks = await ask(transport, '/openid/v1/jwks');
  const openid = await ask(transport, '/.well-known/openid-configuration');
  return {
    serverVersion: versionOf(version),
    readyz: readyz === null ? null : { status: readyz.status, failing: failingOf(readyz.text) },
    openidIssuer: openid?.status === 200 ? (str(jsonOf(openid), 'issuer')?.slice(0, 500) ?? null) : null,
    jwksReachable: jwks === null ? null : jwks.status === 200,
    anonymous: await askAnonymously(anonymous),
    ...peerFacts(transport.peer, server),
    clockAheadMs: transport.clockAheadMs,
  };
}

async function askAnonymously(transport: Transport): Promise<ApiFacts['anonymous']> {
  const found: { path: string; status: number }[] = [];
  for (const path of ['/version', '/healthz', '/api'] as const) {
    const answer = await ask(transport, path);
    if (answer !== null) found.push({ path, status: answer.status });
  }
  return found.length === 0 ? null : found;
}

export function versionOf(answer: Answer | null): ApiFacts['serverVersion'] {
  if (answer?.status !== 200) return null;
  const body = jsonOf(answer);
  const gitVersion = str(body, 'gitVersion');
  if (gitVersion === undefined) return null;
  const short = (name: string) => (str(body, name) ?? '').slice(0, 100);
  return {
    major: short('major'),
    minor: short('minor'),
    gitVersion: gitVersion.slice(0, 100),
    platform: short('platform'),
  };
}

function failingOf(text: string): string[] {
  return [...text.slice(0, 65_536).matchAll(/^\[-\]([\w./-]{1,200})/gm)].map(([, name]) => name ?? '');
}

function peerFacts(
  peer: PeerFacts,
  server: string,
): Pick<ApiFacts, 'certificates' | 'publicAddress' | 'tlsVerified'> {
  const host = new URL(server).hostname.replace(/^\[|\]$/g, '');
  // A name that leads to this machine is the beginning of a tunnel; where it ends is not seen.
  const address = isIP(host) !== 0 ? host : isLoopback(peer.address ?? '') ? null : peer.address;
  return {
    certificates: peer.certificates,
    tlsVerified: peer.tlsVerified,
    publicAddress: address === null ? null : isPublicAddress(address),
  };
}

const isLoopback = (address: string): boolean =>
  /^(::ffff:)?127\.\d+\.\d+\.\d+$/i.test(address) || address === '::1';

/** False for loopback, private, link-local, shared and unique local ranges; RFC 1918, 6598, 4193, 4291. */
export function isPublicAddress(address: string): boolean | null {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  const family = isIP(plain);
  if (family === 0) return null;
  const ranges = new BlockList();
  for (const [network, prefix] of PRIVATE_V4) ranges.addSubnet(network, prefix, 'ipv4');
  for (const [network, prefix] of PRIVATE_V6) ranges.addSubnet(network, prefix, 'ipv6');
  return !ranges.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

const PRIVATE_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const;
const PRIVATE_V6 = [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const;

function ask(transport: Transport, path: PlainPath, verbose = false): Promise<Answer | null> {
  return quietly(() => transport.get({ type: 'plain', path, ...(verbose ? { verbose } : {}) }));
}

function jsonOf(answer: Answer): unknown {
  try {
    return answer.json();
  } catch {
    return undefined;
  }
}

async function quietly<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RequestFailure && error.kind !== 'cancelled') return null;
    throw error;
  }
}
