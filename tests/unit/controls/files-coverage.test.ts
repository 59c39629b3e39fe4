/** What something in the files brings later is not known to be absent; what nothing could bring is. */
import { describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { buildSnapshotIndex } from '../../../main/snapshot/index.ts';
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { deployment, namespace, object, service } from './objects.ts';

const verdictsOf = (control: string, objects: readonly KubernetesObject[], unread?: readonly object[]) =>
  analyseSnapshot(snapshotOf(objects, unread === undefined ? {} : { manifest: { unread } as object }), {
    controls: [control],
  }).verdicts;
const statesOf = (control: string, objects: readonly KubernetesObject[], name?: string) => [
  ...new Set(
    verdictsOf(control, objects)
      .filter(({ object: one }) => name === undefined || one?.name === name)
      .map(({ verdict }) => verdict),
  ),
];

const release = (name: string, target?: string) =>
  object(
    'helm.toolkit.fluxcd.io/v2',
    'HelmRelease',
    name,
    { spec: target === undefined ? {} : { targetNamespace: target } },
    { namespace: name },
  );
const ofAccount = (name: string, inNamespace: string) =>
  object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'r', {
    subjects: [{ kind: 'ServiceAccount', name, namespace: inNamespace }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  });

const BRINGERS: readonly KubernetesObject[] = [
  release('kyverno'),
  object('helm.cattle.io/v1', 'HelmChart', 'falco', { spec: {} }, { namespace: 'kube-system' }),
  object('argoproj.io/v1alpha1', 'Application', 'all', { spec: {} }, { namespace: 'argocd' }),
  object('argoproj.io/v1alpha1', 'ApplicationSet', 'all', { spec: {} }, { namespace: 'argocd' }),
  object(
    'kustomize.toolkit.fluxcd.io/v1',
    'Kustomization',
    'all',
    { spec: {} },
    { namespace: 'flux-system' },
  ),
  object('source.toolkit.fluxcd.io/v1', 'OCIRepository', 'all', { spec: {} }, { namespace: 'flux-system' }),
  object('operators.coreos.com/v1alpha1', 'Subscription', 'op', { spec: {} }, { namespace: 'operators' }),
  object('infra.contrib.fluxcd.io/v1alpha2', 'Terraform', 'tf', { spec: {} }, { namespace: 'flux-system' }),
];

describe.each(BRINGERS.map((one) => [one.kind, one] as const))('%s', (_, bringer) => {
  test.each([
    'admission/no-engine',
    'audit/no-runtime-detection',
    'audit/no-log-shipping',
    'supply-chain/no-signature-verification',
    'secrets/no-external-store',
  ])('%s is unknown', (control) => {
    const files = [namespace('shop'), deployment()];
    expect(statesOf(control, files)).toEqual(['fail']);
    expect(statesOf(control, [...files, bringer])).toEqual(['unknown']);
    const [first] = verdictsOf(control, [...files, bringer]);
    expect(first?.reason).toBe('not-in-manifests');
    expect(first?.message).toContain(bringer.kind);
  });
});

describe('what is brought into one namespace', () => {
  test('an account that a release may bring is not missing; one of another namespace is', () => {
    const [kyverno] = [release('kyverno')];
    expect(statesOf('rbac/missing-account', [ofAccount('controller', 'kyverno'), kyverno])).toContain(
      'unknown',
    );
    expect(statesOf('rbac/missing-account', [ofAccount('controller', 'kyverno'), kyverno])).not.toContain(
      'fail',
    );
    expect(statesOf('rbac/missing-account', [ofAccount('robot', 'shop'), kyverno])).toContain('fail');
    expect(
      statesOf('rbac/missing-account', [ofAccount('robot', 'shop'), release('a', 'shop')]),
    ).not.toContain('fail');
  });
  test('a cluster role may come from anywhere', () => {
    const binding = object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'r', {
      subjects: [{ kind: 'User', name: 'anna' }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'kyverno:extra' },
    });
    expect(statesOf('rbac/dangling-binding', [binding])).toEqual(['fail']);
    expect(statesOf('rbac/dangling-binding', [binding, release('kyverno')])).toEqual(['unknown']);
  });
  test('what is there stays a fault', () => {
    const privileged = deployment({ securityContext: { privileged: true } });
    expect(statesOf('pod/privileged-container', [privileged, release('kyverno')])).toEqual([
      'fail',
      'unknown',
    ]);
    const published = [
      deployment(),
      service({ selector: { app: 'web' }, ports: [{ port: 80 }] }),
      object(
        'networking.k8s.io/v1',
        'Ingress',
        'web',
        {
          spec: {
            rules: [{ http: { paths: [{ backend: { service: { name: 'web', port: { number: 80 } } } }] } }],
          },
        },
        { namespace: 'shop' },
      ),
    ];
    expect(
      statesOf('network/workload-published', [...published, BRINGERS[4] ?? release('x')], 'web'),
    ).toEqual(['fail']);
  });
});

describe('pods that operators make', () => {
  const prometheus = object(
    'monitoring.coreos.com/v1',
    'Prometheus',
    'k8s',
    { spec: { replicas: 2 } },
    { namespace: 'monitoring' },
  );
  const labels = { 'app.kubernetes.io/name': 'prometheus' };
  const theirs = [
    service({ selector: labels, ports: [{ port: 9090 }] }, 'prometheus-k8s', 'monitoring'),
    object(
      'policy/v1',
      'PodDisruptionBudget',
      'prometheus-k8s',
      { spec: { minAvailable: 1, selector: { matchLabels: labels } } },
      { namespace: 'monitoring' },
    ),
    object(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      'prometheus-k8s',
      { spec: { podSelector: { matchLabels: labels } } },
      { namespace: 'monitoring' },
    ),
  ];
  test.each(['availability/selector-mismatch', 'network/policy-selects-nothing'])(
    '%s is unknown where they may be',
    (control) => {
      expect(statesOf(control, theirs, 'prometheus-k8s')).toEqual(['fail']);
      expect(statesOf(control, [...theirs, prometheus], 'prometheus-k8s')).toEqual(['unknown']);
    },
  );
  test('in another namespace the selector still matches nothing', () => {
    expect(
      statesOf(
        'availability/selector-mismatch',
        [prometheus, service({ selector: { app: 'x' } }, 'x', 'shop')],
        'x',
      ),
    ).toEqual(['fail']);
  });
});

