/** What the account may list in a namespace, asked before requests that would be refused. */
import { type ResourceRef, resourceKey } from '../../shared/evidence.ts';
import { mayList, rulesIn } from './access.ts';
import { unlessCancelled } from './failure.ts';
import type { Transport } from './transport.ts';

/**
 * Whether a list in one namespace is worth a request. Where the list is allowed everywhere, one question is enough;
 * else the rules of each namespace are asked once, for all kinds.
 */
export function rightsByNamespace(
  transport: Transport,
): (resource: ResourceRef, namespace: string) => Promise<boolean> {
  const everywhere = new Map<string, Promise<boolean | null>>();
  const rules = new Map<string, ReturnType<typeof rulesIn>>();
  const once = <T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> => {
    const answer = known.get(key) ?? ask();
    known.set(key, answer);
    return answer;
  };
  return (resource, namespace) =>
    unlessCancelled(async () => {
      const all = await once(everywhere, resourceKey(resource), () => mayList(transport, resource, null));
      if (all === true) return true;
      const allows = await once(rules, namespace, () => rulesIn(transport, namespace));
      return allows?.(resource) !== false;
    }, true);
}
