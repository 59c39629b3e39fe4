/**
 * Splits JSON of any length into parts that are parsed one by one: the elements of chosen lists, and the members of
 * the document beside them. A list of a large cluster is longer than the longest string, and than memory.
 */
import { LIMITS } from './zip-limits.ts';

/** One piece of a document: an element of a list, or the whole value of a member. */
export interface JsonPart {
  /** Documents of one stream are counted from 1. */
  readonly document: number;
  /** The member of the document; null for elements of a document that is a list, and for scalars. */
  readonly key: string | null;
  /** True for an element of the list that stands under `key`. */
  readonly element: boolean;
  readonly value: unknown;
  /** Length of its JSON. */
  readonly bytes: number;
}

export interface SplitOptions {
  /** Members whose list is given element by element. Every other member comes whole. */
  readonly lists: ReadonlySet<string>;
  /** Members that are passed over without being kept, whatever their size. */
  readonly skip?: ReadonlySet<string>;
  /** Whether container logs may stand between the documents, as `kubectl cluster-info dump` writes them. */
  readonly logs?: boolean;
  /** Called for every part, in order. */
  readonly onPart: (part: JsonPart) => void;
  /** Called for each member of a document, before its value is read. */
  readonly onKey?: (key: string) => void;
  /** Called when a chosen list begins, so that an empty one is known of as well. */
  readonly onList?: (key: string) => void;
  /** Called at the end of each document. */
  readonly onDocument?: () => void;
}

/** Why a text cannot be split; the reader of the file puts it into the words of its own error. */
export class JsonProblem extends Error {}

/** One part is at most this long; a longer one is no Kubernetes object and no result of a check. */
export const MAX_PART_BYTES = 64 * 1024 * 1024;
const TOO_MANY_VALUES = 'one entry holds too many values';

export interface JsonSplitter {
  /** @throws JsonProblem */
  push(chunk: Uint8Array): void;
  /** Call after the last chunk. @throws JsonProblem when the text was cut off */
  end(): void;
  readonly documents: number;
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const COMMA = 44;
const COLON = 58;
const NEWLINE = 10;

const MAX_KEY_BYTES = 1024;
const MAX_LINE_BYTES = 64 * 1024;
/** Between them stand the logs of a container in `kubectl cluster-info dump`. */
export const START_LOGS = '==== START logs for container ';
export const END_LOGS = '==== END logs for container ';

/**
 * A push parser over bytes that keeps no more than one part. It checks nesting, depth, UTF-8 and size; the grammar
 * within a part is checked by JSON.parse.
 */
export function createJsonSplitter(options: SplitOptions): JsonSplitter {
  const { lists, skip, onPart } = options;
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  /** Kinds of the open brackets, outermost first. */
  const open: number[] = [];
  let documents = 0;
  let first = true;
  let inString = false;
  let escaped = false;
  /** In an object at depth 1: the key that was read, and whether its value has begun. */
  let key: string | null = null;
  let keyStart = -1;
  let keyPieces: Buffer[] = [];
  let keyBytes = 0;
  let expectKey = false;
  /** True while the elements of a list at depth 2 (or of a document that is a list, at depth 1) are split. */
  let splitting = false;
  let base = 0;
  let partStart = -1;
  let partPieces: Buffer[] = [];
  let partBytes = 0;
  /** Of the part: text of many tiny values takes far more memory parsed than written. */
  let values = 0;
  let skipping = false;
  let line: number[] | null = null;
  let endMarker: Buffer | null = null;
  let markerTail: Buffer = Buffer.alloc(0);

  function textOf(bytes: Buffer): string {
    try {
      return decoder.decode(bytes);
    } catch {
      throw new JsonProblem('it holds text that is not UTF-8');
    }
  }

  function finishPart(chunk: Buffer, to: number): void {
    if (partStart === -1 && partPieces.length === 0) return;
    const last = partStart === -1 ? Buffer.alloc(0) : chunk.subarray(partStart, to);
    const bytes = partPieces.length === 0 ? last : Buffer.concat([...partPieces, last]);
    partPieces = [];
    partBytes = 0;
    partStart = -1;
    if (skipping) return;
    const text = textOf(bytes);
    if (text.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new JsonProblem('it is not JSON');
    }
    onPart({ document: documents, key, element: splitting, value, bytes: bytes.length });
  }

  /** Where a value begins: at the first byte that is no white space. */
  function beginValue(at: number): void {
    values = 0;
    partStart = at;
  }

  function keepRest(chunk: Buffer): void {
    if (keyStart !== -1) {
      keyPieces.push(Buffer.from(chunk.subarray(keyStart)));
      keyBytes += chunk.length - keyStart;
      if (keyBytes > MAX_KEY_BYTES) throw new JsonProblem('a name is too long');
      keyStart = 0;
    }
    if (partStart !== -1) {
      if (!skipping) {
        partBytes += chunk.length - partStart;
        if (partBytes > MAX_PART_BYTES) throw new JsonProblem('one entry is larger than 64 MB');
        partPieces.push(Buffer.from(chunk.subarray(partStart)));
      }
      partStart = 0;
    }
  }

  /** Between documents: white space, the next document, or with `logs` lines that are none. */
  function between(chunk: Buffer, at: number): number {
    if (endMarker !== null) return skipLogs(chunk, at);
    if (line !== null) return readLine(chunk, at);
    const byte = chunk[at] as number;
    if (byte === 32 || byte === NEWLINE || byte === 13 || byte === 9) return at + 1;
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      documents += 1;
      open.push(byte);
      key = null;
      expectKey = byte === OPEN_OBJECT;
      splitting = byte === OPEN_LIST;
      skipping = false;
      if (splitting) beginValue(at + 1);
      return at + 1;
    }
    if (options.logs !== true) throw new JsonProblem('it is not JSON');
    line = [];
    return at;
  }

