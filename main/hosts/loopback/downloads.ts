/** Finished files on a one-time address. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse, respond } from './respond.ts';

export interface Downloads {
  /** A path that serves the bytes once. */
  offer(name: string, bytes: Uint8Array): string;
  serve(id: string, request: IncomingMessage, response: ServerResponse): void;
}

/** What is not fetched soon is forgotten; a browser asks at once. */
const OFFER_LIFE_MS = 5 * 60_000;

export function createDownloads(): Downloads {
  const offers = new Map<string, { readonly name: string; readonly bytes: Uint8Array }>();
  return {
    offer(name, bytes) {
      const id = randomBytes(32).toString('base64url');
      offers.set(id, { name, bytes });
      setTimeout(() => offers.delete(id), OFFER_LIFE_MS).unref();
      return `/download/${id}`;
    },
    serve(id, request, response) {
      const offer = offers.get(id);
      offers.delete(id);
      if (offer === undefined) return refuse(request, response, 404);
      respond(response, {
        status: 200,
        type: 'application/octet-stream',
        body: offer.bytes,
        headers: {
          'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(offer.name)}`,
          'Cache-Control': 'no-store',
        },
      });
    },
  };
}
