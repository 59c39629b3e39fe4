/** Bodies of requests whose sender is not known yet. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A token in its JSON takes about 60. */
const MAX_SMALL_BODY_BYTES = 1000;
const SMALL_BODY_TIMEOUT_MS = 10_000;

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

/** A client that waits for it sends the body only now. */
export function askForBody(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.expect !== undefined) response.writeContinue();
}

/** null when it is larger, or does not come. */
export function readSmallBody(request: IncomingMessage, response: ServerResponse): Promise<string | null> {
  askForBody(request, response);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (text: string | null) => {
      clearTimeout(deadline);
      request.off('data', add);
      resolve(text);
    };
    const add = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_SMALL_BODY_BYTES) end(null);
      else chunks.push(chunk);
    };
    const deadline = setTimeout(() => end(null), SMALL_BODY_TIMEOUT_MS);
    request.on('data', add);
    request.once('end', () => end(Buffer.concat(chunks).toString('utf8')));
    request.once('close', () => end(null));
  });
}
