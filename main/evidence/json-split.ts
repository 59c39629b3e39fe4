/**
 * Splits JSON of any length into parts that are parsed one by one: the elements of chosen lists, and the members of
 * the document beside them. A list of a large cluster is longer than the longest string, and than memory.
 */

import { ByteSpan } from './json-split/byte-span.ts';
import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from './json-split/bytes.ts';
import { Gap } from './json-split/gap.ts';
import { JsonProblem } from './json-split/problem.ts';
import { LIMITS } from './zip-limits.ts';

export { JsonProblem } from './json-split/problem.ts';

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

/** One part is at most this long; a longer one is no Kubernetes object and no result of a check. */
export const MAX_PART_BYTES = 64 * 1024 * 1024;
export const PART_TOO_LONG = 'one entry is larger than 64 MB';

export interface JsonSplitter {
  /** @throws JsonProblem */
  push(chunk: Uint8Array): void;
  /** Call after the last chunk. @throws JsonProblem when the text was cut off */
  end(): void;
  readonly documents: number;
}

/**
 * A push parser over bytes that keeps no more than one part. It checks nesting, depth, UTF-8 and size; the grammar
 * within a part is checked by JSON.parse.
 */
export function createJsonSplitter(options: SplitOptions): JsonSplitter {
  return new Splitter(options);
}

/** Where among the members of its document the parser stands. What is nested deeper is only counted. */
type Place =
  /** From the beginning of a member to its colon. */
  | 'name'
  /** In a value that comes whole. */
  | 'value'
  /** In a list whose elements come one by one. */
  | 'elements'
  /** In a value that nobody asked for, or behind a list whose elements were given. */
  | 'passed over';

class Splitter implements JsonSplitter {
  readonly #options: SplitOptions;
  readonly #gap: Gap;
  readonly #name = new ByteSpan({ maxBytes: 1024, tooLong: 'a name is too long' });
  readonly #part = new ByteSpan({ maxBytes: MAX_PART_BYTES, tooLong: PART_TOO_LONG });
  /** The brackets that are open, outermost first; none between documents. */
  readonly #open: number[] = [];
  #documents = 0;
  #place: Place = 'name';
  /** The name of the member at hand; null before it was read, and in a document that is a list. */
  #key: string | null = null;
  /** Values of the part, counted roughly and never too low: many tiny ones take far more memory parsed than written. */
  #values = 0;
  #inString = false;
  /** Whether the chunk ended on a backslash. */
  #escaped = false;
  #isFirstChunk = true;
  #isEmpty = true;

  constructor(options: SplitOptions) {
    this.#options = options;
    this.#gap = new Gap(options.logs ?? false);
  }

  get documents(): number {
    return this.#documents;
  }

  push(input: Uint8Array): void {
    const chunk = this.#withoutMark(Buffer.from(input.buffer, input.byteOffset, input.byteLength));
    let at = 0;
    while (at < chunk.length) {
      if (this.#inString) at = this.#readString(chunk, at);
      else if (this.#open.length > 0) at = this.#readStructure(chunk, at);
      else at = this.#readGap(chunk, at);
    }
    this.#name.keep(chunk);
    if (this.#place === 'passed over') this.#part.forget();
    else this.#part.keep(chunk);
  }

  end(): void {
    if (this.#open.length > 0) throw new JsonProblem('it is incomplete');
    if (this.#documents === 0) throw new JsonProblem(this.#isEmpty ? 'it is empty' : 'it is not JSON');
  }

  /** Without the byte order mark that a file may begin with. */
  #withoutMark(chunk: Buffer): Buffer {
    if (chunk.length === 0) return chunk;
    const hasMark = this.#isFirstChunk && chunk.length >= 3 && chunk.readUIntBE(0, 3) === 0xefbbbf;
    const text = hasMark ? chunk.subarray(3) : chunk;
    this.#isFirstChunk = false;
    this.#isEmpty &&= text.length === 0;
    return text;
  }

  /** To the beginning of the next document. */
  #readGap(chunk: Buffer, from: number): number {
    const at = this.#gap.pass(chunk, from);
    if (at < chunk.length) this.#beginDocument(chunk[at] as number, at);
    return at + 1;
  }

  /** To the end of the string. Most bytes of evidence stand in strings. */
  #readString(chunk: Buffer, from: number): number {
    let at = this.#escaped ? from + 1 : from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === QUOTE) {
        this.#escaped = false;
        this.#endString(chunk, at + 1);
        return at + 1;
      }
      if (byte === BACKSLASH) at += 1;
    }
    this.#escaped = at > chunk.length;
    return chunk.length;
  }

