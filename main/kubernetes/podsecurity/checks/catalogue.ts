/** Every check of the standards with its versions. A new one of upstream becomes one entry in its file. */
import type { Check } from '../define.ts';
import { sortedSet } from '../words.ts';
import { capabilityChecks } from './capabilities.ts';
import { confinementChecks } from './confinement.ts';
import { hostChecks } from './host.ts';
import { seccompChecks } from './seccomp.ts';
import { userChecks } from './users.ts';
import { restrictedVolumes } from './volumes.ts';

/** The newest minor whose rules are known here. */
export const NEWEST_MINOR = 37;

const ALL: ReadonlyMap<string, Check> = new Map(
  [
    ...hostChecks,
    ...capabilityChecks,
    ...confinementChecks,
    ...seccompChecks,
    ...userChecks,
    restrictedVolumes,
  ].map((check) => [check.id, check]),
);

/** In the order in which the plugin lists violations: baseline by id, then restricted by id. */
export const CHECKS: readonly Check[] = (['baseline', 'restricted'] as const).flatMap((level) =>
  sortedSet(ALL.keys())
    .flatMap((id) => ALL.get(id) ?? [])
    .filter((check) => check.level === level),
);
