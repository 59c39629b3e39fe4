/** Whether anything can be asked at all, before the first list, in words for the user. */
import { DrydockError } from '../../shared/errors.ts';
import { RequestFailure } from './failure.ts';
import type { Answer, Transport } from './transport.ts';

/**
 * Asks for the version and returns the answer.
 * @throws DrydockError CLUSTER_UNREACHABLE, CLUSTER_UNTRUSTED, CLUSTER_UNAUTHENTICATED, CANCELLED
 */
export async function requireCluster(transport: Transport, server: string): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await transport.get({ type: 'plain', path: '/version' });
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    if (error.kind === 'cancelled') throw new DrydockError('CANCELLED');
    const code = error.kind === 'untrusted' ? 'CLUSTER_UNTRUSTED' : 'CLUSTER_UNREACHABLE';
    throw new DrydockError(code, { server, reason: error.message }, { cause: error });
  }
  if (answer.status === 401) throw new DrydockError('CLUSTER_UNAUTHENTICATED');
  return answer;
}
