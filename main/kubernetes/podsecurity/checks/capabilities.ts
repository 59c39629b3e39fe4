/** Checks on Linux capabilities and on gaining privileges. */
import { type Check, type Forbidden, forbidden, type Place } from '../define.ts';
import type { PodReader, ReadContainer } from '../reader.ts';
import { containersOf, quoted, sortedSet } from '../words.ts';
import { unlessWindows } from './relaxations.ts';

/** The default set of container runtimes without NET_RAW: what baseline lets a container add. */
export const BASELINE_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** Upstream: check_capabilities_baseline.go. */
const capabilitiesBaseline: Check = {
  id: 'capabilities_baseline',
  level: 'baseline',
  versions: [
    {
      since: 0,
      judge({ containers }) {
        const added = containers.flatMap((one) => addedBeyond(one, BASELINE_CAPABILITIES));
        return forbidden(added, 'non-default capabilities', () => mustNotInclude(added));
      },
    },
  ],
};

/** Upstream: check_capabilities_restricted.go. */
const capabilitiesRestricted: Check = {
  id: 'capabilities_restricted',
  level: 'restricted',
  versions: [
    { since: 22, overrides: ['capabilities_baseline'], judge: restrictedCapabilities },
    { since: 25, overrides: ['capabilities_baseline'], judge: unlessWindows(restrictedCapabilities) },
  ],
};

const DROP = ['securityContext', 'capabilities', 'drop'] as const;
const ADD = ['securityContext', 'capabilities', 'add'] as const;
const ONLY_BIND: ReadonlySet<string> = new Set(['NET_BIND_SERVICE']);

function restrictedCapabilities({ containers }: PodReader): Forbidden | null {
  const keeping: Place[] = containers
    .filter((one) => !one.strings(['ALL'], ...DROP).some(({ value }) => value === 'ALL'))
    .map((container) => ({ ...container.place(...DROP), container }));
  const added = containers.flatMap((one) => addedBeyond(one, ONLY_BIND));
  return forbidden([...keeping, ...added], 'unrestricted capabilities', () =>
    [
      ...(keeping.length > 0
        ? [`${containersOf(keeping)} must set securityContext.capabilities.drop=["ALL"]`]
        : []),
      ...(added.length > 0 ? [mustNotInclude(added)] : []),
    ].join('; '),
  );
}

function addedBeyond(container: ReadContainer, allowed: ReadonlySet<string>): Place[] {
  return container
    .strings([], ...ADD)
    .filter(({ value }) => !allowed.has(value))
    .map((place) => ({ ...place, container }));
}

function mustNotInclude(added: readonly Place[]): string {
  const names = sortedSet(added.map(({ value }) => String(value)));
  return `${containersOf(added)} must not include ${quoted(names)} in securityContext.capabilities.add`;
}

const ESCALATION = ['securityContext', 'allowPrivilegeEscalation'] as const;

/** Upstream: check_allowPrivilegeEscalation.go. */
const allowPrivilegeEscalation: Check = {
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  versions: [
    { since: 8, judge: escalation },
    { since: 25, judge: unlessWindows(escalation) },
  ],
};

function escalation({ containers }: PodReader): Forbidden | null {
  const places: Place[] = containers
    .filter((container) => container.bool(false, ...ESCALATION) !== false)
    .map((container) => ({ ...container.place(...ESCALATION), container }));
  return forbidden(
    places,
    'allowPrivilegeEscalation != false',
    () => `${containersOf(places)} must set securityContext.allowPrivilegeEscalation=false`,
  );
}

export const capabilityChecks: readonly Check[] = [
  capabilitiesBaseline,
  capabilitiesRestricted,
  allowPrivilegeEscalation,
];
