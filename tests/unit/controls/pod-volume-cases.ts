/** Cases of the pod/ controls on volumes. */
import { type Case, type ControlCases, NOTHING } from './cases.ts';
import { deployment, object } from './objects.ts';

const REFUSED: Case = { forbidden: ['/pods'] };
const SPEC = 'spec.template.spec';
const SHOP = { namespace: 'shop' };
const plain: Case = { objects: [deployment()] };
const inPod = (pod: object): Case => ({ objects: [deployment({}, pod)] });
const mount = (path: string, readOnly = false): Case => ({
  objects: [
    deployment(
      { volumeMounts: [{ name: 'node', mountPath: '/node', readOnly }] },
      { volumes: [{ name: 'node', hostPath: { path } }] },
    ),
  ],
});
/** A workload with a claim, and the volume that the claim is bound to. */
const claimed = (volume: object, readOnly = false): Case => ({
  objects: [
    deployment(
      { volumeMounts: [{ name: 'data', mountPath: '/data', readOnly }] },
      { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
    ),
    object('v1', 'PersistentVolumeClaim', 'data', { spec: { volumeName: 'pv-1' } }, SHOP),
    object('v1', 'PersistentVolume', 'pv-1', { spec: volume }),
  ],
});

const SENSITIVE = [
  '/var/run',
  '/run',
  '/var',
  '/var/lib',
  '/var/lib/rancher/k3s/server',
  '/var/lib/rancher/rke2',
  '/var/lib/k0s',
  '/var/snap/microk8s/current',
  '/var/lib/containerd',
  '/var/lib/docker/overlay2',
  '/var/lib/containers/storage',
  '/var/lib/cri-dockerd',
  '/etc/rancher',
  '/home',
  '/dev',
  '/dev/nvme0n1',
  '/usr',
  '/boot',
  '/opt/cni',
  '/data/users/.aws',
  '/srv/.config/gcloud',
];

export const VOLUME_CASES: Readonly<Record<string, ControlCases>> = {
  'host-path': {
    fail: { ...mount('/data'), path: `${SPEC}.volumes[0].hostPath.path`, value: '/data' },
    pass: plain,
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'writable-host-path': {
    fail: [
      { ...mount('/data'), path: `${SPEC}.volumes[0].hostPath.path`, value: '/data' },
      {
        ...claimed({ hostPath: { path: '/srv' } }),
        path: `${SPEC}.volumes[0].persistentVolumeClaim.claimName`,
        value: 'data',
        message: /PersistentVolume "pv-1" to \/srv of the node/,
      },
      // Bound as only the volume says, from a template that only the live pod shows.
      {
        objects: [
          object(
            'apps/v1',
            'StatefulSet',
            'db',
            {
              spec: {
                template: {
                  spec: { containers: [{ name: 'db', volumeMounts: [{ name: 'data' }] }] },
                },
                volumeClaimTemplates: [{ metadata: { name: 'data' } }],
              },
            },
            SHOP,
          ),
          object(
            'v1',
            'Pod',
            'db-0',
            { spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } }] } },
            {
              ...SHOP,
              ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', controller: true }],
            },
          ),
          object('v1', 'PersistentVolume', 'pv-1', {
            spec: { hostPath: { path: '/srv' }, claimRef: { namespace: 'shop', name: 'data-db-0' } },
          }),
        ],
        path: 'spec.volumeClaimTemplates[0]',
        value: 'data-db-0',
      },
    ],
    pass: [
      mount('/data', true),
      claimed({ hostPath: { path: '/srv' } }, true),
      claimed({ csi: { driver: 'ebs.csi.aws.com' } }),
    ],
    unknown: [
      REFUSED,
      { ...claimed({ hostPath: { path: '/srv' } }), forbidden: ['/persistentvolumes'] },
      {
        objects: [claimed({}).objects?.[0] ?? deployment()],
        message: /The cluster decides/,
      },
    ],
    'not-applicable': NOTHING,
  },
  'sensitive-host-path': {
    fail: [
      { ...mount('/var/lib/../lib/kubelet/pods'), value: '/var/lib/kubelet/pods', severity: 'critical' },
      { ...mount('/', true), value: '/', severity: 'high' },
      ...SENSITIVE.map((path) => mount(path, true)),
      { ...mount('/run/udev', true), severity: 'medium' },
      { ...mount('/var/run/docker.sock', true), severity: 'high' },
      { ...mount('/etc/localtime', true), severity: 'low' },
      { ...mount('C:\\ProgramData\\docker'), value: 'C:\\ProgramData\\docker' },
      // The gravest of several is the one that is told.
      {
        ...inPod({
          volumes: [
            { name: 'a', hostPath: { path: '/etc/localtime' } },
            { name: 'b', hostPath: { path: '/var/lib/etcd' } },
          ],
        }),
        path: `${SPEC}.volumes[1].hostPath.path`,
      },
      {
        objects: [object('v1', 'PersistentVolume', 'pv-1', { spec: { hostPath: { path: '/etc' } } })],
        path: 'spec.hostPath.path',
        message: /^PersistentVolume "pv-1" mounts \/etc of the node/,
      },
      {
        objects: [
          object('v1', 'PersistentVolume', 'pv-1', {
            spec: { local: { path: '/var/lib/rancher/x' }, accessModes: ['ReadOnlyMany'] },
          }),
        ],
        path: 'spec.local.path',
        severity: 'high',
      },
    ],
    pass: [
      mount('/data'),
      mount('/etcetera'),
      ...[
        '/dev/shm',
        '/dev/net/tun',
        '/dev/kvm',
        '/usr/share/zoneinfo',
        '/opt/app',
        '/runner',
        '/mnt/disks',
      ].map((path) => mount(path)),
    ],
    unknown: [REFUSED, { forbidden: ['/persistentvolumes'] }],
    'not-applicable': NOTHING,
  },
  'runtime-socket': {
    fail: [
      mount('/var/run/docker.sock', true),
      mount('/run/containerd'),
      ...[
        '/',
        '/run',
        '/run/',
        '//var//run',
        '/var/run/',
        '/run/../run/./',
        '/var/lib/../run/crio',
        '/var',
        '/run/k3s',
        '/run/k3s/containerd/containerd.sock',
        '/run/cri-dockerd.sock',
        '/var/run/podman',
        '/var/snap/microk8s/common/run',
        '/run/user/1000',
        '/home/ci/.docker/run/docker.sock',
        '\\\\.\\pipe\\docker_engine',
      ].map((path) => mount(path, true)),
      { ...mount('/var/run'), value: '/var/run', message: /where a container runtime has its socket/ },
      { objects: [object('v1', 'PersistentVolume', 'pv-1', { spec: { hostPath: { path: '/run' } } })] },
    ],
    pass: [
      mount('/var/run/other'),
      mount('/run/containerd-fuse'),
      mount('/var/lib/containerd'),
      mount('/runtime'),
    ],
    unknown: [REFUSED, { forbidden: ['/persistentvolumes'] }],
    'not-applicable': { objects: [object('v1', 'ConfigMap', 'a', {}, SHOP)] },
  },
  'volume-type': {
    fail: {
      ...inPod({
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'b', nfs: { server: 'nas', path: '/' } },
        ],
      }),
      path: `${SPEC}.volumes[1].nfs`,
      message: /^A volume is of the type nfs\./,
    },
    pass: [
      inPod({ volumes: [{ name: 'a', configMap: { name: 'a' } }, { name: 'b', image: {} }, { name: 'c' }] }),
      mount('/data'),
    ],
    unknown: [REFUSED, { ...inPod({ volumes: [{ name: 'a', quantumDisk: {} }] }), message: /quantumDisk/ }],
    'not-applicable': NOTHING,
  },
};
