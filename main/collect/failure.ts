/** Why a request has no answer, in words for people and without anything from the wire. */

/**
 * `too-slow` is a deadline that ended while the answer was still arriving: a smaller page may make it.
 */
export type FailureKind =
  | 'network'
  | 'timeout'
  | 'too-large'
  /** More values than fit in memory once parsed; a smaller page may make it. */
  | 'too-many'
  | 'too-deep'
  | 'too-slow'
  | 'not-json'
  | 'cancelled'
  /** It would need a name that cannot stand in a path; nothing was sent. */
  | 'unaskable'
  /** Credentials that worked before could not be renewed. */
  | 'signed-out'
  | 'untrusted';

export class RequestFailure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RequestFailure';
    this.kind = kind;
  }
}

/** The proxy failed, and the server was never reached: whoever looks for the fault has to look elsewhere. */
export class ProxyFailure extends RequestFailure {
  /** Address of the proxy without its credentials. */
  readonly proxy: string;

  constructor(proxy: string, failure: RequestFailure) {
    super(failure.kind, failure.message, { cause: failure });
    this.proxy = proxy;
  }
}

/** What went wrong on the way to a proxy; what is no fault of the network stays as it is. */
export function proxyFailureOf(proxy: string, error: unknown): unknown {
  if (error instanceof RequestFailure)
    return error.kind === 'cancelled' ? error : new ProxyFailure(proxy, error);
  const words = NETWORK.get(codeOf(error));
  return words === undefined
    ? error
    : new ProxyFailure(proxy, new RequestFailure('network', words, { cause: error }));
}

/** Turns anything thrown on the way into a RequestFailure; errors with words of their own pass. */
export function failureOf(
  error: unknown,
  seen: { stop: AbortSignal; timedOut: boolean; bytes: number },
): Error {
  if (seen.stop.aborted) return new RequestFailure('cancelled', stopWords(seen.stop));
  if (error instanceof RequestFailure || (error instanceof Error && error.name === 'DrydockError'))
    return error;
  if (seen.timedOut) {
    return seen.bytes > 0
      ? new RequestFailure('too-slow', 'the response arrives too slowly')
      : new RequestFailure('timeout', 'the server took too long');
  }
  const code = codeOf(error);
  const words = TRUST.get(code);
  if (words !== undefined || code.startsWith('ERR_TLS') || code.startsWith('CERT_')) {
    return new RequestFailure('untrusted', words ?? 'its certificate is not valid', { cause: error });
  }
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return new RequestFailure('timeout', 'the server took too long');
  return new RequestFailure('network', NETWORK.get(code) ?? 'the connection broke', { cause: error });
}

/** What the work gives, or the other value when a cancel ended it. */
export async function unlessCancelled<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RequestFailure && error.kind === 'cancelled') return otherwise;
    throw error;
  }
}

/** Who stopped it: the user, or the time limit. */
export function stopWords(stop: AbortSignal): string {
  const byClock = stop.reason instanceof Error && stop.reason.name === 'TimeoutError';
  return byClock ? 'the time limit of the collection was reached' : 'the collection was stopped';
}

function codeOf(error: unknown): string {
  for (let here = error, depth = 0; here instanceof Error && depth < 5; here = here.cause, depth += 1) {
    const inner = here instanceof AggregateError ? (here.errors[0] as unknown) : here;
    const code: unknown = inner instanceof Error ? Reflect.get(inner, 'code') : undefined;
    if (typeof code === 'string' && code !== 'UND_ERR_SOCKET') return code;
  }
  return '';
}

const TRUST: ReadonlyMap<string, string> = new Map([
  ['SELF_SIGNED_CERT_IN_CHAIN', 'it is signed by an authority that the kubeconfig does not name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'it is self-signed'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its authority is not known'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'its authority is not known'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its authority is not known'],
  ['CERT_HAS_EXPIRED', 'it has expired'],
  ['CERT_NOT_YET_VALID', 'it is not valid yet; the clock of this machine may be wrong'],
  ['CERT_SIGNATURE_FAILURE', 'its signature is invalid'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'it was issued for another name'],
  ['HOSTNAME_MISMATCH', 'it was issued for another name'],
]);

const NETWORK: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ECONNRESET', 'the connection was reset'],
  ['ENOTFOUND', 'its name cannot be resolved'],
  ['EAI_AGAIN', 'its name cannot be resolved now'],
  ['EHOSTUNREACH', 'there is no route to it'],
  ['ENETUNREACH', 'there is no route to it'],
  ['EPIPE', 'the connection broke'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'the response was incomplete'],
  ['UND_ERR_HEADERS_OVERFLOW', 'the response headers are larger than 16 kB'],
  ['HPE_HEADER_OVERFLOW', 'the response headers are larger than 16 kB'],
]);
