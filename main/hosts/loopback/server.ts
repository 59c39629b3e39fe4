/**
 * The loopback host: the same workbench for a browser on 127.0.0.1. SECURITY S-29: loopback only, one-time token,
 * per-tab secret, Host and Origin checked, the desktop's content security policy.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { isDrydockError } from '../../../shared/errors.ts';
import type { Host } from '../../workbench/host.ts';
import { serveWebSocket } from '../../workbench/serve.ts';
import type { Workbench } from '../../workbench/workbench.ts';
import { newNonce, withNonce } from '../csp.ts';
import { openRendererFiles, type RendererFiles } from '../renderer-files.ts';
import { askForBody, hasBody, readSmallBody } from './body.ts';
import { guardConnections } from './connections.ts';
import { createDownloads } from './downloads.ts';
import { openKnownTabs } from './known-tabs.ts';
import { isLoopbackHost, isSameOrigin } from './request-checks.ts';
import { json, refuse, refuseSocket, respond } from './respond.ts';
import { awaitSignIn, stringField } from './sign-in.ts';
import { type Target, targetOf } from './target.ts';
import { createTickets } from './tickets.ts';
import { createUploads } from './uploads.ts';

export interface LoopbackHost {
  readonly port: number;
  /** A start address that works once. */
  startUrl(): string;
  /** Closes the open engagement and forgets its key. */
  lock(): Promise<void>;
  close(): Promise<void>;
}

export interface LoopbackOptions {
  /** 0 takes the one of last time in this home if it is free, so that open tabs find it, else any free one. */
  readonly port: number;
  readonly homeDir: string;
  readonly distDir: string;
  readonly createWorkbench: (host: Host) => Promise<Workbench>;
}

