/** Checks on system call filters: annotations before 1.19, fields since. */
import { type Check, type Forbidden, forbidden, type Place } from '../define.ts';
import type { PodReader } from '../reader.ts';
import { containersOf, goQuoted, plural, quoted, settersOf, sortedSet } from '../words.ts';
import { settings, textOf } from './confinement.ts';
import { unlessWindows } from './relaxations.ts';

const PROFILE = ['securityContext', 'seccompProfile'] as const;
const REASON = 'seccompProfile';
const VALID: ReadonlySet<string> = new Set(['RuntimeDefault', 'Localhost']);
const POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/';

/** Upstream: check_seccompProfile_baseline.go. */
const baseline: Check = {
  id: 'seccompProfile_baseline',
  level: 'baseline',
  versions: [
    { since: 0, judge: badAnnotations },
    { since: 19, judge: (pod) => mustNotSet(badTypes(pod)) },
  ],
};

/** Upstream: check_seccompProfile_restricted.go. */
const restricted: Check = {
  id: 'seccompProfile_restricted',
  level: 'restricted',
  versions: [
    { since: 19, overrides: ['seccompProfile_baseline'], judge: mustBeSet },
    { since: 25, overrides: ['seccompProfile_baseline'], judge: unlessWindows(mustBeSet) },
  ],
};

function badAnnotations(pod: PodReader): Forbidden | null {
  const names = [POD_ANNOTATION, ...pod.containers.map(({ name }) => CONTAINER_ANNOTATION + name)];
  const bad = sortedSet(names).filter((name) => {
    const value = pod.annotation(name);
    return value !== undefined && !validAnnotation(value);
  });
  return forbidden(
    bad.map((name) => pod.annotationPlace(name)),
    REASON,
    () => {
      const written = sortedSet(bad.map((name) => `${name}=${goQuoted(pod.annotation(name) ?? '')}`));
      return `forbidden ${plural('annotation', 'annotations', written.length)} ${written.join(', ')}`;
    },
  );
}

function validAnnotation(value: string): boolean {
  return value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
}

function badTypes(pod: PodReader): Place[] {
  return settings(pod, PROFILE)
    .filter(({ reader }) => !VALID.has(reader.str('RuntimeDefault', ...PROFILE, 'type')))
    .map(({ reader, container }) => ({ ...reader.place(...PROFILE, 'type'), ...container }));
}

function mustNotSet(places: readonly Place[]): Forbidden | null {
  return forbidden(places, REASON, () => {
    const types = sortedSet(places.map(({ value }) => textOf(value)));
    return `${settersOf(places)} must not set securityContext.seccompProfile.type to ${quoted(types)}`;
  });
}

function mustBeSet(pod: PodReader): Forbidden | null {
  const bad = badTypes(pod);
  if (bad.length > 0) return mustNotSet(bad);
  if (pod.spec.has(true, ...PROFILE)) return null;
  const silent = pod.containers
    .filter((container) => !container.has(true, ...PROFILE))
    .map((container) => ({ ...container.place(...PROFILE, 'type'), container }));
  return forbidden(
    silent,
    REASON,
    () =>
      `pod or ${containersOf(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  );
}

export const seccompChecks: readonly Check[] = [baseline, restricted];
