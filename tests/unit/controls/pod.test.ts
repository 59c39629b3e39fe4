import { type Case, type ControlCases, NOTHING, testFamily } from './cases.ts';
import { daemonSet, deployment, object, redacted, serverVersion, staticPod } from './objects.ts';
import { VOLUME_CASES } from './pod-volume-cases.ts';

const REFUSED: Case = { forbidden: ['/pods'] };
const CONTEXT = 'spec.template.spec.containers[0].securityContext';
const inContext = (securityContext: object): Case => ({ objects: [deployment({ securityContext })] });
const inPod = (pod: object): Case => ({ objects: [deployment({}, pod)] });
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
  'not-applicable': NOTHING,
});
const host = (field: string): ControlCases => ({
  fail: { ...inPod({ [field]: true }), path: `spec.template.spec.${field}`, value: 'true' },
  pass: [inPod({ [field]: false }), ...(field === 'hostIPC' ? [] : [cni({}, { [field]: true })])],
  unknown: REFUSED,
  'not-applicable': NOTHING,
});

const SPEC = 'spec.template.spec';
const CONTAINER = `${SPEC}.containers[0]`;
const inContainer = (container: object): Case => ({ objects: [deployment(container)] });
const atMinor = (minor: number, one: Case): Case => ({ ...one, facts: serverVersion(minor) });
const WINDOWS = { os: { name: 'windows' } };
const SHOP = { namespace: 'shop' };

