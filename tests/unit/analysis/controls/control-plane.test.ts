import { type Case, testFamily } from './cases.ts';
import { node, object, staticPod } from './objects.ts';

const EKS: Case = { objects: [node('v1.34.1-eks-1', true)], origin: 'live' };
const etcd = (...flags: readonly string[]): Case => ({ objects: [staticPod('etcd', ['etcd', ...flags])] });
const kubelets = (kubelet: string): Case => ({
  objects: [object('v1', 'ConfigMap', 'kubelet-config', { data: { kubelet } }, { namespace: 'kube-system' })],
});
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

testFamily('control-plane', {
  'api-server-public': {
    fail: { facts: { publicAddress: true }, path: 'apiFacts.publicAddress' },
    pass: { facts: { publicAddress: false } },
    unknown: {},
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
    unknown: {},
  },
  'server-not-verified': {
    fail: { facts: { tlsVerified: false }, path: 'apiFacts.tlsVerified' },
    pass: { facts: { tlsVerified: true } },
    unknown: {},
  },
  'certificate-near-expiry': {
    fail: [
      { ...certificate('2026-05-11T00:00:00Z'), message: /in 10 days/ },
      { ...certificate('2026-04-21T00:00:00Z'), message: /ended 10 days ago/ },
    ],
    pass: certificate('2027-05-01T00:00:00Z'),
    unknown: [{}, certificate('no date')],
  },
  'etcd-client-auth': {
    fail: [
      { ...etcd('--client-cert-auth=true'), path: 'spec', value: 'not set' },
      {
        ...etcd('--client-cert-auth=false', '--peer-client-cert-auth=true'),
        path: 'spec.containers[0].command[1]',
        value: '--client-cert-auth=false',
      },
    ],
    pass: etcd('--client-cert-auth', '--peer-client-cert-auth=true'),
    unknown: [{}, EKS, { forbidden: ['/pods'] }],
  },
  'kubelet-anonymous': {
    fail: [
      {
        ...kubelets('authentication:\n  anonymous:\n    enabled: true\n  webhook:\n    enabled: true\n'),
        value: 'authentication.anonymous.enabled: true',
      },
      { ...kubelets('authorization:\n  mode: AlwaysAllow\n'), path: 'data.kubelet' },
      kubelets('readOnlyPort: 10255\n'),
    ],
    pass: kubelets(
      'authentication:\n  anonymous:\n    enabled: false\n  webhook:\n    enabled: true\nreadOnlyPort: 0\n',
    ),
    unknown: [{}, EKS, { forbidden: ['/configmaps'] }],
  },
});
