/** Pods that break one rule each, with the versions in which they do. */
import type { Level } from '../../../../main/kubernetes/podsecurity/define.ts';

/** A security context that meets restricted. */
export const GOOD = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
  capabilities: { drop: ['ALL'] },
};
export interface Pod {
  readonly metadata?: unknown;
  readonly spec: unknown;
}

/** A pod of one container that meets restricted in every version; each part can be laid over. */
export function pod(container: object = {}, spec: object = {}, annotations: object = {}): Pod {
  return {
    metadata: { annotations },
    spec: { containers: [{ name: 'web', securityContext: GOOD, ...container }], ...spec },
  };
}
export const context = (over: object, spec: object = {}) =>
  pod({ securityContext: { ...GOOD, ...over } }, spec);
export const without = (...fields: string[]) =>
  pod({ securityContext: Object.fromEntries(Object.entries(GOOD).filter(([key]) => !fields.includes(key))) });

/** Name, pod, level, the versions in which it alone is the cause (`to` included), and its text there. */
export const CASES: readonly (readonly [string, Pod, Level, number, number, string])[] = [
  [
    'hostNamespaces',
    pod({}, { hostNetwork: true, hostIPC: true }),
    'baseline',
    0,
    37,
    'host namespaces (hostNetwork=true, hostIPC=true)',
  ],
  [
    'hostPathVolumes',
    pod({}, { volumes: [{ name: 'v', hostPath: { path: '/' } }] }),
    'baseline',
    0,
    37,
    'hostPath volumes (volume "v")',
  ],
  [
    'restrictedVolumes',
    pod(
      {},
      {
        volumes: [
          { name: 'v', hostPath: { path: '/' } },
          { name: 'w', nfs: {} },
          { name: 'x', emptyDir: {} },
          { name: 'y' },
        ],
      },
    ),
    'restricted',
    0,
    37,
    'restricted volume types (volumes "v", "w" use restricted volume types "hostPath", "nfs")',
  ],
  [
    'hostPorts',
    pod({ ports: [{ hostPort: 9 }, { hostPort: 80 }, { hostPort: 0 }] }),
    'baseline',
    0,
    37,
    'hostPort (container "web" uses hostPorts 80, 9)',
  ],
  [
    'hostProbesAndHostLifecycle',
    pod({ livenessProbe: { httpGet: { host: 'b' } }, lifecycle: { preStop: { tcpSocket: { host: 'a' } } } }),
    'baseline',
    34,
    37,
    'probe or lifecycle host (container "web" uses probe or lifecycle hosts "a", "b")',
  ],
  [
    'privileged',
    context({ privileged: true }),
    'baseline',
    0,
    37,
    'privileged (container "web" must not set securityContext.privileged=true)',
  ],
  [
    'procMount',
    context({ procMount: 'Unmasked' }),
    'baseline',
    0,
    37,
    'procMount (container "web" must not set securityContext.procMount to "Unmasked")',
  ],
  [
    'procMount in a user namespace',
    context({ procMount: 'Unmasked' }, { hostUsers: false }),
    'baseline',
    0,
    34,
    'procMount (container "web" must not set securityContext.procMount to "Unmasked")',
  ],
  [
    'procMount_restricted',
    context({ procMount: 'Unmasked' }, { hostUsers: false }),
    'restricted',
    0,
    37,
    'procMount (container "web" must not set securityContext.procMount to "Unmasked")',
  ],
  [
    'seLinuxOptions',
    context(
      { seLinuxOptions: { type: 'x', user: 'u', role: 'r' } },
      { securityContext: { seLinuxOptions: { user: 'u' } } },
    ),
    'baseline',
    0,
    37,
    'seLinuxOptions (pod and container "web" set forbidden securityContext.seLinuxOptions: type "x"; user may not be set; role may not be set)',
  ],
  [
    'seLinuxOptions of a container engine',
    context({ seLinuxOptions: { type: 'container_engine_t' } }),
    'baseline',
    0,
    30,
    'seLinuxOptions (container "web" set forbidden securityContext.seLinuxOptions: type "container_engine_t")',
  ],
  [
    'seccompProfile_baseline',
    context({ seccompProfile: { type: 'Unconfined' } }),
    'baseline',
    19,
    37,
    'seccompProfile (container "web" must not set securityContext.seccompProfile.type to "Unconfined")',
  ],
  [
    'seccomp annotations',
    pod(
      {},
      {},
      {
        'seccomp.security.alpha.kubernetes.io/pod': 'unconfined',
        'container.seccomp.security.alpha.kubernetes.io/web': 'a"b\n',
      },
    ),
    'restricted',
    0,
    18,
    'seccompProfile (forbidden annotations container.seccomp.security.alpha.kubernetes.io/web="a\\"b\\n", seccomp.security.alpha.kubernetes.io/pod="unconfined")',
  ],
  [
    'seccompProfile_restricted',
    without('seccompProfile'),
    'restricted',
    19,
    37,
    'seccompProfile (pod or container "web" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
  ],
  [
    'sysctls',
    pod(
      {},
      { securityContext: { sysctls: [{ name: 'a' }, { name: 'kernel.shm_rmid_forced' }, { name: 'b' }] } },
    ),
    'baseline',
    0,
    37,
    'forbidden sysctls (a, b)',
  ],
  [
    'sysctls of 1.27',
    pod({}, { securityContext: { sysctls: [{ name: 'net.ipv4.ip_local_reserved_ports' }] } }),
    'baseline',
    0,
    26,
    'forbidden sysctls (net.ipv4.ip_local_reserved_ports)',
  ],
  [
    'sysctls of 1.29',
    pod({}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_fin_timeout' }] } }),
    'baseline',
    0,
    28,
    'forbidden sysctls (net.ipv4.tcp_fin_timeout)',
  ],
  [
    'sysctls of 1.32',
    pod({}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } }),
    'baseline',
    0,
    31,
    'forbidden sysctls (net.ipv4.tcp_rmem)',
  ],
  [
    'sysctls of 1.37',
    pod({}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_notsent_lowat' }] } }),
    'baseline',
    0,
    36,
    'forbidden sysctls (net.ipv4.tcp_notsent_lowat)',
  ],
  [
    'windowsHostProcess',
    context(
      { windowsOptions: { hostProcess: true } },
      { securityContext: { windowsOptions: { hostProcess: true } } },
    ),
    'baseline',
    0,
    37,
    'hostProcess (pod and container "web" must not set securityContext.windowsOptions.hostProcess=true)',
  ],
  [
    'appArmorProfile',
    context(
      { appArmorProfile: { type: 'Unconfined' } },
      { securityContext: { appArmorProfile: { type: 'Unconfined' } } },
    ),
    'baseline',
    0,
    37,
    'forbidden AppArmor profile (pod and container "web" must not set AppArmor profile type to "Unconfined")',
  ],
  [
    'allowPrivilegeEscalation',
    without('allowPrivilegeEscalation'),
    'restricted',
    8,
    37,
    'allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)',
  ],
  [
    'capabilities_baseline',
    context({ capabilities: { drop: ['ALL'], add: ['SYS_TIME', 'CHOWN', 'BPF'] } }),
    'baseline',
    0,
    37,
    'non-default capabilities (container "web" must not include "BPF", "SYS_TIME" in securityContext.capabilities.add)',
  ],
  [
    'capabilities_restricted',
    context({ capabilities: { add: ['CHOWN', 'NET_BIND_SERVICE'] } }),
    'restricted',
    22,
    37,
    'unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"]; container "web" must not include "CHOWN" in securityContext.capabilities.add)',
  ],
  [
    'runAsNonRoot',
    without('runAsNonRoot'),
    'restricted',
    0,
    37,
    'runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true)',
  ],
  [
    'runAsNonRoot false',
    context({}, { securityContext: { runAsNonRoot: false } }),
    'restricted',
    0,
    37,
    'runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)',
  ],
  [
    'runAsNonRoot in a user namespace',
    pod({ securityContext: { ...GOOD, runAsNonRoot: false } }, { hostUsers: false }),
    'restricted',
    0,
    34,
    'runAsNonRoot != true (container "web" must not set securityContext.runAsNonRoot=false)',
  ],
  [
    'runAsUser',
    context({ runAsUser: 0 }, { securityContext: { runAsUser: 0 } }),
    'restricted',
    23,
    37,
    'runAsUser=0 (pod and container "web" must not set runAsUser=0)',
  ],
  [
    'runAsUser in a user namespace',
    context({ runAsUser: 0 }, { hostUsers: false }),
    'restricted',
    23,
    34,
    'runAsUser=0 (container "web" must not set runAsUser=0)',
  ],
];
