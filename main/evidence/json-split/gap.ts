/** What may stand around documents: white space and, where they are allowed, container logs and other lines of text. */
import { endOfLog } from '../container-logs.ts';
import { isWhiteSpace, NEWLINE, OPEN_LIST, OPEN_OBJECT } from './bytes.ts';
import { JsonProblem } from './problem.ts';

/** Only the beginning of a line is looked at, and no line that begins a log is longer. */
const MAX_LINE_LENGTH = 64 * 1024;
const NOTHING = Buffer.alloc(0);

export class Gap {
  readonly #logsAllowed: boolean;
  /** The line that is being read, which is no document; null outside of one. */
  #line: string | null = null;
  /** The text that ends the log being read; null outside of one. */
  #endOfLog: Buffer | null = null;
  /** The last bytes of the log: the text that ends it may be cut by the end of a chunk. */
  #logTail: Buffer = NOTHING;

  constructor(logsAllowed: boolean) {
    this.#logsAllowed = logsAllowed;
  }

  /** Where the next document begins; the length of the chunk when none begins in it. @throws JsonProblem */
  pass(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length) {
      const byte = chunk[at] as number;
      if (this.#endOfLog !== null) at = this.#passLog(chunk, at, this.#endOfLog);
      else if (this.#line !== null) at = this.#passLine(chunk, at, this.#line);
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) return at;
      else if (isWhiteSpace(byte)) at += 1;
      else if (this.#logsAllowed) this.#line = '';
      else throw new JsonProblem('it is not JSON');
    }
    return at;
  }

  #passLine(chunk: Buffer, from: number, before: string): number {
    const newline = chunk.indexOf(NEWLINE, from);
    const end = newline === -1 ? chunk.length : newline;
    const line =
      before + chunk.toString('latin1', from, Math.min(end, from + MAX_LINE_LENGTH - before.length));
    if (newline === -1) {
      this.#line = line;
      return end;
    }
    this.#line = null;
    const mark = endOfLog(line.trimEnd());
    if (mark !== null) this.#endOfLog = Buffer.from(mark, 'latin1');
    return end + 1;
  }

  /** A log that ends without a newline has the mark on its last line, so the mark may stand anywhere. */
  #passLog(chunk: Buffer, from: number, mark: Buffer): number {
    const text = Buffer.concat([this.#logTail, chunk.subarray(from)]);
    const found = text.indexOf(mark);
    if (found === -1) {
      this.#logTail = Buffer.from(text.subarray(Math.max(0, text.length - mark.length + 1)));
      return chunk.length;
    }
    const end = from + found + mark.length - this.#logTail.length;
    this.#endOfLog = null;
    this.#logTail = NOTHING;
    return end;
  }
}
