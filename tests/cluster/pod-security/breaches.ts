/** Ways to break one check each, and what excuses pods that would break one. Shapes that the server's validation takes. */
import { type Bag, containersOf, type Dice, type DraftPod } from './pods.ts';

type Change = (pod: DraftPod, dice: Dice) => void;

/** By the upstream id of the check that each breaks; in which versions it does so alone, the answers tell. */
export const BREACHES: Readonly<Record<string, Change>> = {
  appArmorProfile(pod, dice) {
    dropAppArmor(pod);
    const one = dice.pick(containersOf(pod));
    const unconfined = { type: 'Unconfined' };
    switch (dice.below(4)) {
      case 0:
        pod.spec.securityContext['appArmorProfile'] = unconfined;
        break;
      case 1:
        pod.annotations[`container.apparmor.security.beta.kubernetes.io/${one.name}`] = 'unconfined';
        break;
      case 2:
        pod.spec.securityContext['appArmorProfile'] = unconfined;
        one.securityContext['appArmorProfile'] = unconfined;
        break;
      default:
        for (const each of dice.some(containersOf(pod))) each.securityContext['appArmorProfile'] = unconfined;
    }
  },
  capabilities_baseline(pod, dice) {
    for (const one of dice.some(containersOf(pod)))
      addCapabilities(
        one.securityContext,
        dice.some(['SYS_TIME', 'NET_ADMIN', 'NET_RAW', 'BPF', 'cap_chown']),
      );
  },
  capabilities_restricted(pod, dice) {
    for (const { securityContext } of dice.some(containersOf(pod))) {
      switch (dice.below(4)) {
        case 0:
          delete securityContext['capabilities'];
          break;
        case 1:
          securityContext['capabilities'] = { drop: dice.pick([['all'], ['NET_RAW'], []]) };
          break;
        default:
          addCapabilities(securityContext, dice.some(['CHOWN', 'KILL', 'SETUID']));
      }
    }
  },
  hostNamespaces(pod, dice) {
    for (const field of dice.some(['hostNetwork', 'hostPID', 'hostIPC'])) pod.spec[field] = true;
    if (dice.chance(0.8)) for (const one of containersOf(pod)) delete one['ports'];
    delete pod.spec['hostUsers'];
    delete pod.spec.securityContext['sysctls'];
  },
  hostPathVolumes: (pod, dice) => {
    for (let at = 0; at <= dice.below(2); at += 1)
      pod.spec.volumes.push({ name: `node-${at}`, hostPath: { path: dice.pick(['/', '/var/log']) } });
  },
  hostPorts(pod, dice) {
    let port = 9 + dice.below(900);
    for (const one of dice.some(containersOf(pod))) {
      const ports = Array.from({ length: 1 + dice.below(2) }, () => {
        port += 1 + dice.below(300);
        return { containerPort: port, hostPort: port };
      });
      one['ports'] = [{ containerPort: 8080 }, ...ports];
    }
  },
  hostProbesAndHostLifecycle(pod, dice) {
    const action = () => {
      const host = dice.pick(['127.0.0.1', '169.254.169.254', 'db.example.test', '10.0.0.1']);
      return dice.pick([{ httpGet: { host, port: 80 } }, { tcpSocket: { host, port: 80 } }]);
    };
    for (const one of dice.some(pod.spec.containers)) {
      for (const probe of dice.some(['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle']))
        one[probe] = probe === 'lifecycle' ? { [dice.pick(['preStop', 'postStart'])]: action() } : action();
    }
  },
  privileged(pod, dice) {
    for (const { securityContext } of dice.some(containersOf(pod))) {
      securityContext['privileged'] = true;
      delete securityContext['allowPrivilegeEscalation'];
    }
  },
  procMount: unmaskProc,
  procMount_restricted: unmaskProc,
  seLinuxOptions(pod, dice) {
    const options = () =>
      Object.assign(
        {},
        ...dice.some<Bag>([
          { type: dice.pick(['spc_t', 'container_logreader_t', 'container_engine_t']) },
          { user: 'system_u' },
          { role: 'system_r' },
        ]),
      ) as Bag;
    if (dice.chance(0.3)) pod.spec.securityContext['seLinuxOptions'] = options();
    else for (const one of dice.some(containersOf(pod))) one.securityContext['seLinuxOptions'] = options();
  },
  seccompProfile_baseline(pod, dice) {
    if (dice.chance(0.5)) return switchOffSeccomp(pod, dice);
    dropSeccomp(pod);
    const names = ['seccomp.security.alpha.kubernetes.io/pod'].concat(
      containersOf(pod).map(({ name }) => `container.seccomp.security.alpha.kubernetes.io/${name}`),
    );
    for (const name of dice.some(names)) pod.annotations[name] = 'unconfined';
  },
  seccompProfile_restricted(pod, dice) {
    if (dice.chance(0.5)) return switchOffSeccomp(pod, dice);
    const some = dice.some(containersOf(pod));
    delete pod.spec.securityContext['seccompProfile'];
    for (const { securityContext } of some) delete securityContext['seccompProfile'];
  },
  sysctls({ spec }, dice) {
    spec.securityContext['sysctls'] = dice
      .some(['kernel.msgmax', 'net.core.somaxconn', 'kernel.sem', 'net.ipv4.tcp_syncookies'])
      .concat(dice.pick(['kernel.shmmax', 'net.ipv4.tcp_tw_reuse']))
      .map((name) => ({ name, value: '1' }));
  },
  windowsHostProcess(pod, dice) {
    const options = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };
    const where = dice.pick(['pod', 'containers', 'both']);
    if (where !== 'containers') pod.spec.securityContext['windowsOptions'] = options;
    for (const one of containersOf(pod)) {
      if (where !== 'pod') one.securityContext['windowsOptions'] = options;
      delete one['ports'];
    }
    // Validation insists on it, so this check is never alone on a server.
    pod.spec['hostNetwork'] = true;
    delete pod.spec['hostUsers'];
    delete pod.spec.securityContext['sysctls'];
  },
  allowPrivilegeEscalation(pod, dice) {
    for (const { securityContext } of dice.some(containersOf(pod))) {
      if (dice.chance(0.5)) delete securityContext['allowPrivilegeEscalation'];
      else securityContext['allowPrivilegeEscalation'] = true;
    }
  },
  restrictedVolumes(pod, dice) {
    pod.spec.volumes.push(
      ...dice
        .some(RESTRICTED_VOLUMES.filter(() => dice.chance(0.3)).concat(dice.pick(RESTRICTED_VOLUMES)))
        .map((source, at) => ({ name: `bad-${at}`, ...source })),
    );
  },
  runAsNonRoot(pod, dice) {
    const some = dice.some(containersOf(pod));
    switch (dice.below(3)) {
      case 0:
        pod.spec.securityContext['runAsNonRoot'] = false;
        break;
      case 1:
        for (const one of some) one.securityContext['runAsNonRoot'] = false;
        break;
      default:
        delete pod.spec.securityContext['runAsNonRoot'];
        for (const one of some) delete one.securityContext['runAsNonRoot'];
    }
    delete pod.spec['hostUsers'];
  },
  runAsUser(pod, dice) {
    setRootUser(pod, dice);
    delete pod.spec['hostUsers'];
  },
};

