/** Checks on the user that a container runs as. */
import { type Check, type Forbidden, forbidden, type Place } from '../define.ts';
import type { PodReader } from '../reader.ts';
import { containersOf, settersOf } from '../words.ts';
import { unlessUserNamespace } from './relaxations.ts';

const NON_ROOT = ['securityContext', 'runAsNonRoot'] as const;
const USER = ['securityContext', 'runAsUser'] as const;

/** Upstream: check_runAsNonRoot.go. */
const runAsNonRoot: Check = {
  id: 'runAsNonRoot',
  level: 'restricted',
  versions: [
    { since: 0, judge: mustBeNonRoot },
    { since: 35, judge: unlessUserNamespace(mustBeNonRoot) },
  ],
};

function mustBeNonRoot({ spec, containers }: PodReader): Forbidden | null {
  const reason = 'runAsNonRoot != true';
  const ofPod = spec.bool(true, ...NON_ROOT);
  const allowing: Place[] = ofPod === false ? [spec.place(...NON_ROOT)] : [];
  const silent: Place[] = [];
  for (const container of containers) {
    const own = container.bool(true, ...NON_ROOT);
    if (own === false) allowing.push({ ...container.place(...NON_ROOT), container });
    else if (own === undefined && ofPod !== true) silent.push({ ...container.place(...NON_ROOT), container });
  }
  if (allowing.length > 0)
    return forbidden(
      allowing,
      reason,
      () => `${settersOf(allowing)} must not set securityContext.runAsNonRoot=false`,
    );
  return forbidden(
    silent,
    reason,
    () => `pod or ${containersOf(silent)} must set securityContext.runAsNonRoot=true`,
  );
}

/** Upstream: check_runAsUser.go. */
const runAsUser: Check = {
  id: 'runAsUser',
  level: 'restricted',
  versions: [
    { since: 23, judge: mustNotBeZero },
    { since: 35, judge: unlessUserNamespace(mustNotBeZero) },
  ],
};

function mustNotBeZero({ spec, containers }: PodReader): Forbidden | null {
  const places: Place[] = spec.num(1, ...USER) === 0 ? [spec.place(...USER)] : [];
  for (const container of containers)
    if (container.num(1, ...USER) === 0) places.push({ ...container.place(...USER), container });
  return forbidden(places, 'runAsUser=0', () => `${settersOf(places)} must not set runAsUser=0`);
}

export const userChecks: readonly Check[] = [runAsNonRoot, runAsUser];