testFamily('pod', {
  'privileged-container': {
    fail: [
      { ...inContext({ privileged: true }), path: `${CONTEXT}.privileged`, value: 'true' },
      {
        ...inPod({ initContainers: [{ name: 'setup', securityContext: { privileged: true } }] }),
        path: `${SPEC}.initContainers[0].securityContext.privileged`,
        message: /^Init container "setup" is privileged\.$/,
      },
      // A debugger stands in the live pod, not in its owner; that the owner is an agent excuses nothing.
      {
        objects: [
          daemonSet('calico-node', 'kube-system', {
            image: 'quay.io/calico/node:v3.30.1',
            securityContext: { privileged: true },
          }),
          object(
            'v1',
            'Pod',
            'calico-node-x',
            {
              spec: {
                containers: [{ name: 'calico-node', securityContext: { privileged: true } }],
                ephemeralContainers: [{ name: 'look', securityContext: { privileged: true } }],
              },
            },
            {
              namespace: 'kube-system',
              ownerReferences: [
                { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'calico-node', controller: true },
              ],
            },
          ),
        ],
        path: 'spec.ephemeralContainers[0].securityContext.privileged',
        message: /^Debug container "look" is privileged\.$/,
      },
      // A name alone is no excuse.
      {
        objects: [
          daemonSet('calico-node', 'shop', { image: 'docker.io/x/y', securityContext: { privileged: true } }),
        ],
      },
    ],
    pass: [plain, cni({ securityContext: { privileged: true } })],
    unknown: [REFUSED, { ...inContext({ privileged: redacted('plain') }), message: /could not be read/ }],
    'not-applicable': NOTHING,
  },
  'host-pid': host('hostPID'),
  'host-ipc': host('hostIPC'),
  'host-network': host('hostNetwork'),
  'host-port': {
    fail: {
      ...inContainer({ ports: [{ containerPort: 80 }, { hostPort: 8080 }] }),
      path: `${CONTAINER}.ports[1].hostPort`,
      value: '8080',
    },
    pass: [
      inContainer({ ports: [{ containerPort: 80 }] }),
      { objects: [deployment({ ports: [{ hostPort: 80 }] }, { hostNetwork: true })] },
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'windows-administrator': {
    fail: [
      {
        ...inContext({ windowsOptions: { runAsUserName: 'ContainerAdministrator' } }),
        path: `${SPEC}.containers[0].securityContext.windowsOptions.runAsUserName`,
      },
      {
        ...inPod({
          ...WINDOWS,
          securityContext: { windowsOptions: { runAsUserName: 'web\\\\containeradministrator' } },
        }),
        path: `${SPEC}.securityContext.windowsOptions.runAsUserName`,
      },
    ],
    pass: [inContext({ windowsOptions: { runAsUserName: 'ContainerUser' } }), inPod({ ...WINDOWS })],
    unknown: { forbidden: ['/pods'] },
    'not-applicable': NOTHING,
  },
  'windows-host-process': {
    fail: [
      {
        ...inPod({ ...WINDOWS, securityContext: { windowsOptions: { hostProcess: true } } }),
        path: `${SPEC}.securityContext.windowsOptions.hostProcess`,
        message: /^The pod runs as a process of its Windows node\.$/,
      },
      {
        ...inContext({ windowsOptions: { hostProcess: true } }),
        path: `${CONTEXT}.windowsOptions.hostProcess`,
      },
    ],
    pass: [plain, inContext({ windowsOptions: { hostProcess: false } })],
    unknown: REFUSED,
    'not-applicable': NOTHING,
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
    'not-applicable': NOTHING,
  },
  'capabilities-beyond-baseline': {
    fail: { ...inContext({ capabilities: { add: ['NET_ADMIN'] } }), value: 'NET_ADMIN' },
    pass: inContext({ capabilities: { add: ['CHOWN'] } }),
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'capabilities-not-dropped': context({}, '.capabilities', { capabilities: { drop: ['all'] } }),
  'net-raw': {
    fail: [
      { ...plain, path: `${CONTEXT}.capabilities.drop`, value: 'not set' },
      {
        ...inContext({ capabilities: { drop: ['ALL'], add: ['NET_RAW'] } }),
        path: `${CONTEXT}.capabilities.add`,
        value: 'NET_RAW',
      },
      {
        ...inContext({ privileged: true, capabilities: { drop: ['ALL'] } }),
        path: `${CONTEXT}.privileged`,
      },
    ],
    pass: [
      inContext({ capabilities: { drop: ['CAP_NET_RAW'] } }),
      inContext({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
      inPod(WINDOWS),
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'may-run-as-root': {
    fail: [
      { ...plain, path: `${CONTEXT}.runAsNonRoot`, value: 'not set' },
      { ...inContext({ runAsUser: 0 }), path: `${CONTEXT}.runAsUser`, value: '0' },
      {
        ...inPod({ securityContext: { runAsUser: 0 } }),
        path: `${SPEC}.securityContext.runAsUser`,
        value: '0',
      },
      // The container's own setting wins over the pod's.
      {
        objects: [
          deployment({ securityContext: { runAsUser: 0 } }, { securityContext: { runAsUser: 1000 } }),
        ],
      },
    ],
    pass: [inContext({ runAsNonRoot: true }), inPod({ securityContext: { runAsUser: 1000 } })],
    unknown: [REFUSED, inContext({ runAsUser: redacted('plain') })],
    'not-applicable': NOTHING,
  },
  'root-user-or-group': {
    fail: [
      { ...inContext({ runAsUser: 0 }), path: `${CONTEXT}.runAsUser`, value: '0' },
      { ...inPod({ securityContext: { runAsGroup: 0 } }), path: `${SPEC}.securityContext.runAsGroup` },
      { ...inPod({ securityContext: { fsGroup: 0 } }), path: `${SPEC}.securityContext.fsGroup` },
      {
        ...inPod({ securityContext: { supplementalGroups: [10, 0] } }),
        path: `${SPEC}.securityContext.supplementalGroups[1]`,
      },
    ],
    pass: [
      plain,
      {
        objects: [
          deployment({ securityContext: { runAsGroup: 1000 } }, { securityContext: { runAsGroup: 0 } }),
        ],
      },
    ],
    unknown: [REFUSED, inPod({ securityContext: { runAsGroup: redacted('plain') } })],
    'not-applicable': NOTHING,
  },
  'privilege-escalation': {
    ...context({}, '.allowPrivilegeEscalation', { allowPrivilegeEscalation: false }),
    pass: [inContext({ allowPrivilegeEscalation: false }), inPod(WINDOWS)],
  },
  'seccomp-unconfined': {
    fail: [
      { ...plain, path: `${CONTEXT}.seccompProfile.type`, value: 'not set', severity: 'low' },
      {
        ...inContext({ seccompProfile: { type: 'Unconfined' } }),
        path: `${CONTEXT}.seccompProfile.type`,
        value: 'Unconfined',
        severity: 'medium',
      },
      {
        ...inPod({ securityContext: { seccompProfile: { type: 'Unconfined' } } }),
        path: `${SPEC}.securityContext.seccompProfile.type`,
      },
    ],
    pass: inPod({ securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }),
    unknown: [REFUSED, inContext({ seccompProfile: redacted('plain') })],
    'not-applicable': NOTHING,
  },
  'writable-root-filesystem': context({}, '.readOnlyRootFilesystem', { readOnlyRootFilesystem: true }),
  'apparmor-unconfined': {
    fail: [
      {
        ...inContext({ appArmorProfile: { type: 'Unconfined' } }),
        path: `${CONTEXT}.appArmorProfile.type`,
        value: 'Unconfined',
      },
      {
        objects: [
          object(
            'v1',
            'Pod',
            'web',
            { spec: { containers: [{ name: 'web' }] } },
            { ...SHOP, annotations: { 'container.apparmor.security.beta.kubernetes.io/web': 'unconfined' } },
          ),
        ],
        path: 'metadata.annotations["container.apparmor.security.beta.kubernetes.io/web"]',
        message: /^An annotation disables AppArmor\.$/,
      },
    ],
    pass: [plain, inPod({ securityContext: { appArmorProfile: { type: 'Localhost' } } })],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'selinux-options': {
    fail: [
      {
        ...inContext({ seLinuxOptions: { type: 'spc_t' } }),
        path: `${CONTEXT}.seLinuxOptions.type`,
        value: 'spc_t',
      },
      {
        ...inPod({ securityContext: { seLinuxOptions: { role: 'sysadm_r' } } }),
        path: `${SPEC}.securityContext.seLinuxOptions.role`,
        message: /^The pod sets the SELinux role "sysadm_r"/,
      },
      atMinor(30, inContext({ seLinuxOptions: { type: 'container_engine_t' } })),
    ],
    pass: [
      inContext({ seLinuxOptions: { type: 'container_t', level: 's0:c1' } }),
      atMinor(31, inContext({ seLinuxOptions: { type: 'container_engine_t' } })),
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'proc-mount': {
    fail: [
      { ...inContext({ procMount: 'Unmasked' }), path: `${CONTEXT}.procMount`, severity: 'high' },
      {
        objects: [deployment({ securityContext: { procMount: 'Unmasked' } }, { hostUsers: false })],
        severity: 'low',
      },
    ],
    pass: [plain, inContext({ procMount: 'Default' })],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'unsafe-sysctl': {
    fail: [
      {
        ...inPod({ securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }),
        path: `${SPEC}.securityContext.sysctls[0].name`,
        value: 'kernel.msgmax',
        message: /version of the server is not known, so v1\.37 is assumed/,
      },
      atMinor(31, inPod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } })),
    ],
    pass: [plain, atMinor(32, inPod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } }))],
    unknown: [
      REFUSED,
      {
        ...inPod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } }),
        origin: 'live',
        message: /possible versions disagree/,
      },
    ],
    'not-applicable': NOTHING,
  },
  ...VOLUME_CASES,
  'probe-host': {
    fail: [
      {
        ...inContainer({ livenessProbe: { httpGet: { host: '169.254.169.254', port: 80 } } }),
        path: `${CONTAINER}.livenessProbe.httpGet.host`,
        value: '169.254.169.254',
        message: /makes the kubelet call 169\.254\.169\.254 \(livenessProbe\)/,
      },
      atMinor(34, inContainer({ lifecycle: { preStop: { tcpSocket: { host: 'db', port: 1 } } } })),
    ],
    pass: [inContainer({ livenessProbe: { httpGet: { path: '/', port: 80 } } }), atMinor(33, plain)],
    unknown: [
      REFUSED,
      inContainer({ startupProbe: { tcpSocket: { host: redacted('url') } } }),
      {
        ...inContainer({ livenessProbe: { httpGet: { host: '169.254.169.254', port: 80 } } }),
        origin: 'live',
        message: /possible versions disagree/,
      },
    ],
    'not-applicable': [
      NOTHING,
      {
        ...atMinor(33, inContainer({ livenessProbe: { httpGet: { host: 'a' } } })),
        message: /from v1\.34/,
      },
    ],
  },
  'shared-process-namespace': {
    fail: { ...inPod({ shareProcessNamespace: true }), path: `${SPEC}.shareProcessNamespace`, value: 'true' },
    pass: [plain, inPod({ shareProcessNamespace: false })],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'naked-pod': {
    fail: {
      objects: [object('v1', 'Pod', 'by-hand', { spec: { containers: [] } }, SHOP)],
      path: 'metadata.ownerReferences',
      value: 'not set',
    },
    pass: [
      plain,
      { objects: [staticPod('etcd', [])] },
      {
        objects: [
          object(
            'v1',
            'Pod',
            'web-1',
            {},
            { ...SHOP, ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'Fleet', name: 'web' }] },
          ),
        ],
      },
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'remote-login': {
    fail: [
      {
        ...inContainer({ command: ['/usr/sbin/sshd', '-D'] }),
        path: `${CONTAINER}.command[0]`,
        value: 'sshd',
      },
      {
        ...inContainer({ command: ['sh', '-c'], args: ['cd /srv && sudo -E run'] }),
        path: `${CONTAINER}.args[0]`,
        value: 'sudo',
      },
      { ...inContainer({ ports: [{ containerPort: 22 }] }), path: `${CONTAINER}.ports[0].containerPort` },
    ],
    pass: [
      plain,
      inContainer({ command: ['/app/ssh-exporter', '--sudoers=none'], ports: [{ containerPort: 2222 }] }),
    ],
    unknown: [REFUSED, inContainer({ args: [redacted('plain')] })],
    'not-applicable': NOTHING,
  },
});
