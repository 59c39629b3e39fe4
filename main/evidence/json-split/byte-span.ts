/** A stretch of bytes that may begin in one chunk and end in a later one. */
import { JsonProblem } from './problem.ts';

const NOT_BEGUN = -1;

export class ByteSpan {
  readonly #maxBytes: number;
  readonly #tooLong: string;
  /** Where it begins in the chunk at hand: 0 when it began in an earlier one. */
  #start = NOT_BEGUN;
  /** What earlier chunks held of it. Copied, for the source may use a chunk again. */
  #earlier: Buffer[] = [];
  #earlierBytes = 0;

  constructor({ maxBytes, tooLong }: { readonly maxBytes: number; readonly tooLong: string }) {
    this.#maxBytes = maxBytes;
    this.#tooLong = tooLong;
  }

  begin(at: number): void {
    this.#start = at;
    this.#earlier = [];
    this.#earlierBytes = 0;
  }

  /** Its bytes up to `to`; null when it never began. */
  end(chunk: Buffer, to: number): Buffer | null {
    if (this.#start === NOT_BEGUN) return null;
    const here = chunk.subarray(this.#start, to);
    const bytes = this.#earlier.length === 0 ? here : Buffer.concat([...this.#earlier, here]);
    this.begin(NOT_BEGUN);
    return bytes;
  }

  /** The chunk is at its end: keeps what it held. @throws JsonProblem when the span is longer than allowed */
  keep(chunk: Buffer): void {
    if (this.#start === NOT_BEGUN) return;
    this.#earlierBytes += chunk.length - this.#start;
    if (this.#earlierBytes > this.#maxBytes) throw new JsonProblem(this.#tooLong);
    this.#earlier.push(Buffer.from(chunk.subarray(this.#start)));
    this.#start = 0;
  }

  /** The chunk is at its end: forgets what it held, for nobody wants it. */
  forget(): void {
    if (this.#start !== NOT_BEGUN) this.#start = 0;
  }

  /** Whether it has begun and holds only white space before `to`. */
  isBlank(chunk: Buffer, to: number): boolean {
    return (
      this.#start !== NOT_BEGUN && [...this.#earlier, chunk.subarray(this.#start, to)].every(isBlankText)
    );
  }
}

const isBlankText = (bytes: Buffer): boolean => bytes.toString('latin1').trim() === '';
