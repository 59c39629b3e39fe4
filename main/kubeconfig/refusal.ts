/** Why a context cannot be used, and what to do about it. */
import { DrydockError } from '../../shared/errors.ts';

export interface Refusal {
  /** The field of the kubeconfig that is at fault. */
  readonly field: string;
  /** What is wrong, as a sentence about the context. */
  readonly sentence: string;
  /** What whoever has the file does about it, as a sentence. */
  readonly todo: string;
}

const ASK_FOR_CREDENTIALS = 'Ask for a token or a client certificate instead.';

/** @param todo for a fault in the file; without it, the field is one that Drydock does not support */
export function refuse(field: string, sentence: string, todo: string = ASK_FOR_CREDENTIALS): Refusal {
  return { field, sentence, todo };
}

export function refusalError({ sentence, todo }: Refusal): DrydockError {
  const reason = sentence.replace(/\.$/, '');
  return new DrydockError('KUBECONFIG_UNSUPPORTED', {
    reason: reason.charAt(0).toLowerCase() + reason.slice(1),
    todo,
  });
}
