/** Kinds of old API groups are read as what they became, and stay named as they were written. */
import { describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { buildSnapshotIndex, groupOf } from '../../../main/snapshot/index.ts';
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import { at } from '../../../main/snapshot/read.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';

const made = (apiVersion: string, kind: string, body: object, name = 'old'): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop' },
  ...body,
});
const privileged = { name: 'c', image: 'registry.example/a:1', securityContext: { privileged: true } };
const template = { template: { metadata: { labels: { app: 'old' } }, spec: { containers: [privileged] } } };
const failsOf = (
  control: string,
  objects: readonly KubernetesObject[],
  origin: 'manifests' | 'live' = 'manifests',
) =>
  analyseSnapshot(snapshotOf(objects, { origin }), { controls: [control] }).verdicts.filter(
    ({ verdict }) => verdict === 'fail',
  );

describe.each(['manifests', 'live'] as const)('workloads of old groups (%s)', (origin) => {
  test.each([
    ['extensions/v1beta1', 'DaemonSet', { spec: template }],
    ['extensions/v1beta1', 'Deployment', { spec: template }],
    ['extensions/v1beta1', 'ReplicaSet', { spec: template }],
    ['apps/v1beta1', 'StatefulSet', { spec: template }],
    ['apps/v1beta2', 'Deployment', { spec: template }],
    ['batch/v1beta1', 'CronJob', { spec: { jobTemplate: { spec: template } } }],
    ['batch/v2alpha1', 'CronJob', { spec: { jobTemplate: { spec: template } } }],
    ['apps.openshift.io/v1', 'DeploymentConfig', { spec: template }],
    ['v1', 'DeploymentConfig', { spec: template }],
  ])('%s %s is judged', (apiVersion, kind, body) => {
    expect(failsOf('pod/privileged-container', [made(apiVersion, kind, body)], origin)).toMatchObject([
      { object: { apiVersion, kind, name: 'old' } },
    ]);
  });
});

test('the group of an old kind is that of today', () => {
  expect(groupOf({ apiVersion: 'extensions/v1beta1', kind: 'Ingress' })).toBe('networking.k8s.io');
  expect(groupOf({ apiVersion: 'extensions/v1beta1', kind: 'Somewhat' })).toBe('extensions');
  expect(groupOf({ apiVersion: 'v1', kind: 'Pod' })).toBe('');
});

test('an object that a server lists in both groups is one', () => {
  const index = buildSnapshotIndex(
    snapshotOf(
      [
        made('extensions/v1beta1', 'Deployment', { spec: template }),
        made('apps/v1', 'Deployment', { spec: template }),
      ],
      { origin: 'live' },
    ),
  );
  expect(index.all('apps/deployments').map(({ apiVersion }) => apiVersion)).toEqual(['apps/v1']);
  expect(index.workloads).toHaveLength(1);
});

test('a list of the old group speaks for the kind of today', () => {
  const { availability } = buildSnapshotIndex(
    snapshotOf([made('extensions/v1beta1', 'DaemonSet', { spec: template })], { origin: 'live' }),
  );
  expect(availability('apps/daemonsets').reason).toBeNull();
  expect(availability('apps/deployments').reason).toBe('not-collected');
});

describe('fields of old versions', () => {
  const only = (object: KubernetesObject, key: string) =>
    buildSnapshotIndex(snapshotOf([object])).all(key)[0];
  test('backends of an Ingress', () => {
    const ingress = made('extensions/v1beta1', 'Ingress', {
      spec: {
        backend: { serviceName: 'rest', servicePort: 'http' },
        rules: [
          { host: 'a.example', http: { paths: [{ backend: { serviceName: 'web', servicePort: 80 } }] } },
        ],
      },
    });
    const read = only(ingress, 'networking.k8s.io/ingresses');
    expect(at(read, 'spec', 'defaultBackend')).toEqual({ service: { name: 'rest', port: { name: 'http' } } });
    expect(at(read, 'spec', 'rules', 0, 'http', 'paths', 0, 'backend')).toEqual({
      service: { name: 'web', port: { number: 80 } },
    });
  });
  test('an empty selector of a policy/v1beta1 budget selects nothing, one of policy/v1 everything', () => {
    const web = made('apps/v1', 'Deployment', { spec: { replicas: 3, ...template } }, 'web');
    const withBudget = (version: string) => [
      web,
      made(`policy/${version}`, 'PodDisruptionBudget', { spec: { minAvailable: 1, selector: {} } }),
    ];
    expect(failsOf('availability/no-disruption-budget', withBudget('v1beta1'))).toHaveLength(1);
    expect(failsOf('availability/no-disruption-budget', withBudget('v1'))).toHaveLength(0);
  });
  test('percent of a request in autoscaling/v2beta1', () => {
    const scaler = made('autoscaling/v2beta1', 'HorizontalPodAutoscaler', {
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'web' },
        metrics: [{ type: 'Resource', resource: { name: 'cpu', targetAverageUtilization: 80 } }],
      },
    });
    const objects = [made('apps/v1', 'Deployment', { spec: template }, 'web'), scaler];
    expect(failsOf('availability/autoscaler-without-target', objects)).toHaveLength(1);
  });
  test('the user * of rbac v1alpha1 is everybody who signed in', () => {
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1alpha1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'all' },
      subjects: [{ kind: 'User', name: '*' }],
      roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
    };
    const read = only(binding, 'rbac.authorization.k8s.io/clusterrolebindings');
    expect(at(read, 'subjects', 0)).toMatchObject({ kind: 'Group', name: 'system:authenticated' });
  });
  test('pods of an extensions DaemonSet and an apps/v1beta1 StatefulSet change when somebody deletes them', () => {
    expect(
      at(
        only(made('extensions/v1beta1', 'DaemonSet', { spec: template }), 'apps/daemonsets'),
        'spec',
        'updateStrategy',
      ),
    ).toEqual({ type: 'OnDelete' });
  });
});

test('what wrote the object is still told', () => {
  expect(
    failsOf('version/removed-api', [made('extensions/v1beta1', 'DaemonSet', { spec: template })]),
  ).toMatchObject([{ object: { apiVersion: 'extensions/v1beta1' } }]);
});
