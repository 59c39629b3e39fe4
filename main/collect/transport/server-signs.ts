/** What answers and failures tell about the server beside their contents. */
import type { Clock } from '../clock.ts';
import { userOfRefusal } from '../identity.ts';
import type { TimedAnswer } from './answer.ts';

export class ServerSigns {
  readonly #clock: Clock;
  readonly #anonymous: boolean;
  #refusedAs = '';
  #troubledAtMs: number | null = null;
  #clockAheadMs: number | null = null;

  constructor({ clock, anonymous = false }: { readonly clock: Clock; readonly anonymous?: boolean }) {
    this.#clock = clock;
    this.#anonymous = anonymous;
  }

  /** The user that a refusal named; '' until one did. */
  get refusedAs(): string {
    return this.#refusedAs;
  }

  /** When the server last failed to answer properly, in ms since 1970; null when it never did. */
  get troubledAtMs(): number | null {
    return this.#troubledAtMs;
  }

  /** How far our clock is ahead of the server's, in ms; null until it told its time. */
  get clockAheadMs(): number | null {
    return this.#clockAheadMs;
  }

  answered(answer: TimedAnswer): void {
    if (answer.status >= 500) this.#troubledAtMs = this.#clock.nowMs();
    if (answer.status === 403 && !this.#anonymous) this.#refusedAs ||= userOfRefusal(answer.text);
    const servedAtMs = Date.parse(answer.serverDate);
    if (!Number.isNaN(servedAtMs)) this.#clockAheadMs ??= this.#clock.nowMs() - servedAtMs;
  }

  failed(): void {
    this.#troubledAtMs = this.#clock.nowMs();
  }
}
