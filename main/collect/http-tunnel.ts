/**
 * A connection through an HTTP or HTTPS proxy, by CONNECT. Not undici's own agent: its CONNECT heeds neither a cancel nor
 * a deadline and waits five minutes for a proxy that never answers.
 */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { RequestFailure } from './failure.ts';

export interface Tunnel {
  readonly proxy: URL;
  /** Where to; an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** PEM; authorities for the proxy's own certificate. */
  readonly ca: string[];
  readonly timeoutMs: number;
}

/** The caller owns the socket. @throws RequestFailure `network`, `timeout`; for an HTTPS proxy what TLS throws */
export function connectThroughHttp({ proxy, host, port, ca, timeoutMs }: Tunnel): Promise<Socket> {
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const send = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...authorization(proxy) },
      agent: false,
      ca,
    });
    const deadline = setTimeout(
      () => request.destroy(new RequestFailure('timeout', 'the proxy took too long')),
      timeoutMs,
    );
    request.once('connect', (answer, socket, head) => {
      clearTimeout(deadline);
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300 && head.length === 0) return resolve(socket);
      socket.destroy();
      reject(new RequestFailure('network', refusal(status)));
    });
    request.once('error', (error) => {
      clearTimeout(deadline);
      reject(error);
    });
    request.end();
  });
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function refusal(status: number): string {
  if (status === 407) return 'the proxy requires authentication, or rejected the credentials';
  return status >= 200 && status < 300
    ? 'the proxy sent data before the server could'
    : `the proxy refused the connection with status ${status}`;
}
