/** Pods that a server of today takes and that meet restricted in every version, in many shapes. */

export type Bag = Record<string, unknown>;

export interface DraftContainer {
  name: string;
  image: string;
  securityContext: Bag;
  [field: string]: unknown;
}

export interface DraftPod {
  annotations: Record<string, string>;
  spec: {
    securityContext: Bag;
    initContainers: DraftContainer[];
    containers: DraftContainer[];
    volumes: Bag[];
    [field: string]: unknown;
  };
}

export class Dice {
  private readonly next: () => number;
  constructor(next: () => number) {
    this.next = next;
  }
  chance(share: number): boolean {
    return this.next() < share;
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('Nothing to pick from.');
    return value;
  }
  /** Some of the values, at least one, in their order. */
  some<T>(values: readonly T[]): T[] {
    const taken = values.filter(() => this.chance(0.4));
    return taken.length > 0 ? taken : [this.pick(values)];
  }
}

/** Every container of a draft, init containers first. */
export const containersOf = ({ spec }: DraftPod): DraftContainer[] => [
  ...spec.initContainers,
  ...spec.containers,
];

export function compliantPod(dice: Dice): DraftPod {
  const container = (name: string): DraftContainer => ({
    name,
    image: `registry.example.test/${name}:1`,
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: dice.pick([['ALL'], ['ALL', 'NET_RAW'], ['KILL', 'ALL']]) },
    },
  });
  const names = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
  const pod: DraftPod = {
    annotations: {},
    spec: {
      automountServiceAccountToken: dice.chance(0.5),
      securityContext: {},
      initContainers: names('init', dice.below(3)).map(container),
      containers: names(dice.pick(['web', 'api', 'job']), 1 + dice.below(3)).map(container),
      volumes: [],
    },
  };
  settle(pod, dice, 'runAsNonRoot', () => true);
  settle(pod, dice, 'seccompProfile', () => seccomp(dice));
  for (const extra of EXTRAS) if (dice.chance(0.15)) extra(pod, dice);
  return pod;
}

/** A pod for Windows, where most of the security context cannot be set at all. */
export function windowsPod(dice: Dice): DraftPod {
  const pod = compliantPod(dice);
  pod.annotations = {};
  pod.spec['os'] = { name: 'windows' };
  pod.spec.volumes = [];
  for (const context of [pod.spec.securityContext, ...containersOf(pod).map((one) => one.securityContext)]) {
    for (const field of Object.keys(context)) if (field !== 'runAsNonRoot') delete context[field];
  }
  for (const one of containersOf(pod)) delete one['ports'];
  delete pod.spec['hostUsers'];
  if (dice.chance(0.5)) pod.spec.securityContext['windowsOptions'] = { runAsUserName: 'ContainerUser' };
  return pod;
}

/** Settles what several changes together made of a pod that validation would not take. */
export function makeTakeable(pod: DraftPod): void {
  const { spec } = pod;
  const isShared = ['hostNetwork', 'hostPID', 'hostIPC'].some((field) => spec[field] === true);
  for (const { securityContext } of containersOf(pod)) {
    if (securityContext['procMount'] !== 'Unmasked') continue;
    if (isShared) delete securityContext['procMount'];
    else spec['hostUsers'] = false;
  }
  if (isShared) {
    delete spec['hostUsers'];
    delete spec.securityContext['sysctls'];
  }
  spec.volumes.forEach((volume, at) => {
    volume['name'] = `v-${at}`;
  });
}

/** On the pod, or on every container, or on both. */
function settle(pod: DraftPod, dice: Dice, field: string, value: () => unknown): void {
  const where = dice.pick(['pod', 'containers', 'both']);
  if (where !== 'containers') pod.spec.securityContext[field] = value();
  for (const one of containersOf(pod)) {
    if (where !== 'pod' || dice.chance(0.2)) one.securityContext[field] = value();
  }
}

function seccomp(dice: Dice): Bag {
  return dice.pick([{ type: 'RuntimeDefault' }, { type: 'Localhost', localhostProfile: 'profiles/a.json' }]);
}

/** What the standards allow beside. */
const EXTRAS: readonly ((pod: DraftPod, dice: Dice) => void)[] = [
  (pod, dice) => {
    for (const one of dice.some(containersOf(pod)))
      (one.securityContext['capabilities'] as Bag)['add'] = ['NET_BIND_SERVICE'];
  },
  ({ spec }, dice) => {
    spec.securityContext['sysctls'] = dice
      .some(['kernel.shm_rmid_forced', 'net.ipv4.tcp_syncookies', 'net.ipv4.ip_unprivileged_port_start'])
      .map((name) => ({ name, value: '1' }));
  },
  (pod, dice) => {
    for (const one of dice.some(containersOf(pod)))
      one.securityContext['seLinuxOptions'] = dice.pick([
        { level: 's0:c1,c2' },
        { type: 'container_t' },
        { type: 'container_init_t', level: 's0' },
        { type: 'container_kvm_t' },
      ]);
  },
  ({ spec }, dice) => {
    spec.securityContext['appArmorProfile'] = dice.pick([
      { type: 'RuntimeDefault' },
      { type: 'Localhost', localhostProfile: 'a' },
    ]);
  },
  (pod, dice) => {
    if (pod.spec.securityContext['appArmorProfile'] !== undefined) return;
    const { name } = dice.pick(containersOf(pod));
    pod.annotations[`container.apparmor.security.beta.kubernetes.io/${name}`] = dice.pick([
      'runtime/default',
      'localhost/a',
    ]);
  },
  ({ spec }, dice) => {
    spec.volumes.push(...dice.some(ALLOWED_VOLUMES).map((source, at) => ({ name: `v-${at}`, ...source })));
  },
  (pod, dice) => {
    for (const one of dice.some(containersOf(pod)))
      one['ports'] = [{ containerPort: 8000 + dice.below(1000) }];
  },
  ({ spec }, dice) => {
    for (const one of dice.some(spec.containers)) {
      one[dice.pick(['livenessProbe', 'readinessProbe', 'startupProbe'])] = dice.pick([
        { httpGet: { path: '/', port: 80, host: '' } },
        { tcpSocket: { port: 80 } },
        { exec: { command: ['true'] } },
      ]);
    }
  },
  (pod, dice) => {
    pod.spec.securityContext['runAsUser'] = 1 + dice.below(60_000);
  },
  ({ spec }, dice) => {
    spec['hostUsers'] = dice.chance(0.5);
  },
  ({ spec }, dice) => {
    for (const one of dice.some(spec.containers)) one.securityContext['procMount'] = 'Default';
  },
  ({ spec }, dice) => {
    for (const one of dice.some(spec.containers)) one.securityContext['privileged'] = false;
  },
];

const ALLOWED_VOLUMES: readonly Bag[] = [
  {},
  { emptyDir: {} },
  { configMap: { name: 'a' } },
  { secret: { secretName: 'a' } },
  { downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] } },
  { projected: { sources: [{ configMap: { name: 'a' } }] } },
  { persistentVolumeClaim: { claimName: 'a' } },
  { csi: { driver: 'csi.example.test' } },
  {
    ephemeral: {
      volumeClaimTemplate: {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    },
  },
];
