/** Keep-alive connections with the right trust, and what they show about the server. */
import { createHash, X509Certificate } from 'node:crypto';
import { type PeerCertificate, rootCertificates, TLSSocket } from 'node:tls';
import { Agent, buildConnector, type Dispatcher, ProxyAgent } from 'undici';
import type { z } from 'zod';
import type { CertificateFact } from '../../shared/evidence.ts';
import type { ClusterConnection } from '../kubeconfig/connection.ts';
import type { Credentials } from '../kubeconfig/credential-source.ts';
import { proxyFailureOf } from './failure.ts';
import { connectThroughHttp } from './http-tunnel.ts';
import { connectThroughSocks } from './socks.ts';

type Certificate = z.infer<typeof CertificateFact>;

/** Seen on the first connection; null until then, and behind a proxy. */
export interface PeerFacts {
  certificates: Certificate[] | null;
  address: string | null;
  tlsVerified: boolean | null;
}

export interface Dispatchers {
  /** One pool for each client certificate; a token travels in a header and needs none of its own. */
  for(credentials: Credentials): Dispatcher;
  readonly peer: PeerFacts;
  close(): Promise<void>;
}

const CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 15_000;

export function createDispatcher(connection: ClusterConnection): Dispatchers {
  const peer: PeerFacts = { certificates: null, address: null, tlsVerified: null };
  const secure = connection.server.startsWith('https:');
  if (!secure) peer.tlsVerified = false;
  let held: { certificate: Credentials['clientCertificate']; dispatcher: Dispatcher } | null = null;
  const old: Dispatcher[] = [];
  return {
    peer,
    for({ clientCertificate }) {
      const same =
        held !== null &&
        held.certificate?.cert === clientCertificate?.cert &&
        held.certificate?.key === clientCertificate?.key;
      if (held === null || !same) {
        if (held !== null) old.push(held.dispatcher);
        held = { certificate: clientCertificate, dispatcher: open(connection, clientCertificate, peer) };
      }
      return held.dispatcher;
    },
    async close() {
      const all = held === null ? old : [...old, held.dispatcher];
      await Promise.all(all.map((dispatcher) => dispatcher.destroy()));
    },
  };
}

function open(
  connection: ClusterConnection,
  certificate: Credentials['clientCertificate'],
  peer: PeerFacts,
): Dispatcher {
  const tls = {
    ...trustOf(connection),
    ...(certificate === null ? {} : { cert: certificate.cert, key: certificate.key }),
    rejectUnauthorized: connection.tls.verify,
    ...(connection.tls.servername === null ? {} : { servername: connection.tls.servername }),
    minVersion: 'TLSv1.2' as const,
    timeout: CONNECT_TIMEOUT_MS,
  };
  const pool = { connections: CONNECTIONS, keepAliveTimeout: 30_000, allowH2: false, pipelining: 1 };
  const proxy = connection.proxy === null ? null : new URL(connection.proxy);
  // What is not encrypted is handed to a web proxy as it is, for many refuse tunnels to other ports than 443.
  if (proxy !== null && !isSocks(proxy) && connection.server.startsWith('http:')) {
    return new ProxyAgent({ ...pool, uri: proxy.href, connectTimeout: CONNECT_TIMEOUT_MS });
  }
  const connect = buildConnector({ ...tls, allowH2: false });
  return new Agent({
    ...pool,
    connect: (options, callback) => {
      const seen: typeof callback = (...result) => {
        const [error, socket] = result;
        if (error === null) look(socket, peer, { direct: proxy === null, verify: connection.tls.verify });
        callback(...result);
      };
      if (proxy === null) connect(options, seen);
      else void throughProxy(proxy, connect, options, seen, connection);
    },
  });
}

type Connector = ReturnType<typeof buildConnector>;

const isSocks = ({ protocol }: URL) => protocol === 'socks5:' || protocol === 'socks5h:';

