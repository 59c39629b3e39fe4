/** What the server lets the collecting account do, by its own reviews. */
import type { ResourceRef } from '../../shared/evidence.ts';
import { at, bool, list, strings } from '../snapshot/read.ts';
import { RequestFailure } from './failure.ts';
import type { Transport } from './transport.ts';

type Kind = Pick<ResourceRef, 'group' | 'resource'>;

/** Whether a list is allowed; null when the server did not say. */
export async function mayList(
  transport: Transport,
  kind: Kind,
  namespace: string | null,
): Promise<boolean | null> {
  const resourceAttributes = {
    verb: 'list',
    group: kind.group,
    resource: kind.resource,
    ...(namespace === null ? {} : { namespace }),
  };
  const body = await ask(() => transport.review('selfsubjectaccessreviews', { resourceAttributes }));
  return bool(body, 'status', 'allowed') ?? null;
}

/** Rules in one namespace: answers for any kind; null when the review was incomplete or refused. */
export async function rulesIn(
  transport: Transport,
  namespace: string,
): Promise<((kind: Kind) => boolean | null) | null> {
  const body = await ask(() => transport.review('selfsubjectrulesreviews', { namespace }));
  const status = at(body, 'status');
  if (status === undefined) return null;
  const incomplete = bool(status, 'incomplete') ?? false;
  const rules = list(status, 'resourceRules');
  return ({ group, resource }) => {
    const allowed = rules.some(
      (rule) =>
        matches(strings(rule, 'verbs'), 'list') &&
        matches(strings(rule, 'apiGroups'), group) &&
        matches(strings(rule, 'resources'), resource) &&
        strings(rule, 'resourceNames').length === 0,
    );
    // An authoriser that cannot list its rules, such as a webhook, may still say yes.
    return allowed ? true : incomplete ? null : false;
  };
}

function matches(values: readonly string[], wanted: string): boolean {
  return values.includes('*') || values.includes(wanted);
}

async function ask(review: () => ReturnType<Transport['review']>): Promise<unknown> {
  try {
    const answer = await review();
    return answer.status === 200 || answer.status === 201 ? answer.json() : undefined;
  } catch (error) {
    if (error instanceof RequestFailure && error.kind !== 'cancelled') return undefined;
    throw error;
  }
}