  /** To the next string, or to the end of the document. */
  #readStructure(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (byte === QUOTE) {
        this.#beginString(at);
        return at + 1;
      }
      // From here on stand the brackets, and letters: those of `true` and `null` count as values as well.
      if (byte === COMMA || byte === COLON || byte >= OPEN_LIST) {
        this.#countValue();
        if (byte === COMMA) this.#comma(chunk, at);
        else if (byte === COLON) this.#colon(at);
        else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#openBracket(byte, chunk, at);
        else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#closeBracket(byte, chunk, at);
        if (this.#open.length === 0) return at + 1;
      }
    }
    return chunk.length;
  }

  #beginDocument(bracket: number, at: number): void {
    this.#documents += 1;
    this.#open.push(bracket);
    if (bracket === OPEN_LIST) this.#beginElements(null, at + 1);
    else this.#beginMember();
  }

  #beginMember(): void {
    this.#place = 'name';
    this.#key = null;
    this.#values = 0;
  }

  #beginElements(key: string | null, at: number): void {
    this.#place = 'elements';
    this.#key = key;
    this.#beginPart(at);
  }

  #beginPart(at: number): void {
    this.#part.begin(at);
    this.#values = 0;
  }

  #beginString(at: number): void {
    this.#inString = true;
    if (this.#place === 'name' && this.#key === null && this.#open.length === 1) this.#name.begin(at);
  }

  #endString(chunk: Buffer, to: number): void {
    this.#inString = false;
    const name = this.#name.end(chunk, to);
    if (name !== null) this.#key = String(parsed(textOf(name)));
  }

  #countValue(): void {
    this.#values += 1;
    if (this.#values > LIMITS.jsonValues && this.#place !== 'passed over')
      throw new JsonProblem('one entry contains too many values');
  }

  #colon(at: number): void {
    if (this.#place !== 'name' || this.#key === null || this.#open.length > 1) return;
    this.#options.onKey?.(this.#key);
    this.#place = this.#options.skip?.has(this.#key) ? 'passed over' : 'value';
    this.#beginPart(at + 1);
  }

  #comma(chunk: Buffer, at: number): void {
    if (this.#open.length !== this.#depthOfParts()) return;
    this.#endPart(chunk, at);
    if (this.#place === 'elements') this.#beginPart(at + 1);
    else this.#beginMember();
  }

  #openBracket(bracket: number, chunk: Buffer, at: number): void {
    const chosen = bracket === OPEN_LIST ? this.#chosenListAt(chunk, at) : null;
    this.#open.push(bracket);
    if (chosen !== null) {
      this.#options.onList?.(chosen);
      this.#beginElements(chosen, at + 1);
    } else if (this.#open.length > LIMITS.jsonDepth) throw new JsonProblem('it is nested too deeply');
  }

  /** The member whose value is the list that begins here, if its elements are wanted one by one. */
  #chosenListAt(chunk: Buffer, at: number): string | null {
    if (this.#open.length > 1 || this.#key === null || !this.#options.lists.has(this.#key)) return null;
    return this.#part.isBlank(chunk, at) ? this.#key : null;
  }

  #closeBracket(bracket: number, chunk: Buffer, at: number): void {
    const opened = bracket === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_LIST;
    if (this.#open.at(-1) !== opened) throw new JsonProblem('its brackets do not match');
    if (this.#open.length === this.#depthOfParts()) {
      this.#endPart(chunk, at);
      if (this.#place === 'elements') this.#place = 'passed over';
    }
    this.#open.pop();
    if (this.#open.length === 0) this.#options.onDocument?.();
  }

  /** How many brackets are open around a part: those of the document, and of the chosen list in it. */
  #depthOfParts(): number {
    return this.#place === 'elements' && this.#key !== null ? 2 : 1;
  }

  #endPart(chunk: Buffer, to: number): void {
    const bytes = this.#part.end(chunk, to);
    if (bytes === null || this.#place === 'passed over') return;
    const text = textOf(bytes);
    if (text.trim() === '') return;
    this.#options.onPart({
      document: this.#documents,
      key: this.#key,
      element: this.#place === 'elements',
      value: parsed(text),
      bytes: bytes.length,
    });
  }
}

function textOf(bytes: Buffer): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new JsonProblem('it contains text that is not UTF-8');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new JsonProblem('it is not JSON');
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
