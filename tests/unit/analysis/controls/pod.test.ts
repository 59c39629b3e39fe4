import { type Case, type ControlCases, testFamily } from './cases.ts';
import { daemonSet, deployment, object } from './objects.ts';

const REFUSED: Case = { forbidden: ['/pods'] };
const CONTEXT = 'spec.template.spec.containers[0].securityContext';
const inContext = (securityContext: object): Case => ({ objects: [deployment({ securityContext })] });
const inPod = (pod: object): Case => ({ objects: [deployment({}, pod)] });
const mount = (path: string, readOnly = false): Case => ({
  objects: [
    deployment(
      { volumeMounts: [{ name: 'node', mountPath: '/node', readOnly }] },
      { volumes: [{ name: 'node', hostPath: { path } }] },
    ),
  ],
});
const plain: Case = { objects: [deployment()] };
/** Calico on every node may do what its work needs. */
const cni = (container: object, pod: object = {}): Case => ({
  objects: [
    daemonSet('calico-node', 'kube-system', { image: 'quay.io/calico/node:v3.30.1', ...container }, pod),
  ],
  message: /Recognised as Calico/,
});
const context = (bad: object, path: string, good: object): ControlCases => ({
  fail: { ...inContext(bad), path: `${CONTEXT}${path}` },
  pass: inContext(good),
  unknown: REFUSED,
});
const host = (field: string): ControlCases => ({
  fail: { ...inPod({ [field]: true }), path: `spec.template.spec.${field}`, value: 'true' },
  pass: [inPod({ [field]: false }), ...(field === 'hostIPC' ? [] : [cni({}, { [field]: true })])],
  unknown: REFUSED,
});

testFamily('pod', {
  'privileged-container': {
    fail: [
      { ...inContext({ privileged: true }), path: `${CONTEXT}.privileged`, value: 'true' },
      {
        ...inPod({ initContainers: [{ name: 'setup', securityContext: { privileged: true } }] }),
        path: 'spec.template.spec.initContainers[0].securityContext.privileged',
      },
      // A name alone is no excuse.
      {
        objects: [
          daemonSet('calico-node', 'shop', { image: 'docker.io/x/y', securityContext: { privileged: true } }),
        ],
      },
    ],
    pass: [plain, cni({ securityContext: { privileged: true } })],
    unknown: REFUSED,
    'not-applicable': {},
  },
  'host-pid': host('hostPID'),
  'host-ipc': host('hostIPC'),
  'host-network': host('hostNetwork'),
  'host-port': {
    fail: {
      objects: [deployment({ ports: [{ containerPort: 80 }, { hostPort: 8080 }] })],
      path: 'spec.template.spec.containers[0].ports[1].hostPort',
      value: '8080',
    },
    pass: { objects: [deployment({ ports: [{ containerPort: 80 }] })] },
    unknown: REFUSED,
  },
  'escape-capability': {
    fail: [
      { ...inContext({ capabilities: { add: ['CAP_SYS_ADMIN'] } }), path: `${CONTEXT}.capabilities.add` },
      {
        objects: [
          deployment({ securityContext: { capabilities: { add: ['NET_ADMIN'] } } }, { hostNetwork: true }),
        ],
      },
    ],
    pass: inContext({ capabilities: { add: ['NET_ADMIN'] } }),
    unknown: REFUSED,
  },
  'capabilities-beyond-baseline': {
    fail: { ...inContext({ capabilities: { add: ['NET_ADMIN'] } }), value: 'NET_ADMIN' },
    pass: inContext({ capabilities: { add: ['CHOWN'] } }),
    unknown: REFUSED,
  },
  'capabilities-not-dropped': context({}, '.capabilities', { capabilities: { drop: ['all'] } }),
  'may-run-as-root': {
    fail: [
      { ...plain, path: `${CONTEXT}.runAsNonRoot`, value: 'not set' },
      { ...inContext({ runAsUser: 0 }), path: `${CONTEXT}.runAsUser`, value: '0' },
      // The container's own setting wins over the pod's.
      {
        objects: [
          deployment({ securityContext: { runAsUser: 0 } }, { securityContext: { runAsUser: 1000 } }),
        ],
      },
    ],
    pass: [inContext({ runAsNonRoot: true }), inPod({ securityContext: { runAsUser: 1000 } })],
    unknown: REFUSED,
  },
  'privilege-escalation': context({}, '.allowPrivilegeEscalation', { allowPrivilegeEscalation: false }),
  'seccomp-unconfined': {
    fail: [
      { ...plain, path: `${CONTEXT}.seccompProfile`, severity: 'low' },
      { ...inContext({ seccompProfile: { type: 'Unconfined' } }), value: 'Unconfined', severity: 'medium' },
    ],
    pass: inPod({ securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }),
    unknown: REFUSED,
  },
  'writable-root-filesystem': context({}, '.readOnlyRootFilesystem', { readOnlyRootFilesystem: true }),
  'host-path': {
    fail: { ...mount('/data'), path: 'spec.template.spec.volumes[0].hostPath.path', value: '/data' },
    pass: plain,
    unknown: REFUSED,
  },
  'sensitive-host-path': {
    fail: [
      { ...mount('/var/lib/../lib/kubelet/pods'), value: '/var/lib/kubelet/pods', severity: 'critical' },
      { ...mount('/', true), value: '/', severity: 'high' },
    ],
    pass: [mount('/data'), mount('/etcetera')],
    unknown: REFUSED,
  },
  'runtime-socket': {
    fail: [mount('/var/run/docker.sock', true), mount('/run/containerd')],
    pass: mount('/var/run/other'),
    unknown: REFUSED,
    'not-applicable': { objects: [object('v1', 'ConfigMap', 'a', {}, { namespace: 'shop' })] },
  },
});