describe('labels that only a cluster gives', () => {
  const db = object(
    'apps/v1',
    'StatefulSet',
    'db',
    {
      spec: {
        replicas: 3,
        template: {
          metadata: { labels: { app: 'db' } },
          spec: { containers: [{ name: 'c', image: 'a:1' }] },
        },
      },
    },
    { namespace: 'shop' },
  );
  const toMember = (name: string) =>
    service({ selector: { 'statefulset.kubernetes.io/pod-name': name }, ports: [{ port: 80 }] }, name);
  test('a Service of one member of a StatefulSet selects it while there are so many', () => {
    expect(statesOf('availability/selector-mismatch', [db, toMember('db-2')], 'db-2')).toEqual([]);
    expect(statesOf('availability/selector-mismatch', [db, toMember('db-3')], 'db-3')).toEqual(['fail']);
  });
  test('the hash of a template is not known', () => {
    const hashed = service({ selector: { 'pod-template-hash': 'abc' }, ports: [{ port: 80 }] }, 'one');
    expect(statesOf('availability/selector-mismatch', [deployment(), hashed], 'one')).toEqual(['unknown']);
  });
  test('labels of a namespace that the files do not hold', () => {
    expect(statesOf('admission/no-enforce-label', [deployment()])).toEqual(['unknown']);
    expect(statesOf('admission/no-enforce-label', [deployment(), namespace('shop')])).toEqual(['fail']);
  });
});

test('a document that was not read may hold what is missing; a file of another tool does not', () => {
  const files = [namespace('shop'), deployment()];
  const one = (what: string) => [{ file: 'a.yaml', document: 1, line: 1, what, reason: 'x' }];
  expect(verdictsOf('admission/no-engine', files, one('template')).map(({ verdict }) => verdict)).toEqual([
    'unknown',
  ]);
  expect(verdictsOf('admission/no-engine', files, one('other')).map(({ verdict }) => verdict)).toEqual([
    'fail',
  ]);
});

test.each([
  ['a CSI volume', deployment({}, { volumes: [{ name: 's', csi: { driver: 'secrets-store.csi.k8s.io' } }] })],
  ['a SealedSecret', object('bitnami.com/v1alpha1', 'SealedSecret', 's', {}, { namespace: 'shop' })],
  ['a SecretStore', object('external-secrets.io/v1', 'SecretStore', 's', {}, { namespace: 'shop' })],
  [
    'a VaultStaticSecret',
    object('secrets.hashicorp.com/v1beta1', 'VaultStaticSecret', 's', {}, { namespace: 'shop' }),
  ],
  ['a SopsSecret', object('isindir.github.com/v1alpha3', 'SopsSecret', 's', {}, { namespace: 'shop' })],
])('%s is a sign of an external secret store', (_, sign) => {
  const { summaries } = analyseSnapshot(snapshotOf([deployment({}, {}, { name: 'other' }), sign]), {
    controls: ['secrets/no-external-store'],
  });
  expect(summaries[0]?.verdict).toBe('pass');
});

test('files alone are complete', () => {
  const { availability } = buildSnapshotIndex(snapshotOf([deployment()]));
  expect(availability('/services').reason).toBeNull();
  expect(availability('kyverno.io/clusterpolicies').reason).toBeNull();
});

describe('pods that a workload of the files makes', () => {
  const manager = (account: string) =>
    object(
      'apps/v1',
      'DaemonSet',
      'manager',
      {
        spec: {
          selector: { matchLabels: { app: 'manager' } },
          template: {
            metadata: { labels: { app: 'manager' } },
            spec: { serviceAccountName: account, containers: [{ name: 'c', image: 'a:1' }] },
          },
        },
      },
      { namespace: 'storage' },
    );
  const makesPods = [
    object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'maker', {
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }],
    }),
    object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'maker', {
      subjects: [{ kind: 'ServiceAccount', name: 'maker', namespace: 'storage' }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'maker' },
    }),
  ];
  const selects = { 'longhorn.io/component': 'instance-manager' };
  const policyIn = (namespaceName: string) =>
    object(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      'later',
      { spec: { podSelector: { matchLabels: selects }, ingress: [] } },
      { namespace: namespaceName },
    );
  test.each([
    ['network/policy-selects-nothing', policyIn('storage')],
    [
      'availability/selector-mismatch',
      service({ selector: selects, ports: [{ port: 80 }] }, 'later', 'storage'),
    ],
  ])('%s is unknown beside an account that may create pods there, and fails without', (control, one) => {
    expect(statesOf(control, [manager('maker'), ...makesPods, one], 'later')).toEqual(['unknown']);
    expect(statesOf(control, [manager('other'), ...makesPods, one], 'later')).toEqual(['fail']);
    const [first] = verdictsOf(control, [manager('maker'), ...makesPods, one]);
    expect(first?.message).toBe(
      'DaemonSet manager may create pods in namespace storage, which the files do not show.',
    );
  });
  test('in another namespace they fail all the same', () => {
    expect(
      statesOf('network/policy-selects-nothing', [manager('maker'), ...makesPods, policyIn('shop')], 'later'),
    ).toEqual(['fail']);
  });
});
