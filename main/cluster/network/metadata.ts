/** Whether policies let a pod reach the address at which clouds hand out credentials. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import { parseAddress, partOf } from '../../kubernetes/reach/addresses.ts';
import { includes } from '../../kubernetes/reach/connections.ts';
import type { Reach } from '../../kubernetes/reach/reach.ts';
import type { Workload } from '../../snapshot/index.ts';

/** The link-local address of every large cloud's metadata service; it answers on port 80. */
export const METADATA_ADDRESS = '169.254.169.254';
const METADATA_PORT = 80;
const ADDRESS = parseAddress(METADATA_ADDRESS) ?? { family: 4 as const, value: 0n };
const ALONE = { kind: 'addresses', range: { family: 4, first: ADDRESS.value, last: ADDRESS.value } } as const;

export interface MetadataReach {
  /** Policies of every API, foreign kinds and whether the plugin enforces at all are taken into account. */
  readonly open: boolean | 'unknown';
  /** The policy whose rule opens or closes the way, or may; null when none says anything about it. */
  readonly policy: ObjectRef | null;
}

/** What is known of a workload's way to the metadata service. */
export function metadataReach(reach: Reach, workload: Workload): MetadataReach {
  const open = reach.mayReach(workload, METADATA_ADDRESS, METADATA_PORT, 'TCP');
  const range = partOf(reach.destinations[4], ADDRESS) ?? ALONE.range;
  for (const pods of reach.classesOf(workload)) {
    const decision = reach
      .why({ kind: 'pods', pods }, { kind: 'addresses', range })
      .find(({ connections, effect }) => effect !== 'passes' && includes(connections, 'TCP', METADATA_PORT));
    if (decision !== undefined) return { open, policy: decision.policy };
  }
  return { open, policy: null };
}
