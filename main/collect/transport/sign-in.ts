/** The credentials of requests, and what it means when they cannot be had any more. */
import { isDrydockError } from '../../../shared/errors.ts';
import type { CredentialSource, Credentials } from '../../kubeconfig/credential-source.ts';
import { RequestFailure, stopWords } from '../failure.ts';

const NO_CREDENTIALS: Credentials = { authorization: null, clientCertificate: null };

export class SignIn {
  /** Null when no credentials are sent at all. */
  readonly #source: CredentialSource | null;
  readonly #signal: AbortSignal;
  #accepted = false;

  constructor(source: CredentialSource | null, signal: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
  }

  /** @throws RequestFailure `cancelled`, `signed-out`; before the first success what the source throws */
  async current(): Promise<Credentials> {
    const source = this.#source;
    return source === null ? NO_CREDENTIALS : this.#asked(() => source.current());
  }

  /** The server refused these. Whether there are others now, so that another try is worth it. @throws as `current` */
  async renew(refused: Credentials): Promise<boolean> {
    const source = this.#source;
    if (source === null) return false;
    // Another request may have renewed them while this one was on its way.
    const { authorization } = await this.current();
    return authorization !== refused.authorization || this.#asked(() => source.refresh());
  }

  /** The server knew who asked. */
  accepted(): void {
    this.#accepted = true;
  }

  /** Once signed in, what was collected is worth more than a sign-in program that fails: it ends a list, not everything. */
  async #asked<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (this.#signal.aborted) throw new RequestFailure('cancelled', stopWords(this.#signal));
      if (!this.#accepted || !isDrydockError(error)) throw error;
      throw new RequestFailure('signed-out', `the credentials could not be renewed: ${error.message}`);
    }
  }
}
