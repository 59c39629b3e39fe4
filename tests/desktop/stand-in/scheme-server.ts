import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FakeSession } from '../fake-electron/sessions.ts';

/** Serves the custom schemes of a session to Chromium, which knows only `http:`. */
export interface SchemeServer {
  /** `app://drydock/x` to `http://app--drydock.localhost:PORT/x`; other URLs stay. */
  toHttp(url: string): string;
  /** The way back. */
  toCustom(url: string): string;
}

/** `*.localhost` is this machine for Chromium, and a secure context, as a secure custom scheme is. */
export async function serveSchemes(session: FakeSession): Promise<SchemeServer> {
  const server = createServer((request, response) => {
    answer(session, request).then(
      async (answered) => {
        const body = Buffer.from(await answered.arrayBuffer());
        return response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(body);
      },
      () => response.writeHead(502).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    toHttp: (url) =>
      url.replace(/^([a-z]+):\/\/([a-z]+)(?=\/|$)/, (whole, scheme: string, host: string) =>
        session.protocols.has(scheme) ? `http://${scheme}--${host}.localhost:${port}` : whole,
      ),
    toCustom: (url) =>
      url.replace(/^(blob:)?http:\/\/([a-z]+)--([a-z]+)\.localhost:(\d+)/, (whole, blob, scheme, host, at) =>
        Number(at) === port ? `${blob ?? ''}${scheme}://${host}` : whole,
      ),
  };
}

async function answer(session: FakeSession, request: IncomingMessage): Promise<Response> {
  const [, scheme = '', host = ''] = HOST.exec(request.headers.host ?? '') ?? [];
  const handler = session.protocols.get(scheme);
  if (handler === undefined) return new Response(null, { status: 502 });
  const url = `${scheme}://${host}${request.url ?? '/'}`;
  return handler(new Request(url, { method: request.method ?? 'GET' }));
}

const HOST = /^([a-z]+)--([a-z]+)\.localhost:\d+$/;
