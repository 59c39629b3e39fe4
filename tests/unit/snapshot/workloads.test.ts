import { describe, expect, test } from 'vitest';
import { buildSnapshotIndex } from '../../../main/snapshot/index.ts';
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';

type Owner = readonly [apiVersion: string, kind: string, name: string];
const made = (
  apiVersion: string,
  kind: string,
  name: string,
  spec: object,
  owner?: Owner,
): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: {
    name,
    namespace: 'shop',
    ...(owner === undefined
      ? {}
      : { ownerReferences: [{ apiVersion: owner[0], kind: owner[1], name: owner[2], controller: true }] }),
  },
  spec,
});
const POD = { containers: [{ name: 'web', image: 'registry.example/web:1' }] };
const template = { template: { spec: POD } };
const workloads = (...objects: readonly KubernetesObject[]) =>
  buildSnapshotIndex(snapshotOf(objects)).workloads;
const told = (...objects: readonly KubernetesObject[]) =>
  workloads(...objects).map(({ kind, name, pods }) => `${kind}/${name}:${pods.length}`);

describe('workloads', () => {
  test('pods of a Deployment count once, at the Deployment', () => {
    expect(
      told(
        made('apps/v1', 'Deployment', 'web', template),
        made('apps/v1', 'ReplicaSet', 'web-1', template, ['apps/v1', 'Deployment', 'web']),
        made('v1', 'Pod', 'web-1-a', POD, ['apps/v1', 'ReplicaSet', 'web-1']),
        made('v1', 'Pod', 'web-1-b', POD, ['apps/v1', 'ReplicaSet', 'web-1']),
      ),
    ).toEqual(['Deployment/web:2']);
  });
  test('pods whose owner was not collected count once for all of that owner', () => {
    const owner: Owner = ['apps/v1', 'ReplicaSet', 'gone'];
    const found = workloads(made('v1', 'Pod', 'b', POD, owner), made('v1', 'Pod', 'a', POD, owner));
    expect(found).toMatchObject([{ name: 'a', missingOwner: 'ReplicaSet/gone', pods: [{}, {}] }]);
  });
  test('a Job of a CronJob counts at the CronJob, whose pod spec lies deeper', () => {
    const found = workloads(
      made('batch/v1', 'CronJob', 'nightly', { jobTemplate: { spec: template } }),
      made('batch/v1', 'Job', 'nightly-1', template, ['batch/v1', 'CronJob', 'nightly']),
      made('v1', 'Pod', 'nightly-1-a', POD, ['batch/v1', 'Job', 'nightly-1']),
    );
    expect(found).toMatchObject([
      {
        kind: 'CronJob',
        specPath: 'spec.jobTemplate.spec.template.spec',
        pods: [{}],
        serviceAccount: 'default',
      },
    ]);
    expect(found[0]?.containers[0]?.path).toBe('spec.jobTemplate.spec.template.spec.containers[0]');
  });
  test('owners that form a circle end', () => {
    expect(
      told(
        made('apps/v1', 'ReplicaSet', 'a', template, ['apps/v1', 'ReplicaSet', 'b']),
        made('apps/v1', 'ReplicaSet', 'b', template, ['apps/v1', 'ReplicaSet', 'a']),
        made('v1', 'Pod', 'p', POD, ['apps/v1', 'ReplicaSet', 'a']),
      ),
    ).toEqual(['ReplicaSet/a:0', 'ReplicaSet/b:1']);
  });
  test('a pod that only claims to belong to a Deployment is judged by itself', () => {
    expect(
      told(
        made('apps/v1', 'Deployment', 'web', template),
        made('v1', 'Pod', 'guest', POD, ['apps/v1', 'Deployment', 'web']),
        made('v1', 'Pod', 'guest-2', POD, ['apps/v1', 'Deployment', 'gone']),
      ),
    ).toEqual(['Deployment/web:0', 'Pod/guest:1', 'Pod/guest-2:1']);
  });
  test('a custom resource that embeds a pod template is a workload', () => {
    expect(told(made('argoproj.io/v1alpha1', 'Rollout', 'web', template))).toEqual(['Rollout/web:0']);
  });
  test('init and debug containers are seen, in the order in which they run', () => {
    const [pod] = workloads(
      made('v1', 'Pod', 'p', {
        ...POD,
        initContainers: [{ name: 'i' }],
        ephemeralContainers: [{ name: 'e' }],
      }),
    );
    expect(pod?.containers.map(({ role }) => role)).toEqual(['init', 'container', 'ephemeral']);
  });
});