  function readLine(chunk: Buffer, at: number): number {
    const found = chunk.indexOf(NEWLINE, at);
    const to = found === -1 ? chunk.length : found;
    const kept = line ?? [];
    for (let index = at; index < to && kept.length < MAX_LINE_BYTES; index += 1)
      kept.push(chunk[index] as number);
    if (found === -1) {
      line = kept;
      return chunk.length;
    }
    line = null;
    const text = Buffer.from(kept).toString('latin1').trimEnd();
    if (text.startsWith(START_LOGS)) {
      endMarker = Buffer.from(END_LOGS + text.slice(START_LOGS.length), 'latin1');
      markerTail = Buffer.alloc(0);
    }
    return found + 1;
  }

  /** A log without a newline at its end has the marker on its last line, so the marker may stand anywhere. */
  function skipLogs(chunk: Buffer, at: number): number {
    const marker = endMarker as Buffer;
    const joined = Buffer.concat([markerTail, chunk.subarray(at)]);
    const found = joined.indexOf(marker);
    if (found === -1) {
      markerTail = Buffer.from(joined.subarray(Math.max(0, joined.length - marker.length + 1)));
      return chunk.length;
    }
    const after = found + marker.length - markerTail.length;
    endMarker = null;
    markerTail = Buffer.alloc(0);
    return at + after;
  }

  function close(byte: number, chunk: Buffer, at: number): void {
    const depth = open.length;
    const expected = byte === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_LIST;
    if (open[depth - 1] !== expected) throw new JsonProblem('its brackets do not match');
    if (depth === (splitting && key !== null ? 2 : 1)) {
      finishPart(chunk, at);
      if (splitting) {
        splitting = false;
        skipping = true;
      }
    }
    open.pop();
    if (open.length === 0) {
      key = null;
      partStart = -1;
      partPieces = [];
      options.onDocument?.();
    }
  }

  function structural(byte: number, chunk: Buffer, at: number): void {
    values += 1;
    if (values > LIMITS.jsonValues && !skipping) throw new JsonProblem(TOO_MANY_VALUES);
    switch (byte) {
      case OPEN_OBJECT:
      case OPEN_LIST:
        // The value of a chosen member is a list: from here on its elements are the parts.
        if (
          open.length === 1 &&
          key !== null &&
          byte === OPEN_LIST &&
          lists.has(key) &&
          isValueStart(chunk, at)
        ) {
          open.push(byte);
          options.onList?.(key);
          splitting = true;
          skipping = false;
          partPieces = [];
          partBytes = 0;
          beginValue(at + 1);
          return;
        }
        open.push(byte);
        if (open.length > LIMITS.jsonDepth) throw new JsonProblem('it is nested too deeply');
        return;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        close(byte, chunk, at);
        return;
      case COLON:
        if (open.length === 1 && expectKey && key !== null) {
          expectKey = false;
          options.onKey?.(key);
          skipping = skip?.has(key) ?? false;
          beginValue(at + 1);
        }
        return;
      case COMMA:
        if (splitting && open.length === (key === null ? 1 : 2)) {
          finishPart(chunk, at);
          beginValue(at + 1);
        } else if (open.length === 1 && open[0] === OPEN_OBJECT) {
          finishPart(chunk, at);
          key = null;
          expectKey = true;
          skipping = false;
        }
        return;
      default:
    }
  }

  /** True when nothing but white space stands between the colon and this byte. */
  function isValueStart(chunk: Buffer, at: number): boolean {
    if (partStart === -1) return false;
    if (partPieces.some((piece) => piece.toString('latin1').trim() !== '')) return false;
    return chunk.subarray(partStart, at).toString('latin1').trim() === '';
  }

  function startString(at: number): void {
    inString = true;
    if (open.length === 1 && open[0] === OPEN_OBJECT && expectKey && key === null) {
      keyStart = at;
      keyPieces = [];
      keyBytes = 0;
    }
  }

  function endString(chunk: Buffer, at: number): void {
    inString = false;
    if (keyStart === -1) return;
    const bytes = Buffer.concat([...keyPieces, chunk.subarray(keyStart, at + 1)]);
    keyStart = -1;
    keyPieces = [];
    let name: unknown;
    try {
      name = JSON.parse(textOf(bytes));
    } catch (error) {
      throw error instanceof JsonProblem ? error : new JsonProblem('it is not JSON');
    }
    key = String(name);
  }

  return {
    get documents() {
      return documents;
    },
    push(input) {
      let chunk = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
      if (first && chunk.length > 0) {
        first = false;
        if (chunk.length >= 3 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf)
          chunk = chunk.subarray(3);
      }
      base += chunk.length;
      let at = 0;
      while (at < chunk.length) {
        if (inString) {
          if (escaped) {
            escaped = false;
            at += 1;
            continue;
          }
          // Most bytes of evidence stand in strings: go from quote to quote.
          while (at < chunk.length) {
            const byte = chunk[at] as number;
            if (byte === QUOTE) {
              endString(chunk, at);
              break;
            }
            if (byte === BACKSLASH) {
              escaped = true;
              break;
            }
            at += 1;
          }
          at += 1;
        } else if (open.length === 0) {
          at = between(chunk, at);
        } else {
          const byte = chunk[at] as number;
          if (byte === QUOTE) startString(at);
          else if (byte === COMMA || byte === COLON || byte > 90) structural(byte, chunk, at);
          at += 1;
        }
      }
      keepRest(chunk);
    },
    end() {
      if (open.length > 0 || inString) throw new JsonProblem('it ends in the middle');
      if (documents === 0) throw new JsonProblem(base === 0 ? 'it is empty' : 'it is not JSON');
    },
  };
}