export interface Relaxation {
  readonly name: string;
  /** Made of a compliant pod, or of one for Windows. */
  readonly change: Change;
  readonly windows?: true;
  /** The pod without what excuses it; when left out, the version alone decides. */
  readonly without?: Change;
}

/** Each lets a pod in that would be refused without it: in another version, or without one field. */
export const RELAXATIONS: readonly Relaxation[] = [
  ...(
    [
      ['1.27', ['net.ipv4.ip_local_reserved_ports']],
      [
        '1.29',
        [
          'net.ipv4.tcp_keepalive_time',
          'net.ipv4.tcp_fin_timeout',
          'net.ipv4.tcp_keepalive_intvl',
          'net.ipv4.tcp_keepalive_probes',
        ],
      ],
      ['1.32', ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']],
      ['1.37', ['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat']],
    ] as const
  ).map(
    ([since, names]): Relaxation => ({
      name: `sysctls of ${since}`,
      change: ({ spec }, dice) => {
        spec.securityContext['sysctls'] = dice.some(names).map((name) => ({ name, value: '1' }));
      },
    }),
  ),
  {
    name: 'SELinux type container_engine_t since 1.31',
    change: (pod, dice) => {
      for (const one of dice.some(containersOf(pod)))
        one.securityContext['seLinuxOptions'] = { type: 'container_engine_t' };
    },
  },
  { name: 'procMount in a user namespace since 1.35', change: unmaskProc },
  {
    name: 'probe host before 1.34',
    change: (pod, dice) => BREACHES['hostProbesAndHostLifecycle']?.(pod, dice),
  },
  { name: 'seccomp fields before 1.19', change: switchOffSeccomp },
  {
    name: 'seccomp annotations since 1.19',
    change: (pod, dice) => {
      dropSeccomp(pod);
      const { name } = dice.pick(containersOf(pod));
      pod.annotations[`container.seccomp.security.alpha.kubernetes.io/${name}`] = 'unconfined';
    },
  },
  {
    name: 'seccomp need not be set before 1.19',
    change: (pod, dice) => {
      delete pod.spec.securityContext['seccompProfile'];
      for (const one of dice.some(containersOf(pod))) delete one.securityContext['seccompProfile'];
    },
  },
  {
    name: 'capabilities need not be dropped before 1.22',
    change: (pod, dice) => {
      for (const one of dice.some(containersOf(pod)))
        one.securityContext['capabilities'] = dice.pick<Bag>([{}, { add: ['CHOWN'] }, { drop: ['KILL'] }]);
    },
  },
  {
    name: 'privilege escalation before 1.8',
    change: (pod, dice) => BREACHES['allowPrivilegeEscalation']?.(pod, dice),
  },
  {
    name: 'user 0 before 1.23',
    change: (pod, dice) => BREACHES['runAsUser']?.(pod, dice),
  },
  {
    name: 'user 0 in a user namespace since 1.35',
    change: (pod, dice) => {
      setRootUser(pod, dice);
      pod.spec['hostUsers'] = false;
    },
    without: ({ spec }) => delete spec['hostUsers'],
  },
  {
    name: 'runAsNonRoot in a user namespace since 1.35',
    change: (pod, dice) => {
      BREACHES['runAsNonRoot']?.(pod, dice);
      pod.spec['hostUsers'] = false;
    },
    without: ({ spec }) => delete spec['hostUsers'],
  },
  {
    name: 'runAsNonRoot of the pod',
    change: (pod, dice) => {
      pod.spec.securityContext['runAsNonRoot'] = true;
      for (const one of dice.some(containersOf(pod))) delete one.securityContext['runAsNonRoot'];
      delete pod.spec['hostUsers'];
    },
    without: ({ spec }) => delete spec.securityContext['runAsNonRoot'],
  },
  {
    name: 'seccomp profile of the pod',
    change: (pod, dice) => {
      pod.spec.securityContext['seccompProfile'] = { type: 'RuntimeDefault' };
      for (const one of dice.some(containersOf(pod))) delete one.securityContext['seccompProfile'];
    },
    without: ({ spec }) => delete spec.securityContext['seccompProfile'],
  },
  {
    name: 'Windows since 1.25',
    windows: true,
    change: () => undefined,
    without: ({ spec }) => delete spec['os'],
  },
];

function unmaskProc(pod: DraftPod, dice: Dice): void {
  for (const one of dice.some(containersOf(pod))) one.securityContext['procMount'] = 'Unmasked';
  // Validation takes it in a user namespace only.
  pod.spec['hostUsers'] = false;
}

function setRootUser(pod: DraftPod, dice: Dice): void {
  if (dice.chance(0.3)) pod.spec.securityContext['runAsUser'] = 0;
  else for (const one of dice.some(containersOf(pod))) one.securityContext['runAsUser'] = 0;
}

function addCapabilities(context: Bag, added: readonly string[]): void {
  context['capabilities'] = { ...(context['capabilities'] as Bag), add: ['NET_BIND_SERVICE', ...added] };
}

function switchOffSeccomp(pod: DraftPod, dice: Dice): void {
  const off = { type: 'Unconfined' };
  if (dice.chance(0.3)) pod.spec.securityContext['seccompProfile'] = off;
  else for (const one of dice.some(containersOf(pod))) one.securityContext['seccompProfile'] = off;
}

function dropSeccomp(pod: DraftPod): void {
  delete pod.spec.securityContext['seccompProfile'];
  for (const one of containersOf(pod)) delete one.securityContext['seccompProfile'];
}

function dropAppArmor(pod: DraftPod): void {
  delete pod.spec.securityContext['appArmorProfile'];
  pod.annotations = {};
}

const RESTRICTED_VOLUMES: readonly Bag[] = [
  { hostPath: { path: '/srv' } },
  { nfs: { server: 'nas', path: '/a' } },
  { iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:storage', lun: 0 } },
  { glusterfs: { endpoints: 'a', path: 'b' } },
  { rbd: { monitors: ['10.0.0.1'], image: 'a' } },
  { flexVolume: { driver: 'example.test/driver' } },
  { cinder: { volumeID: 'a' } },
  { cephfs: { monitors: ['10.0.0.1'] } },
  { flocker: { datasetName: 'a' } },
  { fc: { targetWWNs: ['50060e801049cfd1'], lun: 0 } },
  { azureFile: { secretName: 'a', shareName: 'b' } },
  { azureDisk: { diskName: 'a', diskURI: 'https://a.blob.core.windows.net/b/c.vhd', kind: 'Shared' } },
  { vsphereVolume: { volumePath: '[a] b' } },
  { quobyte: { registry: 'a:1', volume: 'b' } },
  { photonPersistentDisk: { pdID: 'a' } },
  { portworxVolume: { volumeID: 'a' } },
  { scaleIO: { gateway: 'https://a', system: 'b', secretRef: { name: 'c' }, volumeName: 'd' } },
  { storageos: { volumeName: 'a', volumeNamespace: 'b' } },
  { gcePersistentDisk: { pdName: 'a' } },
  { awsElasticBlockStore: { volumeID: 'a' } },
  { gitRepo: { repository: 'https://git.example.test/a' } },
];
