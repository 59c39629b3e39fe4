/**
 * The loopback host: the same workbench for a browser on 127.0.0.1. SECURITY S-29: loopback only, one-time token,
 * per-tab secret, Host and Origin checked, the desktop's content security policy.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Host } from '../../workbench/host.ts';
import { serveWebSocket } from '../../workbench/serve.ts';
import type { Workbench } from '../../workbench/workbench.ts';
import { newNonce, securityHeaders, withNonce } from '../csp.ts';
import { openRendererFiles } from '../renderer-files.ts';
import { createDownloads } from './downloads.ts';
import { isLoopbackHost, isSameOrigin } from './request-checks.ts';
import { createTickets } from './tickets.ts';
import { createUploads } from './uploads.ts';

export interface LoopbackHost {
  readonly port: number;
  /** A start address that works once. */
  startUrl(): string;
  close(): Promise<void>;
}

export interface LoopbackOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly homeDir: string;
  readonly distDir: string;
  readonly createWorkbench: (host: Host) => Promise<Workbench>;
}

/** Time a new WebSocket has to name its secret. */
const SIGN_IN_TIMEOUT_MS = 10_000;
const CLOSE_NOT_SIGNED_IN = 4401;
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** Starts serving. Throws the listen error when the port is taken. */
export async function startLoopback(options: LoopbackOptions): Promise<LoopbackHost> {
  const files = await openRendererFiles(
    join(options.distDir, 'renderer-files.json'),
    join(options.distDir, 'renderer'),
  );
  const tickets = createTickets(Date.now);
  const uploads = createUploads(join(options.homeDir, 'uploads'));
  const downloads = createDownloads();
  const workbench = await options.createWorkbench({
    kind: 'loopback',
    homeDir: options.homeDir,
    pickFiles: async () => null,
    uploadedFile: uploads.get,
    saveFile: async (name, bytes) => ({ kind: 'download', url: downloads.offer(name, bytes) }),
    keychain: null,
  });

  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isLoopbackHost(request.headers.host)) return refuse(response, 421);
    const url = new URL(request.url ?? '/', 'http://loopback');
    if (request.method === 'GET' && url.pathname.startsWith('/download/')) {
      return downloads.serve(url.pathname.slice('/download/'.length), response);
    }
    if (request.method === 'GET' || request.method === 'HEAD') return page(url.pathname, response);
    if (!isSameOrigin(request)) return refuse(response, 403);
    if (request.method === 'POST' && url.pathname === '/session') return session(request, response);
    if (request.method === 'PUT' && url.pathname === '/upload') return upload(request, response, url);
    return refuse(response, 405);
  }

  async function page(path: string, response: ServerResponse): Promise<void> {
    const file = await files.read(path === '/' ? 'index.html' : path.slice(1));
    if (file === null) return refuse(response, 404);
    const nonce = newNonce();
    const isIndex = file.type.startsWith('text/html');
    const body = isIndex ? Buffer.from(withNonce(file.bytes.toString('utf8'), nonce)) : file.bytes;
    response.writeHead(200, {
      ...securityHeaders({ nonce }),
      'Content-Type': file.type,
      'Content-Length': body.length,
      'Cache-Control': isIndex ? 'no-store' : 'no-cache',
    });
    response.end(body);
  }

  async function session(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const secret = tickets.exchange(tokenOf(await readSmallBody(request)));
    if (secret === null) return refuse(response, 401);
    json(response, 200, { secret });
  }

  async function upload(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const secret = request.headers['x-drydock-secret'];
    if (typeof secret !== 'string' || !tickets.knows(secret)) return refuse(response, 401);
    const purpose = url.searchParams.get('purpose') ?? 'kubeconfig';
    const uploadId = await uploads.receive(request, purpose, url.searchParams.get('name') ?? 'file');
    if (uploadId === null) return refuse(response, 413);
    json(response, 200, { uploadId });
  }

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  server.on('upgrade', (request, socket, head) => {
    if (!isSameOrigin(request) || new URL(request.url ?? '/', 'http://loopback').pathname !== '/rpc') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => signIn(webSocket));
  });

  function signIn(socket: WebSocket): void {
    const timer = setTimeout(() => socket.close(CLOSE_NOT_SIGNED_IN), SIGN_IN_TIMEOUT_MS);
    socket.on('error', () => socket.terminate());
    socket.once('message', (data, isBinary) => {
      clearTimeout(timer);
      const secret = isBinary ? '' : secretOf((data as Buffer).toString('utf8'));
      if (!tickets.knows(secret)) {
        socket.close(CLOSE_NOT_SIGNED_IN);
        return;
      }
      serveWebSocket(workbench, socket).catch(() => socket.terminate());
      socket.send(JSON.stringify({ ready: true }));
    });
  }

  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    startUrl: () => `http://127.0.0.1:${port}/#token=${tickets.issueToken()}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await workbench.close();
      uploads.close();
    },
  };
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Type': 'text/plain', 'X-Content-Type-Options': 'nosniff' });
  response.end();
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(value));
}

async function readSmallBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString('utf8');
    if (text.length > 1000) return '';
  }
  return text;
}

const tokenOf = (body: string) => stringField(body, 'token');
const secretOf = (message: string) => stringField(message, 'secret');

function stringField(text: string, field: string): string {
  if (text.length > 1000) return '';
  try {
    const value: unknown = JSON.parse(text);
    const found = typeof value === 'object' && value !== null ? Reflect.get(value, field) : '';
    return typeof found === 'string' ? found : '';
  } catch {
    return '';
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
