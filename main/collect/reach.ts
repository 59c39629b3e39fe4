/** Whether anything can be asked at all, before the first list, in words for the user. */
import { DrydockError } from '../../shared/errors.ts';
import { isObject } from '../snapshot/read.ts';
import { ProxyFailure, RequestFailure } from './failure.ts';
import type { Answer, Transport } from './transport.ts';

/**
 * Asks for the version and returns the answer.
 * @throws DrydockError PROXY_UNREACHABLE, CLUSTER_UNREACHABLE, CLUSTER_UNTRUSTED, CLUSTER_UNAUTHENTICATED,
 *   CLUSTER_PROTOCOL, CANCELLED
 */
export async function requireCluster(transport: Transport, server: string): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await transport.get({ type: 'plain', path: '/version' });
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    if (error.kind === 'cancelled') throw new DrydockError('CANCELLED');
    if (error instanceof ProxyFailure)
      throw new DrydockError(
        'PROXY_UNREACHABLE',
        { proxy: error.proxy, server, reason: error.message },
        { cause: error },
      );
    const code = error.kind === 'untrusted' ? 'CLUSTER_UNTRUSTED' : 'CLUSTER_UNREACHABLE';
    throw new DrydockError(code, { server, reason: error.message }, { cause: error });
  }
  if (answer.status === 401) throw new DrydockError('CLUSTER_UNAUTHENTICATED');
  const reason = strangeness(answer);
  if (reason !== null) throw new DrydockError('CLUSTER_PROTOCOL', { server, reason });
  return answer;
}

/** Why this is no answer of an API server; null when it may be one. Who may not ask for the version is refused properly. */
function strangeness(answer: Answer): string | null {
  if (answer.status >= 300 && answer.status < 400) {
    return 'it redirects to another address, which Drydock does not follow';
  }
  if (answer.status !== 200) return null;
  try {
    return isObject(answer.json()) ? null : 'it does not report its version';
  } catch (error) {
    if (error instanceof RequestFailure) return error.message;
    throw error;
  }
}
