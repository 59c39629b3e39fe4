/** Checks on what a pod shares with its node. */
import { type Check, type CheckVersion, forbidden, type Place } from '../define.ts';
import type { PodReader, ReadContainer } from '../reader.ts';
import { containerNames, containersOf, plural, quoted, settersOf, sortedSet } from '../words.ts';

const since = (minor: number, judge: CheckVersion['judge']): CheckVersion => ({ since: minor, judge });

/** Upstream: check_hostNamespaces.go. */
const hostNamespaces: Check = {
  id: 'hostNamespaces',
  level: 'baseline',
  versions: [
    since(0, ({ spec }) => {
      const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter(
        (field) => spec.bool(false, field) === true,
      );
      return forbidden(
        shared.map((field) => spec.place(field)),
        'host namespaces',
        () => shared.map((field) => `${field}=true`).join(', '),
      );
    }),
  ],
};

/** Upstream: check_hostPathVolumes.go. */
const hostPathVolumes: Check = {
  id: 'hostPathVolumes',
  level: 'baseline',
  versions: [
    since(0, ({ spec }) => {
      const mounted = spec.list('volumes').filter((volume) => volume.has(false, 'hostPath'));
      const names = mounted.map((volume) => volume.str('', 'name'));
      return forbidden(
        mounted.map((volume) => volume.place('hostPath', 'path')),
        'hostPath volumes',
        () => `${plural('volume', 'volumes', names.length)} ${quoted(names)}`,
      );
    }),
  ],
};

/** Upstream: check_hostPorts.go. */
const hostPorts: Check = {
  id: 'hostPorts',
  level: 'baseline',
  versions: [
    since(0, ({ containers }) => {
      const places = containers.flatMap((container) =>
        container
          .list('ports')
          .filter((port) => (port.num(0, 'hostPort') ?? 0) !== 0)
          .map((port) => ({ ...port.place('hostPort'), container })),
      );
      const ports = sortedSet(places.map(({ value }) => String(value)));
      return forbidden(places, 'hostPort', () => {
        const many = containerNames(places).length;
        return `${containersOf(places)} ${plural('uses', 'use', many)} ${plural('hostPort', 'hostPorts', ports.length)} ${ports.join(', ')}`;
      });
    }),
  ],
};

/** Upstream: check_hostProbesAndhostLifecycle.go. */
const hostProbesAndHostLifecycle: Check = {
  id: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  versions: [
    since(34, ({ containers }) => {
      const places = containers.flatMap(probeHosts);
      // Unlike elsewhere, names are a sorted set here.
      const names = sortedSet(containerNames(places));
      const hosts = sortedSet(places.map(({ value }) => String(value)));
      return forbidden(
        places,
        'probe or lifecycle host',
        () =>
          `${plural('container', 'containers', names.length)} ${quoted(names)} ${plural('uses', 'use', names.length)} ${plural('probe or lifecycle host', 'probe or lifecycle hosts', hosts.length)} ${quoted(hosts)}`,
      );
    }),
  ],
};

const HANDLERS = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
] as const;

function probeHosts(container: ReadContainer): Place[] {
  return HANDLERS.flatMap((handler) =>
    ['httpGet', 'tcpSocket']
      .filter((action) => container.str('', ...handler, action, 'host') !== '')
      .map((action) => ({ ...container.place(...handler, action, 'host'), container })),
  );
}

/** Upstream: check_privileged.go. */
const privileged: Check = {
  id: 'privileged',
  level: 'baseline',
  versions: [
    since(0, ({ containers }) => {
      const places = containers
        .filter((container) => container.bool(false, 'securityContext', 'privileged') === true)
        .map((container) => ({ ...container.place('securityContext', 'privileged'), container }));
      return forbidden(
        places,
        'privileged',
        () => `${containersOf(places)} must not set securityContext.privileged=true`,
      );
    }),
  ],
};

const HOST_PROCESS = ['securityContext', 'windowsOptions', 'hostProcess'] as const;

/** Upstream: check_windowsHostProcess.go. */
const windowsHostProcess: Check = {
  id: 'windowsHostProcess',
  level: 'baseline',
  versions: [
    since(0, ({ spec, containers }: PodReader) => {
      const places: Place[] = spec.bool(false, ...HOST_PROCESS) === true ? [spec.place(...HOST_PROCESS)] : [];
      for (const container of containers) {
        if (container.bool(false, ...HOST_PROCESS) === true)
          places.push({ ...container.place(...HOST_PROCESS), container });
      }
      return forbidden(
        places,
        'hostProcess',
        () => `${settersOf(places)} must not set securityContext.windowsOptions.hostProcess=true`,
      );
    }),
  ],
};

export const hostChecks: readonly Check[] = [
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbesAndHostLifecycle,
  privileged,
  windowsHostProcess,
];