/** Time to send the headers of a request. */
const HEADERS_TIMEOUT_MS = 10_000;
/** Of one message of a client that has signed in. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** Starts serving. Throws the listen error when the port is taken. */
export async function startLoopback(options: LoopbackOptions): Promise<LoopbackHost> {
  const files = keepInMemory(
    await openRendererFiles(join(options.distDir, 'renderer-files.json'), join(options.distDir, 'renderer')),
  );
  const tickets = createTickets(Date.now);
  const tabs = openKnownTabs(options.homeDir, Date.now);
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

  const server = createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    // An upload through a tunnel may take long; what does not move is destroyed by the guard.
    requestTimeout: 0,
    connectionsCheckingInterval: HEADERS_TIMEOUT_MS / 2,
    // Answered by `handle`, whose refusals carry the headers.
    requireHostHeader: false,
  });
  const connections = guardConnections(server);

  /** One request at a time on each socket: no browser pipelines, and a stranger's would pile up. */
  const take = (request: IncomingMessage, response: ServerResponse) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const done = connections.beginAnswer(request.socket);
    if (done === false) {
      request.socket.destroy();
      return;
    }
    response.once('close', done);
    handle(request, response).catch(() => refuse(request, response, 500));
  };
  server.on('request', take);
  // Without a listener Node itself would ask for the body, before anyone has looked at the secret.
  server.on('checkContinue', take);
  server.on('checkExpectation', (request, response) => refuse(request, response, 417));
  server.on('connect', (_request, socket) => refuseSocket(socket, 405));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // In the middle of an answer nothing can be said any more.
    if (connections.beginAnswer(socket) === false) socket.destroy();
    else refuseSocket(socket, STATUS_OF_CLIENT_ERROR[error.code ?? ''] ?? 400);
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isLoopbackHost(request.headers.host)) return refuse(request, response, 421);
    const target = targetOf(request.url);
    if (target === null) return refuse(request, response, 400);
    const { method } = request;
    const { path } = target;
    if (method === 'GET' || method === 'HEAD') {
      if (hasBody(request)) return refuse(request, response, 400);
      if (method === 'GET' && path.startsWith('/download/'))
        return downloads.serve(path.slice('/download/'.length), request, response);
      return page(path, request, response);
    }
    if (!isSameOrigin(request)) return refuse(request, response, 403);
    if (method === 'POST' && path === '/session') return session(request, response);
    if (method === 'POST' && path === '/session/proof') return prove(request, response);
    if (method === 'PUT' && path === '/upload') return upload(request, response, target);
    return refuse(request, response, 405);
  }

  async function page(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = await files.read(path === '/' ? 'index.html' : path.slice(1));
    if (file === null) return refuse(request, response, 404);
    const nonce = newNonce();
    const isIndex = file.type.startsWith('text/html');
    const body = isIndex ? withNonce(file.bytes.toString('utf8'), nonce) : file.bytes;
    const headers = { 'Cache-Control': isIndex ? 'no-store' : 'no-cache' };
    respond(response, { status: 200, type: file.type, body, headers, nonce });
  }

  async function session(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readSmallBody(request, response);
    if (body === null) return refuse(request, response, 413);
    const secret = tickets.exchange(stringField(body, 'token'));
    if (secret === null) return refuse(request, response, 401);
    json(response, { secret });
  }

  /** To a page that was open before this host began; see known-tabs.ts. */
  async function prove(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readSmallBody(request, response);
    if (body === null) return refuse(request, response, 413);
    const proof = tabs.prove(stringField(body, 'tab'), stringField(body, 'challenge'));
    if (proof === null) return refuse(request, response, 401);
    json(response, { proof });
  }

  async function upload(request: IncomingMessage, response: ServerResponse, target: Target): Promise<void> {
    const secret = request.headers['x-drydock-secret'];
    if (typeof secret !== 'string' || !tickets.knows(secret)) return refuse(request, response, 401);
    connections.prove(request.socket);
    askForBody(request, response);
    const purpose = target.query.get('purpose') ?? 'kubeconfig';
    try {
      json(response, {
        uploadId: await uploads.receive(request, purpose, target.query.get('name') ?? 'file'),
      });
    } catch (error) {
      if (!isDrydockError(error)) throw error;
      const { code, message, remedy } = error;
      const status = code === 'UPLOAD_TOO_LARGE' ? 413 : 507;
      refuse(request, response, status, { code, message, remedy });
    }
  }

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  sockets.on('wsClientError', (_error, socket) => refuseSocket(socket, 400));
  server.on('upgrade', (request, socket, head) => {
    if (!isSameOrigin(request) || targetOf(request.url)?.path !== '/rpc') return refuseSocket(socket, 403);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      awaitSignIn({
        webSocket,
        socket,
        knows: (secret) => tickets.knows(secret),
        redeems: (key) => tabs.redeem(key),
        onSignedIn({ again, wantsKey }) {
          connections.prove(socket);
          serveWebSocket(workbench, webSocket).catch(() => webSocket.terminate());
          const pass = wantsKey ? { port, key: tabs.handOut() } : {};
          const secret = again ? { secret: tickets.issueSecret() } : {};
          webSocket.send(JSON.stringify({ ready: true, ...pass, ...secret }));
        },
      });
    });
  });

  await listenWhere(server, options.port === 0 ? [tabs.lastPort, 0] : [options.port]);
  const { port } = server.address() as AddressInfo;
  tabs.listening(port);
  return {
    port,
    startUrl: () => `http://127.0.0.1:${port}/#token=${tickets.issueToken()}`,
    lock: () => workbench.lock(),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      connections.destroyAll();
      await closed;
      await workbench.close();
      uploads.close();
    },
  };
}

/** What Node's parser could not read, by its code; 400 for the rest. */
const STATUS_OF_CLIENT_ERROR: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Each file is read and checked once, so that a request costs a header and no copy of a file. */
function keepInMemory(files: RendererFiles): RendererFiles {
  type File = Awaited<ReturnType<RendererFiles['read']>>;
  const kept = new Map<string, File>();
  return {
    async read(path) {
      const known = kept.get(path);
      if (known !== undefined) return known;
      const file = await files.read(path);
      if (file !== null) kept.set(path, file);
      return file;
    },
  };
}

/** On the first of these ports that is free. */
async function listenWhere(server: Server, [first = 0, ...others]: readonly number[]): Promise<void> {
  try {
    await listen(server, first);
  } catch (error) {
    if (others.length === 0) throw error;
    await listenWhere(server, others);
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
