/** What a server answered: read within bounds, and JSON only when somebody asks for it. */
import type { Dispatcher } from 'undici';
import { createShapeCounter } from '../answer-shape.ts';
import { RequestFailure } from '../failure.ts';
import type { TransportLimits } from './limits.ts';

export interface Answer {
  readonly status: number;
  readonly bytes: number;
  readonly text: string;
  /** The body as JSON. @throws RequestFailure `not-json` */
  json(): unknown;
}

/** With the headers that decide about another try. */
export interface TimedAnswer extends Answer {
  readonly retryAfter: string;
  readonly serverDate: string;
}

interface Reading {
  /** Whether the answer may be long: a list, or discovery. */
  readonly long: boolean;
  readonly limits: TransportLimits;
  /** Counted while they arrive: a failure tells a slow answer from none by them. */
  readonly received: { bytes: number };
}

/** @throws RequestFailure `not-json`, `too-large`, `too-many`, `too-deep`; whatever ends the connection */
export async function readAnswer(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  reading: Reading,
): Promise<TimedAnswer> {
  const header = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' ? value : '';
  };
  if (!/^(?:identity)?$/i.test(header('content-encoding'))) {
    throw new RequestFailure('not-json', 'the response is compressed, which was not requested');
  }
  const succeeded = statusCode >= 200 && statusCode < 300;
  const bytes = await readBody(body as AsyncIterable<Buffer>, succeeded, reading);
  return {
    status: statusCode,
    bytes: bytes.length,
    retryAfter: header('retry-after'),
    serverDate: header('date'),
    get text() {
      return bytes.toString('utf8');
    },
    json: () => parsed(bytes, header('content-type')),
  };
}

async function readBody(
  body: AsyncIterable<Buffer>,
  succeeded: boolean,
  { long, limits, received }: Reading,
): Promise<Buffer> {
  const maxBytes = long && succeeded ? limits.maxBodyBytes : limits.maxOtherBytes;
  const shape = createShapeCounter();
  const chunks: Buffer[] = [];
  for await (const chunk of body) {
    received.bytes += chunk.length;
    if (received.bytes > maxBytes) {
      // A refusal is one whatever its text; leaving the loop ends the connection.
      if (!succeeded) break;
      throw new RequestFailure('too-large', `the response is larger than ${inMb(maxBytes)} MB`);
    }
    shape.push(chunk);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsed(body: Buffer, contentType: string): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw new RequestFailure(
      'not-json',
      /^text\/html/i.test(contentType)
        ? 'it is a web page, perhaps a login page'
        : 'the response is not JSON',
    );
  }
}

const inMb = (bytes: number): number => Math.max(1, Math.round(bytes / 1024 ** 2));
