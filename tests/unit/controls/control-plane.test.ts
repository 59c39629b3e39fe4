import { describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { CONTROLS } from '../../../main/controls/catalogue.ts';
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import { HIDDEN_WITH } from '../../../shared/components.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { type Case, type ControlCases, NOTHING, testFamily } from './cases.ts';
import { daemonSet, deployment, node, object, redacted, serverVersion, staticPod } from './objects.ts';

const EKS: Case = {
  objects: [node('v1.34.1-eks-1', true)],
  origin: 'live',
  message: /provider/,
};
const of =
  (name: string) =>
  (...flags: readonly string[]): Case => ({ objects: [staticPod(name, [name, ...flags])] });
const [api, etcd, manager] = [of('kube-apiserver'), of('etcd'), of('kube-controller-manager')];
const scheduler = of('kube-scheduler');
const [CLIENT_TLS, PEER_TLS] = [
  ['--listen-client-urls=https://10.0.0.1:2379', '--cert-file=/server.crt', '--key-file=/server.key'],
  ['--listen-peer-urls=https://10.0.0.1:2380', '--peer-cert-file=/peer.crt', '--peer-key-file=/peer.key'],
];
const ETCD_CLIENT = ['--etcd-cafile=/ca.crt', '--etcd-certfile=/a.crt', '--etcd-keyfile=/a.key'];
/** etcd as kubeadm starts it, without the switches that ask for certificates. */
const etcdTls = (...flags: readonly string[]): Case => etcd(...flags, ...CLIENT_TLS, ...PEER_TLS);
const etcdWith = (env: readonly object[], ...flags: readonly string[]): Case => ({
  objects: [staticPodOf('registry.k8s.io/etcd:3.6.5-0', ['etcd', ...flags], env)],
});
/** The file that a kubelet starts a component from, before a server has made a mirror of it. */
const fromFile = (name: string, flags: readonly string[], metadata: object, spec: object = {}): Case => ({
  objects: [
    object(
      'v1',
      'Pod',
      name,
      {
        spec: {
          containers: [{ name, image: `registry.k8s.io/${name}:v1.35.0`, command: [name, ...flags] }],
          ...spec,
        },
      },
      metadata,
    ),
  ],
});
const together = (...cases: readonly Case[]): Case => ({
  objects: cases.flatMap(({ objects }) => objects ?? []),
});
const wrapped = (name: string): Case => ({ objects: [staticPod(name, ['/start.sh'])] });
const kubelets = (kubelet: unknown, name = 'kubelet-config'): Case => ({
  objects: [object('v1', 'ConfigMap', name, { data: { kubelet } }, { namespace: 'kube-system' })],
});
const SPOT = { path: 'spec.containers[0]', value: 'not set' };
const ARG = { path: 'spec.containers[0].command[1]' };
const NO_CLUSTER = {
  never: 'A cluster has an API server, and where its settings do not show they are unknown.',
};
const unseen = (name: string): readonly Case[] => [
  NOTHING,
  EKS,
  { forbidden: ['/pods'] },
  { origin: 'live' },
  { ...wrapped(name), message: /another program/ },
];
const certificate = (notAfter: string): Case => ({
  facts: {
    certificates: [
      {
        subject: 'CN=api.shop.example',
        issuer: 'CN=ca',
        subjectAltNames: [],
        notBefore: '2025-01-01T00:00:00Z',
        notAfter,
        keyType: 'ec',
        keyBits: 256,
        sha256: '',
      },
    ],
  },
});
const kubelet = (cases: Pick<ControlCases, 'fail' | 'pass'> & { readonly field: string }): ControlCases => ({
  fail: cases.fail,
  pass: cases.pass,
  unknown: [
    NOTHING,
    EKS,
    { forbidden: ['/configmaps'] },
    { ...kubelets(redacted('plain'), 'kubelet-config-1.23'), origin: 'live' },
    {
      ...kubelets('authentication: {anonymous: {enabled: false}}\nauthorization: {mode: Webhook}\n&a x\n'),
      message: new RegExp(cases.field),
    },
  ],
  'not-applicable': NO_CLUSTER,
});
const plane = (labels: object = { 'node-role.kubernetes.io/control-plane': '' }) =>
  object('v1', 'Node', 'plane-1', {}, { labels });
const worker = object('v1', 'Node', 'worker-1');
const podOn = (nodeName: string) =>
  object(
    'v1',
    'Pod',
    'web-1',
    { spec: { nodeName, containers: [{ name: 'web', image: 'registry.example/web:1' }] } },
    { namespace: 'shop' },
  );

const proxyMap = (text: string, name = 'kube-proxy', key = 'config.conf') =>
  object('v1', 'ConfigMap', name, { data: { [key]: text } }, { namespace: 'kube-system' });
const proxy = (text: string): Case => ({ objects: [proxyMap(text)] });

testFamily('control-plane', {
  'api-server-public': {
    fail: { facts: { publicAddress: true }, path: 'apiFacts.publicAddress' },
    pass: { facts: { publicAddress: false } },
    unknown: NOTHING,
    'not-applicable': { never: 'Every API server has an address.' },
  },
  'anonymous-access': {
    fail: { facts: { anonymous: [{ path: '/api/v1', status: 200 }] }, value: '/api/v1' },
    pass: {
      facts: {
        anonymous: [
          { path: '/version', status: 200 },
          { path: '/api/v1', status: 403 },
        ],
      },
    },
    unknown: NOTHING,
    'not-applicable': { never: 'Every API server answers somehow to a caller without a login.' },
  },
  'server-not-verified': {
    fail: { facts: { tlsVerified: false }, path: 'apiFacts.tlsVerified' },
    pass: { facts: { tlsVerified: true } },
    unknown: NOTHING,
    'not-applicable': { never: 'Either the certificate was checked or it was not.' },
  },
  'certificate-near-expiry': {
    fail: [
      { ...certificate('2026-05-11T00:00:00Z'), message: /in 10 days/ },
      { ...certificate('2026-04-21T00:00:00Z'), message: /expired 10 days ago/ },
    ],
    pass: certificate('2027-05-01T00:00:00Z'),
    unknown: [NOTHING, certificate('no date')],
    'not-applicable': { never: 'Without a certificate nothing was read, which is unknown.' },
  },
  'anonymous-auth': {
    fail: [
      { ...api(), ...SPOT },
      { ...api('--anonymous-auth=true'), ...ARG, value: '--anonymous-auth=true' },
      // The last one wins.
      { ...api('--anonymous-auth=false', '--anonymous_auth'), path: 'spec.containers[0].command[2]' },
    ],
    pass: [
      api('--anonymous-auth=false'),
      api('--anonymous-auth=true', '--anonymous-auth=false'),
      // The file of a static pod, as it lies in /etc/kubernetes/manifests.
      fromFile('kube-apiserver', ['--anonymous-auth=false'], { namespace: 'kube-system' }),
      fromFile('kube-apiserver', ['--anonymous-auth=false'], {}, { hostNetwork: true }),
    ],
    unknown: [
      ...unseen('kube-apiserver'),
      { ...api('--authentication-config=/etc/kubernetes/authn.yaml'), message: /authn\.yaml/ },
      { ...api('--anonymous-auth=$(ANONYMOUS)'), message: /is not visible/ },
      // In a live cluster a pod without the mark of a mirror is anybody's.
      {
        ...fromFile('kube-apiserver', ['--anonymous-auth=false'], { namespace: 'kube-system' }),
        origin: 'live',
      },
      // Somebody's own API server, such as one of a virtual cluster.
      fromFile(
        'kube-apiserver',
        ['--anonymous-auth=false'],
        { namespace: 'tenant-1' },
        { hostNetwork: true },
      ),
    ],
    'not-applicable': NO_CLUSTER,
  },
  'authorization-mode': {
    fail: [
      { ...api(), ...SPOT, severity: 'critical' },
      { ...api('--authorization-mode=AlwaysAllow'), ...ARG, severity: 'critical' },
      { ...api('--authorization-mode', 'Node'), severity: 'high', value: '--authorization-mode Node' },
      { ...api('--authorization-mode=RBAC,Webhook'), severity: 'medium' },
    ],
    pass: [
      api('--authorization-mode=Node,RBAC'),
      api('--authorization-mode=Node', '--authorization-mode=RBAC'),
    ],
    unknown: [
      ...unseen('kube-apiserver'),
      { ...api('--authorization-config=/etc/kubernetes/authz.yaml'), message: /authz\.yaml/ },
      api('--authorization-mode=***'),
    ],
    'not-applicable': NO_CLUSTER,
  },
  'node-restriction': {
    fail: [
      { ...api(), ...SPOT },
      { ...api('--enable-admission-plugins=PodSecurity'), ...ARG },
      api('--enable-admission-plugins=NodeRestriction', '--disable-admission-plugins=NodeRestriction'),
    ],
    pass: [
      api('--enable-admission-plugins=NodeRestriction,PodSecurity'),
      api('--admission-control=NamespaceLifecycle,NodeRestriction'),
    ],
    unknown: [...unseen('kube-apiserver'), api('--enable-admission-plugins=$(PLUGINS)')],
    'not-applicable': NO_CLUSTER,
  },
  'always-admit': {
    fail: { ...api('--enable-admission-plugins=NodeRestriction,AlwaysAdmit'), ...ARG },
    pass: [api(), api('--enable-admission-plugins=NodeRestriction')],
    unknown: [...unseen('kube-apiserver'), api('--enable-admission-plugins=$(PLUGINS)')],
    'not-applicable': NO_CLUSTER,
  },
  'admission-disabled': {
    fail: {
      ...api('--disable-admission-plugins=DefaultStorageClass,PodSecurity'),
      ...ARG,
      message: /PodSecurity/,
    },
    pass: [api(), api('--disable-admission-plugins=DefaultStorageClass')],
    unknown: [...unseen('kube-apiserver'), api('--disable-admission-plugins=$(PLUGINS)')],
    'not-applicable': NO_CLUSTER,
  },
  'static-credentials': {
    fail: [
      { ...api('--token-auth-file=/etc/tokens.csv'), ...ARG, value: '--token-auth-file=/etc/tokens.csv' },
      api('--basic-auth-file', '/etc/users.csv'),
    ],
    pass: api('--client-ca-file=/etc/ca.crt'),
    unknown: unseen('kube-apiserver'),
    'not-applicable': NO_CLUSTER,
  },
  'insecure-port': {
    fail: [
      { ...api('--insecure-port=8080'), ...ARG },
      { ...api(), facts: serverVersion(19), message: /1\.19 opens port 8080/ },
      { ...api('--insecure-bind-address=0.0.0.0'), facts: serverVersion(18), ...ARG },
    ],
    pass: [api(), { ...api('--insecure-port=0'), facts: serverVersion(19) }],
    unknown: [
      ...unseen('kube-apiserver').slice(0, -1),
      {
        objects: [staticPodOf('registry.example/kube-apiserver:stable', ['kube-apiserver'])],
        message: /version/,
      },
      api('--insecure-port=$(PORT)'),
    ],
    'not-applicable': NO_CLUSTER,
  },
  'kubelet-client': {
    fail: [
      { ...api(), ...SPOT, severity: 'high' },
      {
        ...api('--kubelet-client-certificate=/a.crt', '--kubelet-client-key=/a.key'),
        severity: 'medium',
        message: /kubelet-certificate-authority is not set/,
      },
    ],
    pass: api(
      '--kubelet-client-certificate=/a.crt',
      '--kubelet-client-key=/a.key',
      '--kubelet-certificate-authority=/ca.crt',
    ),
    unknown: unseen('kube-apiserver'),
    'not-applicable': NO_CLUSTER,
  },
  'service-account-lookup': {
    fail: { ...api('--service-account-lookup=false'), ...ARG },
    pass: [api(), api('--service-account-lookup')],
    unknown: unseen('kube-apiserver'),
    'not-applicable': NO_CLUSTER,
  },
  'service-account-key': {
    fail: [
      { ...api(), ...SPOT },
      { ...api('--service-account-key-file=/tls.key', '--tls-private-key-file=/tls.key'), ...ARG },
    ],
    pass: [
      api('--service-account-key-file=/sa.pub', '--tls-private-key-file=/tls.key'),
      api('--service-account-signing-endpoint=/run/signer.sock'),
    ],
    unknown: unseen('kube-apiserver'),
    'not-applicable': NO_CLUSTER,
  },
  profiling: {
    fail: [
      { ...api(), ...SPOT },
      manager('--profiling=true'),
      together(api('--profiling=false'), manager('--profiling=false'), scheduler()),
    ],
    pass: together(api('--profiling=false'), manager('--profiling=false'), scheduler('--profiling=false')),
    unknown: [
      ...unseen('kube-apiserver'),
      // What was not seen of one component is not made up for by the others.
      api('--profiling=false'),
      together(api('--profiling=false'), manager('--profiling=false'), scheduler('--config=/etc/s.yaml')),
    ],
    'not-applicable': NO_CLUSTER,
  },
  'component-bind-address': {
    fail: [
      { ...manager(), ...SPOT },
      { ...scheduler('--bind-address=0.0.0.0'), ...ARG },
    ],
    pass: [
      together(manager('--bind-address=127.0.0.1'), scheduler('--bind-address', '::1')),
      together(manager('--secure-port=0'), scheduler('--bind-address=127.0.0.1')),
    ],
    unknown: [
      ...unseen('kube-scheduler').slice(0, -1),
      together(wrapped('kube-controller-manager'), wrapped('kube-scheduler')),
      scheduler('--bind-address=$(HOST_IP)'),
    ],
    'not-applicable': NO_CLUSTER,
  },
  'weak-tls': {
    fail: [
      { ...api('--tls-min-version=VersionTLS10'), ...ARG },
      api('--tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_3DES_EDE_CBC_SHA'),
      { ...etcdTls('--cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA'), ...ARG },
      { ...etcd(...CLIENT_TLS, '--listen-peer-urls=http://10.0.0.1:2380'), severity: 'critical' },
      { ...etcd('--listen-client-urls=http://10.0.0.1:2379', ...PEER_TLS), ...ARG, severity: 'critical' },
      { ...etcd(...CLIENT_TLS), severity: 'critical', message: /no certificate for members/ },
    ],
    pass: [
      {
        ...together(
          api('--tls-min-version=VersionTLS12'),
          manager(),
          scheduler(),
          etcdTls('--cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'),
        ),
        message: /use the default/,
      },
    ],
    unknown: [
      ...unseen('kube-apiserver'),
      together(api(), manager(), scheduler(), etcd('--config-file=/etc/etcd.yaml')),
      together(api('--tls-cipher-suites=***'), manager(), scheduler(), etcdTls()),
    ],
    'not-applicable': NO_CLUSTER,
  },
  'etcd-client-auth': {
    fail: [
      { ...etcdTls('--peer-client-cert-auth=true'), ...SPOT },
      { ...etcdTls('--client-cert-auth=false'), ...ARG, value: '--client-cert-auth=false' },
      { ...etcd('--client-cert-auth', '--auto-tls'), message: /its own certificates/, severity: 'critical' },
      { ...etcdTls('--auto-tls', '--client-cert-auth'), ...ARG, severity: 'medium' },
      // On http etcd asks nobody for a certificate, whatever its switches say.
      {
        ...etcd('--listen-client-urls=http://0.0.0.0:2379', '--client-cert-auth=true', ...PEER_TLS),
        ...ARG,
        severity: 'critical',
        message: /http:\/\/0\.0\.0\.0:2379 without TLS/,
      },
      {
        ...etcd(
          '--cert-file=/a.crt',
          '--key-file=/a.key',
          '-client-cert-auth',
          '-listen-client-urls',
          'https://10.0.0.1:2379, HTTP://10.0.0.1:4001',
        ),
        severity: 'critical',
      },
      {
        ...etcd(
          '--cert-file=/a',
          '--key-file=/a',
          '--client-cert-auth',
          '--listen-client-urls=http://$(IP):2379',
        ),
        severity: 'critical',
      },
      {
        ...etcd(
          '--cert-file=/a',
          '--key-file=/a',
          '--client-cert-auth',
          '--listen-client-urls=http://127.0.0.1:2379',
        ),
        severity: 'high',
      },
      {
        ...etcd('--client-cert-auth', '--cert-file=/server.crt', '--key-file=/server.key'),
        severity: 'high',
        message: /http:\/\/localhost:2379/,
      },
      {
        ...etcd(
          '--client-cert-auth=true',
          '--listen-client-urls=https://10.0.0.1:2379',
          '--cert-file=/a.crt',
        ),
        severity: 'critical',
        message: /--key-file is not set/,
      },
      fromFile('etcd', ['--client-cert-auth=false', ...CLIENT_TLS], { namespace: 'kube-system' }),
    ],
    pass: [
      etcdTls('--client-cert-auth'),
      etcdTls('-client-cert-auth=true'),
      // The last address list is the one that counts.
      etcd('--listen-client-urls=http://0.0.0.0:2379', '--client-cert-auth', ...CLIENT_TLS),
      fromFile('etcd', ['--client-cert-auth', ...CLIENT_TLS], { namespace: 'kube-system' }),
    ],
    unknown: [
      ...unseen('etcd'),
      etcd('--config-file=/var/lib/etcd/config'),
      {
        ...etcdWith([{ name: 'ETCD_CLIENT_CERT_AUTH', value: redacted('boolean-or-number') }], ...CLIENT_TLS),
        message: /variable/,
      },
      {
        ...etcdWith(
          [{ name: 'ETCD_LISTEN_CLIENT_URLS', value: redacted('url') }],
          '--client-cert-auth',
          '--cert-file=/a',
          '--key-file=/a',
        ),
        message: /ETCD_LISTEN_CLIENT_URLS/,
      },
      {
        ...etcdWith(
          [{ name: 'ETCD_CERT_FILE', value: redacted('file-path') }],
          '--client-cert-auth',
          '--listen-client-urls=https://10.0.0.1:2379',
          '--key-file=/a',
        ),
        message: /ETCD_CERT_FILE/,
      },
      {
        ...etcd('--client-cert-auth', '--cert-file=/a', '--key-file=/a', '--listen-client-urls=$(URLS)'),
        message: /listen-client-urls is not visible/,
      },
    ],
    'not-applicable': NO_CLUSTER,
  },
  'etcd-peer-auth': {
    fail: [
      { ...etcdTls('--client-cert-auth=true'), ...SPOT, severity: 'high' },
      { ...etcdTls('--peer-client-cert-auth=0'), ...ARG },
      {
        ...etcd('--listen-peer-urls=http://0.0.0.0:2380', '--peer-client-cert-auth', ...CLIENT_TLS),
        ...ARG,
        severity: 'critical',
      },
      {
        ...etcd('--peer-client-cert-auth', '--listen-peer-urls=https://10.0.0.1:2380'),
        severity: 'critical',
        message: /--peer-cert-file is not set/,
      },
    ],
    pass: etcdTls('--peer-client-cert-auth=true'),
    unknown: [...unseen('etcd'), etcd('--config-file', '/var/lib/etcd/config')],
    'not-applicable': NO_CLUSTER,
  },
  'etcd-connection': {
    fail: [
      { ...api(), ...SPOT, severity: 'high' },
      {
        ...api(...ETCD_CLIENT, '--etcd-servers=http://10.0.0.1:2379'),
        severity: 'critical',
        message: /over http/,
      },
      { ...api('--etcd-certfile=/a', '--etcd-keyfile=/a'), message: /--etcd-cafile is not set/ },
      { ...api('--etcd-cafile=/a', '--etcd-certfile=/a'), message: /--etcd-keyfile is not set/ },
    ],
    pass: [
      api(...ETCD_CLIENT, '--etcd-servers=https://127.0.0.1:2379,https://10.0.0.2:2379'),
      api('--etcd-servers=unix:///run/kine.sock'),
    ],
    unknown: [...unseen('kube-apiserver'), api(...ETCD_CLIENT, '--etcd-servers=$(ETCD)')],
    'not-applicable': NO_CLUSTER,
  },
  'client-ca': {
    fail: { ...api(), ...SPOT },
    pass: api('--client-ca-file=/etc/kubernetes/pki/ca.crt'),
    unknown: unseen('kube-apiserver'),
    'not-applicable': NO_CLUSTER,
  },
  'extended-token-expiration': {
    fail: [
      { ...api(), ...SPOT },
      { ...api('--service-account-extend-token-expiration'), ...ARG },
    ],
    pass: api('--service-account-extend-token-expiration=false'),
    unknown: unseen('kube-apiserver'),
    'not-applicable': NO_CLUSTER,
  },
  'external-ips-allowed': {
    fail: [
      { ...api(), ...SPOT },
      { ...api('--enable-admission-plugins=NodeRestriction'), ...ARG },
      api('--disable-admission-plugins=DenyServiceExternalIPs'),
    ],
    pass: api('--enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs'),
    unknown: [...unseen('kube-apiserver'), api('--enable-admission-plugins=$(PLUGINS)')],
    'not-applicable': NO_CLUSTER,
  },
  'controller-credentials': {
    fail: [
      { ...manager(), ...SPOT },
      { ...manager('--use-service-account-credentials=false'), ...ARG },
    ],
    pass: [manager('--use-service-account-credentials'), manager('--use-service-account-credentials=true')],
    unknown: unseen('kube-controller-manager'),
    'not-applicable': NO_CLUSTER,
  },
  'etcd-own-ca': {
    fail: {
      ...together(etcd('--trusted-ca-file=/pki/ca.crt'), api('--client-ca-file=/pki/ca.crt')),
      ...ARG,
      value: '--trusted-ca-file=/pki/ca.crt',
    },
    pass: together(etcd('--trusted-ca-file=/pki/etcd/ca.crt'), api('--client-ca-file=/pki/ca.crt')),
    unknown: [
      ...unseen('etcd'),
      etcd('--config-file=/etc/etcd.yaml'),
      etcd('--trusted-ca-file=/pki/etcd/ca.crt'),
      together(etcd('--trusted-ca-file=$(CA)'), api('--client-ca-file=/pki/ca.crt')),
    ],
    'not-applicable': etcd(),
  },
  'kubelet-client-ca': kubelet({
    field: 'authentication.x509.clientCAFile',
    fail: [
      { ...kubelets('kind: KubeletConfiguration\n'), value: 'authentication.x509.clientCAFile is not set' },
      kubelets('authentication:\n  x509:\n    clientCAFile: ""\n'),
    ],
    pass: kubelets('authentication:\n  x509:\n    clientCAFile: /etc/kubernetes/pki/ca.crt\n'),
  }),
  'kubelet-anonymous': kubelet({
    field: 'authentication.anonymous.enabled',
    fail: [
      {
        ...kubelets('authentication:\n  anonymous:\n    # for the monitoring\n    enabled: true # for now\n'),
        path: 'data.kubelet',
        value: 'authentication.anonymous.enabled: true',
      },
    ],
    pass: [
      kubelets('authentication:\n  anonymous:\n    enabled: false\n  webhook:\n    enabled: true\n'),
      // The name before 1.24; of several the newest counts.
      {
        objects: [
          ...(kubelets('authentication:\n  anonymous:\n    enabled: true\n', 'kubelet-config-1.9').objects ??
            []),
          ...(kubelets('readOnlyPort: 0\n', 'kubelet-config-1.23').objects ?? []),
        ],
      },
    ],
  }),
  'kubelet-authorization': kubelet({
    field: 'authorization.mode',
    fail: {
      ...kubelets('authorization:\n  mode: "AlwaysAllow"\n'),
      value: 'authorization.mode: AlwaysAllow',
    },
    pass: kubelets('authorization:\n  mode: Webhook\n'),
  }),
  'kubelet-read-only-port': kubelet({
    field: 'readOnlyPort',
    fail: { ...kubelets('readOnlyPort: 10255\n'), value: 'readOnlyPort: 10255' },
    pass: [kubelets('readOnlyPort: 0\n'), kubelets('kind: KubeletConfiguration\n')],
  }),
  'kubelet-certificate-rotation': kubelet({
    field: 'rotateCertificates',
    fail: [
      { ...kubelets('kind: KubeletConfiguration\n'), value: 'rotateCertificates is not set' },
      kubelets('rotateCertificates: false\n'),
    ],
    pass: kubelets('rotateCertificates: true\n'),
  }),
  'kubelet-weak-tls': kubelet({
    field: 'tlsMinVersion',
    fail: [
      { ...kubelets('tlsMinVersion: VersionTLS10\n'), value: 'tlsMinVersion: VersionTLS10' },
      kubelets('tlsCipherSuites: [TLS_RSA_WITH_RC4_128_SHA]\n'),
      kubelets('tlsCipherSuites:\n- TLS_AES_128_GCM_SHA256\n- TLS_RSA_WITH_AES_128_CBC_SHA\n'),
    ],
    pass: [
      kubelets('tlsMinVersion: VersionTLS12\ntlsCipherSuites:\n- TLS_AES_128_GCM_SHA256\n'),
      kubelets('kind: KubeletConfiguration\n'),
    ],
  }),
  'kube-proxy-metrics': {
    fail: [
      {
        ...proxy('metricsBindAddress: 0.0.0.0:10249\n'),
        path: 'data["config.conf"]',
        value: 'metricsBindAddress: 0.0.0.0:10249',
        severity: 'low',
        message: /metrics on 0\.0\.0\.0:10249 without a login/,
      },
      proxy('metricsBindAddress: "[::]:10249"\n'),
      {
        objects: [
          proxyMap('metricsBindAddress: 0.0.0.0:10249\n', 'kube-proxy-config', 'config'),
          daemonSet('kube-proxy', 'kube-system', {
            command: ['kube-proxy', '--v=2', '--config=/var/lib/kube-proxy-config/config'],
          }),
        ],
        path: 'data["config"]',
      },
      {
        objects: [
          staticPod('kube-proxy', ['/usr/local/bin/kube-proxy', '--metrics-bind-address=10.0.0.7:10249']),
        ],
        path: 'spec.containers[0].command[1]',
      },
    ],
    pass: [
      {
        ...proxy('metricsBindAddress: ""\nhealthzBindAddress: 0.0.0.0:10256\n'),
        message: /default is 127\.0\.0\.1/,
      },
      { ...proxy('metricsBindAddress: 127.0.0.1:10249\n'), message: /on 127\.0\.0\.1:10249 only/ },
      { objects: [staticPod('kube-proxy', ['kube-proxy', '--kubeconfig=/x'])] },
      // Without a settings file the config map does nothing.
      {
        objects: [
          proxyMap('metricsBindAddress: 0.0.0.0:10249\n'),
          daemonSet('kube-proxy', 'kube-system', {
            command: ['kube-proxy', '--metrics-bind-address=127.0.0.1'],
          }),
        ],
      },
    ],
    unknown: [
      NOTHING,
      { ...proxy('metricsBindAddress: 0.0.0.0:10249\n'), forbidden: ['/configmaps'] },
      { ...proxy('{metricsBindAddress: "0.0.0.0:10249"}\n'), message: /not be parsed completely/ },
      {
        objects: [daemonSet('kube-proxy', 'kube-system', { command: ['kube-proxy', '--config=/etc/x'] })],
        message: /from a file/,
      },
      { objects: [daemonSet('kube-proxy', 'kube-system', { command: ['/start.sh'] })] },
    ],
    'not-applicable': { never: 'Where no kube-proxy shows it is unknown what does its work.' },
  },
  'user-workload': {
    fail: [
      { objects: [plane(), worker, podOn('plane-1')], severity: 'medium', value: 'pod web-1 on plane-1' },
      { objects: [plane({ 'node-role.kubernetes.io/master': 'true' }), podOn('plane-1')], severity: 'low' },
    ],
    pass: { objects: [plane(), worker, podOn('worker-1'), staticPod('etcd', ['etcd'])] },
    unknown: [
      NOTHING,
      { objects: [worker, podOn('worker-1')], message: /control plane/ },
      { objects: [plane(), podOn('plane-1')], forbidden: ['/nodes'] },
      EKS,
    ],
    'not-applicable': { never: 'Where no node of the control plane is seen, it is unknown.' },
  },
});

function staticPodOf(
  image: string,
  command: readonly string[],
  env: readonly object[] = [],
): KubernetesObject {
  const pod = staticPod(command[0] ?? '', command);
  return { ...pod, spec: { containers: [{ name: command[0], image, command, env }] } };
}

const label = (key: string, value = 'x') => object('v1', 'Node', 'node-1', {}, { labels: { [key]: value } });
const MANAGED: readonly (readonly [string, KubernetesObject, string])[] = [
  ['EKS', node('v1.34.1-eks-1', true), 'v1.34.4-eks-1'],
  ['EKS Auto Mode', label('eks.amazonaws.com/compute-type', 'auto'), 'v1.34.4-eks-1'],
  ['EKS Fargate', label('eks.amazonaws.com/compute-type', 'fargate'), 'v1.34.4-eks-1'],
  ['GKE', label('cloud.google.com/gke-nodepool'), 'v1.34.4-gke.1'],
  ['GKE Autopilot', object('v1', 'Node', 'gk3-shop-1'), 'v1.34.4-gke.1'],
  ['AKS', label('kubernetes.azure.com/cluster'), 'v1.34.4'],
  ['ROSA', label('api.openshift.com/rosa'), 'v1.34.4'],
  [
    'ARO',
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'clusters.aro.openshift.io'),
    'v1.34.4',
  ],
  ['DOKS', label('doks.digitalocean.com/node-id'), 'v1.34.4'],
  ['OKE', label('oke.oraclecloud.com/pool.name'), 'v1.34.4'],
  ['IKS', label('ibm-cloud.kubernetes.io/worker-id'), 'v1.34.4+IKS'],
  ['LKE', label('lke.linode.com/pool-id'), 'v1.34.4'],
];

