import { newNonce, securityHeaders, withNonce } from '../csp.ts';
import type { RendererFiles } from '../renderer-files.ts';
import type { Session } from './electron.ts';
import { APP_SCHEME, isAppUrl } from './origin.ts';

/** Serves the interface to the windows of this session, and to no other session. */
export function serveApp(session: Session, files: RendererFiles): void {
  // SECURITY S-04: the default session never learns the scheme.
  session.protocol.handle(APP_SCHEME, (request) => answerAppRequest(files, request));
}

/** The answer to one request: a listed file, or a refusal. Every answer carries the security headers. */
export async function answerAppRequest(
  files: RendererFiles,
  request: Pick<Request, 'method' | 'url'>,
): Promise<Response> {
  const nonce = newNonce();
  const refuse = (status: number) => new Response(null, { status, headers: securityHeaders({ nonce }) });
  // SECURITY S-05
  if (request.method !== 'GET') return refuse(405);
  const path = listedPath(request.url);
  if (path === null) return refuse(400);
  const file = await files.read(path).catch(() => 'altered' as const);
  if (file === 'altered') return refuse(500);
  if (file === null) return refuse(404);
  const body = path === INDEX ? withNonce(file.bytes.toString('utf8'), nonce) : new Uint8Array(file.bytes);
  // SECURITY S-06
  return new Response(body, {
    status: 200,
    headers: { ...securityHeaders({ nonce }), 'Content-Type': file.type, 'Cache-Control': 'no-store' },
  });
}

/** The relative path that a URL asks for, or `null` when it is not plainly one of ours. */
function listedPath(url: string): string | null {
  if (!isAppUrl(url)) return null;
  // What the URL parser would quietly repair is refused as written: traversal, backslashes, NUL, encoded slashes.
  const [written = ''] = url.slice(url.indexOf('//') + 2).split(/[?#]/, 1);
  if (/\\|%|\0|(^|\/)\.{1,2}(\/|$)/.test(written)) return null;
  const path = new URL(url).pathname.slice(1);
  return path === '' ? INDEX : path;
}

const INDEX = 'index.html';
