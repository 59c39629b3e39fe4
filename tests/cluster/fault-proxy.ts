/**
 * Stands between Drydock and a real API server, hands everything on, remembers what was said, and breaks what a test
 * tells it to. It ends TLS with an authority of its own, so it serves users who sign in with a token.
 */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request as forward } from 'undici';
import { createAuthority } from '../../main/sample/certificates.ts';
import type { ControlPlaneAddress } from './start-control-plane.ts';

export interface Exchange {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly authorization: string;
  /** How many requests of the same path, without its query, came before this one. */
  readonly nth: number;
  /** How many requests came before this one. */
  readonly count: number;
}

/** What becomes of one exchange; `null` hands it on untouched. */
export type Fault =
  /** The connection is cut before any answer. */
  | { readonly type: 'reset' }
  /** The right headers, half of the body, and the connection is cut. */
  | { readonly type: 'cut' }
  /** Half of the body as if it were all of it. */
  | { readonly type: 'half' }
  /** An answer of the proxy's own. */
  | {
      readonly type: 'answer';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    }
  /** A body without an end. */
  | { readonly type: 'endless' }
  /** The body arrives a byte at a time. */
  | { readonly type: 'drip'; readonly pauseMs: number }
  /** Nothing at all is answered. */
  | { readonly type: 'silence' }
  /** Something happens first, then it is handed on. */
  | { readonly type: 'after'; readonly work: () => Promise<void> };

export interface FaultProxy {
  readonly server: string;
  /** PEM of the authority to trust. */
  readonly ca: string;
  /** Asked for every exchange. */
  decide: (exchange: Exchange) => Fault | null;
  /** Replaces headers of what is handed on. */
  rewrite: (headers: Record<string, string>) => Record<string, string>;
  readonly exchanges: readonly (Exchange & { readonly status: number; readonly body: string })[];
  /** From now on with a certificate of an authority that nobody knows; open connections are cut. */
  changeCertificate(): Promise<void>;
  close(): Promise<void>;
}

export async function startFaultProxy(plane: ControlPlaneAddress): Promise<FaultProxy> {
  const authority = await createAuthority('fault-proxy');
  const { certificatePem, privateKeyPem } = await authority.issueServer(['localhost', '127.0.0.1']);
  const upstream = new Agent({ connect: { ca: readFileSync(plane.ca) }, connections: 8 });
  const seen: (Exchange & { status: number; body: string })[] = [];
  const perPath = new Map<string, number>();

  const server = createServer({ cert: certificatePem, key: privateKeyPem }, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '/', method = 'GET' } = request;
    const bare = url.replace(/\?.*$/s, '');
    const nth = perPath.get(bare) ?? 0;
    perPath.set(bare, nth + 1);
    const exchange = {
      method,
      path: url,
      authorization: request.headers.authorization ?? '',
      nth,
      count: seen.length,
    };
    const record = { ...exchange, status: 0, body: '' };
    seen.push(record);
    const fault = proxy.decide(exchange);
    if (fault?.type === 'reset') {
      request.socket.destroy();
      return;
    }
    if (fault?.type === 'silence') return;
    if (fault?.type === 'answer') {
      record.status = fault.status;
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      response.end(JSON.stringify(fault.body ?? { kind: 'Status', status: 'Failure', code: fault.status }));
      return;
    }
    if (fault?.type === 'endless') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"kind":"PodList","items":[');
      const more = () => {
        while (response.write('{"metadata":{}},'.repeat(4096)));
      };
      response.on('drain', more);
      response.on('error', () => response.off('drain', more));
      more();
      return;
    }
    if (fault?.type === 'after') await fault.work();
    const answered = await forward(`${plane.server}${url}`, {
      dispatcher: upstream,
      method: method as 'GET',
      headers: passed(request),
      body: method === 'GET' ? null : request,
    });
    const body = Buffer.from(await answered.body.arrayBuffer());
    record.status = answered.statusCode;
    record.body = body.toString('utf8');
    const headers = proxy.rewrite({
      'content-type': String(answered.headers['content-type'] ?? 'application/json'),
      date: String(answered.headers['date'] ?? ''),
      ...(answered.headers['retry-after'] === undefined
        ? {}
        : { 'retry-after': String(answered.headers['retry-after']) }),
    });
    response.sendDate = false;
    if (fault?.type === 'half') {
      response.writeHead(answered.statusCode, { ...headers, connection: 'close' });
      response.end(body.subarray(0, body.length / 2));
      return;
    }
    response.writeHead(answered.statusCode, { ...headers, 'content-length': String(body.length) });
    if (fault?.type === 'cut') {
      response.write(body.subarray(0, body.length / 2), () => request.socket.destroy());
      return;
    }
    if (fault?.type === 'drip') {
      for (const byte of body) {
        if (response.destroyed) return;
        response.write(Buffer.from([byte]));
        await sleep(fault.pauseMs);
      }
    }
    response.end(fault?.type === 'drip' ? undefined : body);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultProxy = {
    server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca: authority.certificatePem,
    decide: () => null,
    rewrite: (headers) => headers,
    exchanges: seen,
    async changeCertificate() {
      const stranger = await (await createAuthority('stranger')).issueServer(['localhost', '127.0.0.1']);
      server.setSecureContext({ cert: stranger.certificatePem, key: stranger.privateKeyPem });
      server.closeAllConnections();
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await upstream.destroy();
    },
  };
  return proxy;
}

function passed({ headers }: IncomingMessage): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ['accept', 'authorization', 'content-type', 'user-agent']) {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value;
  }
  return kept;
}
