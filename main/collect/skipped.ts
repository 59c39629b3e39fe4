/** Kinds that are never asked for, whatever the account may read. */
import type { ResourceRef } from '../../shared/evidence.ts';

/** Events are many, short-lived and full of text of the target's programs. */
export function skipReason({ group, resource }: ResourceRef): string | null {
  if (resource === 'events' && (group === '' || group === 'events.k8s.io'))
    return 'Events are not collected.';
  return group === 'metrics.k8s.io' ? 'Metrics are not collected.' : null;
}
