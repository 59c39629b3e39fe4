/** Checks on AppArmor, SELinux, the masking of /proc, and sysctls. */
import { type Check, type Forbidden, forbidden, type Place } from '../define.ts';
import type { PodReader } from '../reader.ts';
import { containersOf, goQuoted, plural, quoted, settersOf, sortedSet } from '../words.ts';
import { unlessUserNamespace } from './relaxations.ts';

export const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
const APPARMOR = ['securityContext', 'appArmorProfile'] as const;
const APPARMOR_TYPES: ReadonlySet<string> = new Set(['RuntimeDefault', 'Localhost']);

/** Upstream: check_appArmorProfile.go. */
const appArmorProfile: Check = {
  id: 'appArmorProfile',
  level: 'baseline',
  versions: [{ since: 0, judge: appArmor }],
};

function appArmor(pod: PodReader): Forbidden | null {
  const set = settings(pod, APPARMOR).filter(
    ({ reader }) => !APPARMOR_TYPES.has(reader.str('RuntimeDefault', ...APPARMOR, 'type')),
  );
  const places = set.map(({ reader, container }) => ({ ...reader.place(...APPARMOR, 'type'), ...container }));
  const annotations = pod
    .annotationNames()
    .filter((name) => name.startsWith(APPARMOR_ANNOTATION))
    .map((name) => ({ name, value: pod.annotation(name) ?? '' }))
    .filter(({ value }) => !allowedAnnotation(value));
  const written = annotations.map(({ name, value }) => `${name}=${goQuoted(value)}`);
  const values = [...sortedSet(places.map(({ value }) => textOf(value))), ...sortedSet(written)];
  const setters = [
    ...(places.length > 0 ? [settersOf(places)] : []),
    ...(written.length > 0 ? [plural('annotation', 'annotations', written.length)] : []),
  ].join(' and ');
  return forbidden(
    [...places, ...sortedSet(annotations.map(({ name }) => name)).map((name) => pod.annotationPlace(name))],
    plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length),
    () => `${setters} must not set AppArmor profile type to ${quoted(values)}`,
  );
}

function allowedAnnotation(value: string): boolean {
  return value === '' || value === 'runtime/default' || value.startsWith('localhost/');
}

const SELINUX = ['securityContext', 'seLinuxOptions'] as const;
const SELINUX_TYPES: readonly string[] = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

/** Upstream: check_seLinuxOptions.go. */
const seLinuxOptions: Check = {
  id: 'seLinuxOptions',
  level: 'baseline',
  versions: [
    { since: 0, judge: (pod) => seLinux(pod, new Set(SELINUX_TYPES)) },
    { since: 31, judge: (pod) => seLinux(pod, new Set([...SELINUX_TYPES, 'container_engine_t'])) },
  ],
};

function seLinux(pod: PodReader, types: ReadonlySet<string>): Forbidden | null {
  const places: Place[] = [];
  const bad = { types: new Set<string>(), user: false, role: false };
  for (const { reader, container } of settings(pod, SELINUX)) {
    const type = reader.str('', ...SELINUX, 'type');
    if (!types.has(type)) {
      bad.types.add(type);
      places.push({ ...reader.place(...SELINUX, 'type'), ...container });
    }
    for (const field of ['user', 'role'] as const) {
      if (reader.str('', ...SELINUX, field) === '') continue;
      bad[field] = true;
      places.push({ ...reader.place(...SELINUX, field), ...container });
    }
  }
  return forbidden(places, 'seLinuxOptions', () => {
    const data = [
      ...(bad.types.size > 0
        ? [`${plural('type', 'types', bad.types.size)} ${quoted(sortedSet(bad.types))}`]
        : []),
      ...(bad.user ? ['user may not be set'] : []),
      ...(bad.role ? ['role may not be set'] : []),
    ];
    return `${settersOf(places)} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}`;
  });
}

/** Upstream: check_procMount_baseline.go and check_procMount_restricted.go. */
const procMount: Check = {
  id: 'procMount',
  level: 'baseline',
  versions: [
    { since: 0, judge: unmaskedProc },
    { since: 35, judge: unlessUserNamespace(unmaskedProc) },
  ],
};
const procMountRestricted: Check = {
  id: 'procMount_restricted',
  level: 'restricted',
  versions: [{ since: 35, overrides: ['procMount'], judge: unmaskedProc }],
};

const PROC_MOUNT = ['securityContext', 'procMount'] as const;

function unmaskedProc({ containers }: PodReader): Forbidden | null {
  const places = containers
    .filter((one) => one.has(false, ...PROC_MOUNT) && one.str('Default', ...PROC_MOUNT) !== 'Default')
    .map((container) => ({ ...container.place(...PROC_MOUNT), container }));
  return forbidden(
    places,
    'procMount',
    () =>
      `${containersOf(places)} must not set securityContext.procMount to ${quoted(sortedSet(places.map(({ value }) => textOf(value))))}`,
  );
}

/** What each minor added to the sysctls that touch nothing beyond the pod. */
const SYSCTLS: readonly (readonly [number, readonly string[]])[] = [
  [
    0,
    [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.tcp_syncookies',
      'net.ipv4.ping_group_range',
      'net.ipv4.ip_unprivileged_port_start',
    ],
  ],
  [27, ['net.ipv4.ip_local_reserved_ports']],
  [
    29,
    [
      'net.ipv4.tcp_keepalive_time',
      'net.ipv4.tcp_fin_timeout',
      'net.ipv4.tcp_keepalive_intvl',
      'net.ipv4.tcp_keepalive_probes',
    ],
  ],
  [32, ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']],
  [37, ['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat']],
];

/** Upstream: check_sysctls.go. */
const sysctls: Check = {
  id: 'sysctls',
  level: 'baseline',
  versions: SYSCTLS.map(([since]) => {
    const allowed = new Set(SYSCTLS.flatMap(([minor, names]) => (minor <= since ? names : [])));
    return { since, judge: (pod) => sysctlsBeyond(pod, allowed) };
  }),
};

function sysctlsBeyond({ spec }: PodReader, allowed: ReadonlySet<string>): Forbidden | null {
  const places = spec
    .list('securityContext', 'sysctls')
    .filter((one) => !allowed.has(one.str('kernel.shm_rmid_forced', 'name')))
    .map((one) => one.place('name'));
  return forbidden(places, 'forbidden sysctls', () => places.map(({ value }) => textOf(value)).join(', '));
}

/** The pod and each container that sets a field, the pod first. */
export function settings(pod: PodReader, path: readonly string[]) {
  return [
    { reader: pod.spec, container: {} },
    ...pod.containers.map((reader) => ({ reader, container: { container: reader } })),
  ].filter(({ reader }) => reader.has(false, ...path));
}

/** A string that was read: '' when it is not set. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const confinementChecks: readonly Check[] = [
  appArmorProfile,
  seLinuxOptions,
  procMount,
  procMountRestricted,
  sysctls,
];
