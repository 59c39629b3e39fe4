/**
 * Numbers of the CIS Kubernetes Benchmark v1.11, each beside what it is about in our own words: an argument of a
 * component, a setting or a permission. Checked against the public files of kube-bench, cfg/cis-1.11.
 */
import { expect, test } from 'vitest';
import { CONTROLS } from '../../../main/controls/catalogue.ts';

const ABOUT: Readonly<Record<string, readonly [about: string, ...controls: string[]]>> = {
  '1.2.1': ['anonymous-auth', 'control-plane/anonymous-auth', 'control-plane/anonymous-access'],
  '1.2.2': ['token-auth-file', 'control-plane/static-credentials'],
  '1.2.3': ['DenyServiceExternalIPs', 'control-plane/external-ips-allowed'],
  '1.2.4': ['kubelet-client-certificate', 'control-plane/kubelet-client'],
  '1.2.5': ['kubelet-certificate-authority', 'control-plane/kubelet-client'],
  '1.2.6': ['authorization-mode AlwaysAllow', 'control-plane/authorization-mode'],
  '1.2.7': ['authorization-mode Node', 'control-plane/authorization-mode'],
  '1.2.8': ['authorization-mode RBAC', 'control-plane/authorization-mode'],
  '1.2.10': ['AlwaysAdmit', 'control-plane/always-admit'],
  '1.2.11': ['AlwaysPullImages', 'supply-chain/mutable-tag-not-pulled'],
  '1.2.12': ['ServiceAccount', 'control-plane/admission-disabled'],
  '1.2.13': ['NamespaceLifecycle', 'control-plane/admission-disabled'],
  '1.2.14': ['NodeRestriction', 'control-plane/node-restriction'],
  '1.2.15': ['profiling of the API server', 'control-plane/profiling'],
  '1.2.16': ['audit-log-path', 'audit/no-audit-log'],
  '1.2.17': ['audit-log-maxage', 'audit/short-retention'],
  '1.2.18': ['audit-log-maxbackup', 'audit/short-retention'],
  '1.2.19': ['audit-log-maxsize', 'audit/short-retention'],
  '1.2.21': ['service-account-lookup', 'control-plane/service-account-lookup'],
  '1.2.22': ['service-account-key-file', 'control-plane/service-account-key'],
  '1.2.23': ['etcd-certfile', 'control-plane/etcd-connection'],
  '1.2.25': ['client-ca-file', 'control-plane/client-ca'],
  '1.2.26': ['etcd-cafile', 'control-plane/etcd-connection'],
  '1.2.27': ['encryption-provider-config', 'secrets/no-encryption-at-rest'],
  '1.2.29': ['tls-cipher-suites', 'control-plane/weak-tls'],
  '1.2.30': ['service-account-extend-token-expiration', 'control-plane/extended-token-expiration'],
  '1.3.2': ['profiling of the controller manager', 'control-plane/profiling'],
  '1.3.3': ['use-service-account-credentials', 'control-plane/controller-credentials'],
  '1.3.7': ['bind-address of the controller manager', 'control-plane/component-bind-address'],
  '1.4.1': ['profiling of the scheduler', 'control-plane/profiling'],
  '1.4.2': ['bind-address of the scheduler', 'control-plane/component-bind-address'],
  '2.1': ['cert-file', 'control-plane/etcd-client-auth'],
  '2.2': ['client-cert-auth', 'control-plane/etcd-client-auth'],
  '2.3': ['auto-tls', 'control-plane/etcd-client-auth'],
  '2.4': ['peer-cert-file', 'control-plane/etcd-peer-auth'],
  '2.5': ['peer-client-cert-auth', 'control-plane/etcd-peer-auth'],
  '2.6': ['peer-auto-tls', 'control-plane/etcd-peer-auth'],
  '2.7': ['an authority of its own', 'control-plane/etcd-own-ca'],
  '3.2.1': ['audit-policy-file', 'audit/no-audit-log', 'audit/no-policy-file'],
  '3.2.2': ['what the policy records', 'audit/policy-content'],
  '4.2.1': ['authentication.anonymous', 'control-plane/kubelet-anonymous'],
  '4.2.2': ['authorization.mode', 'control-plane/kubelet-authorization'],
  '4.2.3': ['clientCAFile', 'control-plane/kubelet-client-ca'],
  '4.2.4': ['readOnlyPort', 'control-plane/kubelet-read-only-port'],
  '4.2.10': ['rotateCertificates', 'control-plane/kubelet-certificate-rotation'],
  '4.2.12': ['tlsCipherSuites', 'control-plane/kubelet-weak-tls'],
  '4.3.1': ['metricsBindAddress of kube-proxy', 'control-plane/kube-proxy-metrics'],
  '5.1.1': ['cluster-admin', 'rbac/cluster-admin-holder', 'supply-chain/tiller'],
  '5.1.2': ['read Secrets', 'rbac/read-secrets', 'rbac/token-secret'],
  '5.1.3': ['wildcards', 'rbac/wildcard'],
  '5.1.4': ['create pods', 'rbac/create-workloads', 'rbac/update-workloads'],
  '5.1.5': ['default accounts', 'rbac/default-account-bound'],
  '5.1.6': ['mounted tokens', 'secrets/needless-token-mount', 'rbac/pod-mounts-powerful-account'],
  '5.1.7': ['system:masters', 'rbac/system-masters-subject', 'cloud/aws-auth-masters'],
  '5.1.8': [
    'bind, impersonate, escalate',
    'rbac/escalate-or-bind',
    'rbac/write-bindings',
    'rbac/impersonate',
  ],
  '5.1.9': ['create persistentvolumes', 'rbac/create-volumes'],
  '5.1.10': ['nodes/proxy', 'rbac/nodes-proxy'],
  '5.1.11': ['approve certificates', 'rbac/issue-certificates', 'rbac/node-bootstrap-certificates'],
  '5.1.12': ['webhook configurations', 'rbac/write-webhooks'],
  '5.1.13': ['serviceaccounts/token', 'rbac/token-request', 'rbac/token-secret'],
  '5.2.2': ['privileged', 'pod/privileged-container'],
  '5.2.3': ['hostPID', 'pod/host-pid'],
  '5.2.4': ['hostIPC', 'pod/host-ipc'],
  '5.2.5': ['hostNetwork', 'pod/host-network'],
  '5.2.6': ['allowPrivilegeEscalation', 'pod/privilege-escalation'],
  '5.2.7': ['root', 'pod/may-run-as-root', 'pod/root-user-or-group'],
  '5.2.8': ['NET_RAW', 'pod/net-raw'],
  '5.2.9': ['added capabilities', 'pod/escape-capability', 'pod/capabilities-beyond-baseline'],
  '5.2.10': ['capabilities that are not dropped', 'pod/capabilities-not-dropped'],
  '5.2.11': ['hostProcess', 'pod/windows-host-process'],
  '5.2.12': [
    'hostPath',
    'pod/host-path',
    'pod/sensitive-host-path',
    'pod/runtime-socket',
    'pod/writable-host-path',
  ],
  '5.2.13': ['hostPort', 'pod/host-port'],
  '5.3.1': ['a plugin that enforces policies', 'network/cni-does-not-enforce'],
  '5.4.1': ['Secrets in the environment', 'secrets/credential-in-env', 'secrets/secret-in-env'],
  '5.4.2': ['an external store', 'secrets/no-external-store'],
  '5.6.1': ['namespaces as boundaries', 'tenancy/workload-in-system-namespace'],
  '5.6.2': ['seccomp', 'pod/seccomp-unconfined'],
  '5.6.4': ['the namespace default', 'tenancy/workload-in-default'],
};
/** About many things at once: an admission engine, policies in namespaces, origin of images, security contexts. */
const BROAD: ReadonlySet<string> = new Set(['5.2.1', '5.3.2', '5.5.1', '5.6.3']);

test('every number of the benchmark stands at what it is about', () => {
  const given = new Map<string, string[]>();
  for (const { id, mappings } of CONTROLS)
    for (const { framework, id: number } of mappings)
      if (framework === 'cis' && !BROAD.has(number)) given.set(number, [...(given.get(number) ?? []), id]);
  const expected = Object.entries(ABOUT).map(([number, [, ...controls]]) => [number, controls.toSorted()]);
  expect(Object.fromEntries([...given].map(([number, ids]) => [number, ids.toSorted()]))).toEqual(
    Object.fromEntries(expected),
  );
});