describe('a part that the provider runs', () => {
  test.each(MANAGED)('of %s is unknown, even beside a pod that claims to be it', (name, sign, gitVersion) => {
    const claim = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'].map((one) =>
      staticPod(one, [one, '--anonymous-auth=false', '--client-cert-auth=true', '--profiling=false']),
    );
    const settings = kubelets('rotateCertificates: true\n').objects ?? [];
    const { manifest } = snapshotOf([]);
    const { summaries, platform } = analyseSnapshot(
      snapshotOf([sign, ...claim, ...settings], {
        origin: 'live',
        manifest: {
          apiFacts: {
            ...manifest.apiFacts,
            serverVersion: { major: '1', minor: '34', gitVersion, platform: 'linux/amd64' },
          },
        },
      }),
    );
    expect(platform).toMatchObject({ distribution: name, managedControlPlane: true });
    const hidden = Object.values(HIDDEN_WITH).flatMap(({ controls }) => controls);
    expect(hidden.length).toBeGreaterThan(20);
    for (const id of hidden)
      expect(summaries.find(({ control }) => control === id)).toMatchObject({
        control: id,
        verdict: 'unknown',
        reason: 'managed-by-provider',
      });
  });
  test('is not judged by its pods where the signs contradict each other evenly', () => {
    const torn = object(
      'v1',
      'Node',
      'node-1',
      {},
      {
        labels: { 'eks.amazonaws.com/nodegroup': 'x', 'cloud.google.com/gke-nodepool': 'x' },
      },
    );
    const server = staticPod('kube-apiserver', ['kube-apiserver', '--anonymous-auth=false']);
    const { verdicts, platform } = analyseSnapshot(snapshotOf([torn, server], { origin: 'live' }), {
      controls: ['control-plane/anonymous-auth'],
    });
    expect(platform.managedControlPlane).toBeNull();
    expect(verdicts).toMatchObject([
      { verdict: 'unknown', message: expect.stringMatching(/contradict each other on whether a provider/) },
    ]);
  });
  test('has a question for each of its controls', () => {
    for (const { controls, question } of Object.values(HIDDEN_WITH))
      for (const id of controls)
        expect([id, CONTROLS.find((control) => control.id === id)?.questions]).toEqual([
          id,
          expect.arrayContaining([question]),
        ]);
  });
});

test('a workload of which one pod lies beside the control plane is named once', () => {
  const web = deployment();
  const pod = (name: string) => ({
    ...podOn('plane-1'),
    metadata: {
      name,
      namespace: 'shop',
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', controller: true }],
    },
  });
  const set = object(
    'apps/v1',
    'ReplicaSet',
    'web-1',
    {},
    {
      namespace: 'shop',
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', controller: true }],
    },
  );
  const { verdicts } = analyseSnapshot(
    snapshotOf([plane(), worker, web, set, pod('web-1-a'), pod('web-1-b')], { origin: 'live' }),
    { controls: ['control-plane/user-workload'] },
  );
  expect(verdicts.filter(({ verdict }) => verdict === 'fail')).toMatchObject([
    { object: { kind: 'Deployment', name: 'web' } },
  ]);
});
