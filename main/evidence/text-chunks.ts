/** The bytes of a text file as UTF-8, chunk by chunk, whatever a Windows terminal wrote it in. */
import { createReadStream } from 'node:fs';

const CHUNK_BYTES = 1024 * 1024;

/** UTF-16 with its mark becomes UTF-8; everything else comes as it is. `end` is the last byte to read. */
export async function* textChunks(path: string, end = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES, end }) as AsyncIterable<Buffer>;
  let decoder: TextDecoder | null = null;
  let isFirst = true;
  for await (const chunk of stream) {
    if (isFirst) decoder = decoderOf(chunk);
    isFirst = false;
    yield decoder === null ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
  }
  const rest = decoder?.decode() ?? '';
  if (rest !== '') yield Buffer.from(rest);
}

function decoderOf(head: Uint8Array): TextDecoder | null {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le');
  return head[0] === 0xfe && head[1] === 0xff ? new TextDecoder('utf-16be') : null;
}