/** TLS to the server itself, inside of what the proxy passes on. */
async function throughProxy(
  proxy: URL,
  connect: Connector,
  options: Parameters<Connector>[0],
  callback: Parameters<Connector>[1],
  connection: ClusterConnection,
): Promise<void> {
  const secure = options.protocol === 'https:';
  const target = { host: options.hostname, port: Number(options.port || (secure ? 443 : 80)) };
  // As in Go, the proxy may be of the kubeconfig's authority too; it is never unchecked.
  const ca = [...rootCertificates, ...(trustOf(connection).ca ?? [])];
  try {
    const httpSocket = isSocks(proxy)
      ? await connectThroughSocks(proxy, target, CONNECT_TIMEOUT_MS)
      : await connectThroughHttp({ proxy, ...target, ca, timeoutMs: CONNECT_TIMEOUT_MS });
    if (secure) connect({ ...options, httpSocket }, callback);
    else callback(null, httpSocket);
  } catch (error) {
    callback(proxyFailureOf(`${proxy.protocol}//${proxy.host}`, error) as Error, null);
  }
}

/** `ca` replaces the roots of the runtime; an extra authority is trusted beside either. */
function trustOf({ tls }: ClusterConnection): { ca?: string[] } {
  if (tls.ca === null && tls.extraCa === null) return {};
  const base = tls.ca === null ? [...rootCertificates] : [tls.ca];
  return { ca: tls.extraCa === null ? base : [...base, tls.extraCa] };
}

/** `direct` is false when the other end of the socket is a proxy; without `verify` nothing was checked, whatever would have come of it. */
function look(
  socket: unknown,
  peer: PeerFacts,
  { direct, verify }: { readonly direct: boolean; readonly verify: boolean },
): void {
  if (!(socket instanceof TLSSocket)) {
    const address: unknown = Reflect.get(Object(socket), 'remoteAddress');
    if (direct) peer.address ??= typeof address === 'string' ? address : null;
    return;
  }
  if (direct) peer.address ??= socket.remoteAddress ?? null;
  peer.tlsVerified = (peer.tlsVerified ?? true) && socket.authorized && verify;
  if (peer.certificates !== null) return;
  const chain: Certificate[] = [];
  const seen = new Set<string>();
  let here: PeerCertificate | undefined = socket.getPeerCertificate(true);
  while (here?.raw !== undefined && chain.length < MAX_CHAIN) {
    const fact = certificateFact(here.raw);
    if (fact === null || seen.has(fact.sha256)) break;
    seen.add(fact.sha256);
    chain.push(fact);
    here = 'issuerCertificate' in here ? (here.issuerCertificate as PeerCertificate) : undefined;
  }
  // A resumed session shows no certificate: that is not knowledge.
  if (chain.length > 0) peer.certificates = chain;
}

const MAX_CHAIN = 8;

function certificateFact(raw: Buffer): Certificate | null {
  try {
    const certificate = new X509Certificate(raw);
    const key = certificate.publicKey;
    const bits =
      key.asymmetricKeyDetails?.modulusLength ?? CURVE_BITS.get(key.asymmetricKeyDetails?.namedCurve ?? '');
    return {
      subject: oneLine(certificate.subject),
      issuer: oneLine(certificate.issuer),
      subjectAltNames: (certificate.subjectAltName ?? '')
        .split(/,\s*/)
        .filter((name) => name !== '')
        .slice(0, 200),
      notBefore: isoDate(certificate.validFrom),
      notAfter: isoDate(certificate.validTo),
      keyType: key.asymmetricKeyType ?? 'unknown',
      keyBits: bits ?? null,
      sha256: createHash('sha256').update(raw).digest('hex'),
    };
  } catch {
    return null;
  }
}

const CURVE_BITS: ReadonlyMap<string, number> = new Map([
  ['prime256v1', 256],
  ['secp384r1', 384],
  ['secp521r1', 521],
]);

function oneLine(name: string | undefined): string {
  return (name ?? '').replaceAll('\n', ', ').slice(0, 1_000);
}

function isoDate(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
