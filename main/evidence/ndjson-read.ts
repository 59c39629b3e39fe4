/** Lines of JSON from a stranger, one at a time: nothing is believed of them but that they are bytes. */
import { DrydockError } from '../../shared/errors.ts';
import { invalid } from './invalid.ts';
import { jsonShape, LIMITS } from './zip-limits.ts';

/** The lines of each chunk together, as they come. Memory: one chunk and one line. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  let started: Buffer[] = [];
  let startedBytes = 0;
  const lineWith = (end: Buffer): string => {
    if (startedBytes + end.length > LIMITS.lineBytes) invalid('a line is too long');
    const line = startedBytes === 0 ? end : Buffer.concat([...started, end]);
    started = [];
    startedBytes = 0;
    return utf8(line);
  };
  for await (const chunk of chunks) {
    const lines: string[] = [];
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      lines.push(lineWith(chunk.subarray(from, at)));
      from = at + 1;
    }
    const rest = chunk.subarray(from);
    if (rest.length > 0) {
      started.push(rest);
      startedBytes += rest.length;
      if (startedBytes > LIMITS.lineBytes) invalid('a line is too long');
    }
    if (lines.length > 0) yield lines;
  }
  if (startedBytes > 0) yield [lineWith(Buffer.alloc(0))];
}

/** JSON of bounded depth and number of values, without `__proto__` keys. @throws DrydockError BUNDLE_INVALID */
export function parseJson(text: string, where: string): unknown {
  const { depth, values } = jsonShape(text);
  if (depth > LIMITS.jsonDepth) invalid(`${where} is nested too deeply`);
  if (values > LIMITS.jsonValues) invalid(`${where} contains too many values`);
  try {
    // A reviver takes several times as long, so it is asked only where the key could stand, escaped or not.
    return NAMES_PROTO.test(text)
      ? JSON.parse(text, (key, inner: unknown) => (key === '__proto__' ? undefined : inner))
      : JSON.parse(text);
  } catch (error) {
    if (error instanceof DrydockError) throw error;
    return invalid(`${where} is not JSON`);
  }
}

const NAMES_PROTO = /__proto__|\\u00(?:5f|70|72|6f|74)/i;

/** A replacement character in place of broken UTF-8 would be evidence that nobody gave. */
export function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return invalid('it contains text that is not UTF-8');
  }
}
