import { NOTHING, testFamily } from './cases.ts';
import { daemonSet, deployment, namespace, object, redacted, serverVersion } from './objects.ts';

const RESTRICTED = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
  capabilities: { drop: ['ALL'] },
};
const SPEC = 'spec.template.spec';
const enforcing = (level: string) => namespace('shop', { 'pod-security.kubernetes.io/enforce': level });

testFamily('podsecurity', {
  baseline: {
    fail: [
      {
        objects: [deployment({ securityContext: { privileged: true } }, { hostPID: true })],
        facts: serverVersion(36),
        path: `${SPEC}.hostPID`,
        value: 'true',
        message:
          /^Checks hostNamespaces, privileged: violates PodSecurity "baseline:v1\.36": host namespaces \(hostPID=true\), privileged \(container "web" must not set securityContext\.privileged=true\)\.$/,
      },
      {
        objects: [
          daemonSet('web', 'shop', {}),
          object(
            'v1',
            'Pod',
            'web-1',
            {
              spec: {
                containers: [{ name: 'web' }],
                ephemeralContainers: [
                  { name: 'look', securityContext: { capabilities: { add: ['SYS_PTRACE'] } } },
                ],
              },
            },
            {
              namespace: 'shop',
              ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'web', controller: true }],
            },
          ),
        ],
        path: 'spec.ephemeralContainers[0].securityContext.capabilities.add[0]',
        value: 'SYS_PTRACE',
      },
      {
        objects: [deployment({}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } })],
        facts: serverVersion(31),
        path: `${SPEC}.securityContext.sysctls[0].name`,
      },
      {
        objects: [
          object(
            'v1',
            'Pod',
            'web',
            { spec: { containers: [{ ports: [{ hostPort: 80 }] }] } },
            { namespace: 'a' },
          ),
        ],
        path: 'spec.containers[0].ports[0].hostPort',
        message: /version of the server is not known, so v1\.37 is assumed/,
      },
    ],
    pass: [
      { objects: [deployment()] },
      {
        objects: [deployment({}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } })],
        facts: serverVersion(32),
      },
      {
        objects: [
          daemonSet('calico-node', 'kube-system', {
            image: 'quay.io/calico/node:v3.30.1',
            securityContext: { privileged: true },
          }),
        ],
        message: /Recognised as Calico/,
      },
    ],
    unknown: [
      { forbidden: ['/pods'] },
      {
        objects: [deployment({ securityContext: { privileged: redacted('plain') } })],
        message: /containers\[0\]\.securityContext\.privileged could not be read/,
      },
      // Since 1.32 that parameter is a safe one, and this server did not tell its version.
      {
        objects: [deployment({}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } })],
        origin: 'live',
        message: /possible versions disagree/,
      },
    ],
    'not-applicable': NOTHING,
  },
  restricted: {
    fail: {
      objects: [deployment()],
      path: `${SPEC}.containers[0].securityContext.allowPrivilegeEscalation`,
      value: 'not set',
      message:
        /^Checks allowPrivilegeEscalation, capabilities_restricted, runAsNonRoot, seccompProfile_restricted:/,
    },
    pass: [
      { objects: [deployment({ securityContext: RESTRICTED })] },
      {
        objects: [deployment({ securityContext: RESTRICTED })],
        facts: serverVersion(99),
        message: /The server is v1\.99/,
      },
    ],
    unknown: { forbidden: ['apps/daemonsets'] },
    'not-applicable': NOTHING,
  },
  'enforced-level': {
    fail: {
      objects: [enforcing('baseline'), deployment({}, { hostIPC: true })],
      path: `${SPEC}.hostIPC`,
      message: /violates PodSecurity "baseline:latest"/,
    },
    pass: { objects: [enforcing('restricted'), deployment({ securityContext: RESTRICTED })] },
    unknown: [{ forbidden: ['/pods'] }, { objects: [deployment()], forbidden: ['/namespaces'] }],
    'not-applicable': [NOTHING, { objects: [namespace('shop'), deployment({}, { hostIPC: true })] }],
  },
});
