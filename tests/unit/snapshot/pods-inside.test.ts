/** Pods inside of custom kinds: judged where they are whole, unknown with the kind named where they are not. */
import { describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { buildSnapshotIndex } from '../../../main/snapshot/index.ts';
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import { atPath } from '../../../main/snapshot/read.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';

const custom = (apiVersion: string, kind: string, spec: object): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name: 'it', namespace: 'shop' },
  spec,
});
const bad = { name: 'c', image: 'registry.example/a:1', securityContext: { privileged: true } };
const good = { name: 'c', image: 'registry.example/a:1', securityContext: { privileged: false } };
const template = (container: object, pod: object = {}) => ({ spec: { containers: [container], ...pod } });
const judged = (control: string, ...objects: readonly KubernetesObject[]) =>
  analyseSnapshot(snapshotOf(objects), { controls: [control], includePasses: true }).verdicts.map(
    ({ verdict, path, object }) => [verdict, object?.kind ?? '', path ?? ''],
  );

describe('whole pods', () => {
  test.each<[string, string, object, string]>([
    ['argoproj.io/v1alpha1', 'Rollout', { template: template(bad) }, 'spec.template.spec.containers[0]'],
    [
      'jobset.x-k8s.io/v1alpha2',
      'JobSet',
      { replicatedJobs: [{ name: 'w', template: { spec: { template: template(bad) } } }] },
      'spec.replicatedJobs[0].template.spec.template.spec.containers[0]',
    ],
    [
      'ray.io/v1',
      'RayCluster',
      {
        headGroupSpec: { template: template(good) },
        workerGroupSpecs: [{ template: template(bad) }],
      },
      'spec.workerGroupSpecs[0].template.spec.containers[0]',
    ],
    [
      'kubeflow.org/v1',
      'PyTorchJob',
      { pytorchReplicaSpecs: { Master: { template: template(good) }, Worker: { template: template(bad) } } },
      'spec.pytorchReplicaSpecs.Worker.template.spec.containers[0]',
    ],
    [
      'batch.volcano.sh/v1alpha1',
      'Job',
      { tasks: [{ name: 'a', template: template(bad) }] },
      'spec.tasks[0].template.spec.containers[0]',
    ],
    [
      'serving.knative.dev/v1',
      'Service',
      { template: { spec: { containers: [{ image: 'a:1', securityContext: { privileged: true } }] } } },
      'spec.template.spec.containers[0]',
    ],
    [
      'tekton.dev/v1',
      'TaskRun',
      { taskSpec: { steps: [good, bad], sidecars: [good] } },
      'spec.taskSpec.steps[1]',
    ],
    [
      'tekton.dev/v1',
      'PipelineRun',
      { pipelineSpec: { tasks: [{ name: 'a', taskSpec: { steps: [good], sidecars: [bad] } }] } },
      'spec.pipelineSpec.tasks[0].taskSpec.sidecars[0]',
    ],
    [
      'argoproj.io/v1alpha1',
      'CronWorkflow',
      {
        workflowSpec: {
          templates: [
            { name: 'd', dag: { tasks: [] } },
            { name: 'a', script: bad },
          ],
        },
      },
      'spec.workflowSpec.templates[1].script',
    ],
    [
      'argoproj.io/v1alpha1',
      'Workflow',
      { templates: [{ name: 'a', containerSet: { containers: [good, bad] } }] },
      'spec.templates[0].containerSet.containers[1]',
    ],
    [
      'example.com/v1',
      'Thing',
      { runner: { podSpec: { containers: [bad] } } },
      'spec.runner.podSpec.containers[0]',
    ],
  ])('%s %s', (apiVersion, kind, spec, place) => {
    const object = custom(apiVersion, kind, spec);
    expect(judged('pod/privileged-container', object)).toContainEqual([
      'fail',
      kind,
      `${place}.securityContext.privileged`,
    ]);
    expect(atPath(object, `${place}.securityContext.privileged`)).toBe(true);
  });

  test('fields that a workflow sets for all its templates are named where they stand', () => {
    const workflow = custom('argoproj.io/v1alpha1', 'Workflow', {
      hostNetwork: true,
      volumes: [{ name: 's', hostPath: { path: '/var/run/docker.sock' } }],
      templates: [{ name: 'a', container: good }],
    });
    expect(judged('pod/host-network', workflow)).toEqual([['fail', 'Workflow', 'spec.hostNetwork']]);
    expect(judged('pod/runtime-socket', workflow)).toEqual([
      ['fail', 'Workflow', 'spec.volumes[0].hostPath.path'],
    ]);
  });

  test('a run of Tekton says more of the pod in its template', () => {
    const run = custom('tekton.dev/v1', 'TaskRun', {
      podTemplate: { hostNetwork: true },
      serviceAccountName: 'robot',
      taskSpec: { steps: [good] },
    });
    expect(judged('pod/host-network', run)).toEqual([['fail', 'TaskRun', 'spec.podTemplate.hostNetwork']]);
    expect(buildSnapshotIndex(snapshotOf([run])).workloads[0]?.serviceAccount).toBe('robot');
  });
});

describe('pods that an operator completes', () => {
  test('what is stated fails, the rest is unknown, and nothing passes', () => {
    const task = custom('tekton.dev/v1', 'Task', {
      stepTemplate: { securityContext: { privileged: true } },
      steps: [{ name: 's', image: 'a:1' }],
      volumes: [{ name: 'd', hostPath: { path: '/var/run/docker.sock' } }],
    });
    expect(judged('pod/privileged-container', task)).toEqual([
      ['fail', 'Task', 'spec.stepTemplate.securityContext.privileged'],
    ]);
    expect(judged('pod/runtime-socket', task)).toEqual([['fail', 'Task', 'spec.volumes[0].hostPath.path']]);
    for (const control of [
      'pod/host-pid',
      'pod/may-run-as-root',
      'availability/no-limits',
      'supply-chain/no-digest',
    ])
      for (const [verdict] of judged(control, task)) expect(['unknown', 'fail'], control).toContain(verdict);
  });

  test.each<[string, string, object]>([
    ['monitoring.coreos.com/v1', 'Prometheus', { replicas: 2 }],
    ['kubevirt.io/v1', 'VirtualMachine', { template: { spec: { domain: { devices: {} } } } }],
    ['kafka.strimzi.io/v1beta2', 'Kafka', { kafka: { replicas: 3 } }],
    ['postgresql.cnpg.io/v1', 'Cluster', { instances: 3 }],
    ['elasticsearch.k8s.elastic.co/v1', 'Elasticsearch', { nodeSets: [{ name: 'a', count: 3 }] }],
    [
      'flink.apache.org/v1beta1',
      'FlinkDeployment',
      { image: 'flink:1', podTemplate: { spec: { containers: [{ name: 'm', env: [] }] } } },
    ],
    ['example.com/v1', 'Thing', { image: 'a:1', replicas: 2 }],
  ])('%s %s is unknown for every control of pods', (apiVersion, kind, spec) => {
    for (const control of [
      'pod/privileged-container',
      'pod/host-pid',
      'podsecurity/baseline',
      'secrets/credential-in-env',
    ])
      expect(judged(control, custom(apiVersion, kind, spec)), control).toEqual([['unknown', kind, '']]);
  });

  describe('many of them', () => {
    const machines = (count: number, apiVersion = 'kubevirt.io/v1'): readonly KubernetesObject[] =>
      Array.from({ length: count }, (_, i) => ({
        ...custom(apiVersion, 'VirtualMachine', { template: { spec: { domain: { devices: {} } } } }),
        metadata: { name: `vm-${i}`, namespace: i % 2 === 0 ? 'shop' : 'lab' },
      }));
    const other = custom('monitoring.coreos.com/v1', 'Prometheus', { replicas: 2 });
    const files = [...machines(36), ...machines(2, 'kubevirt.io/v1alpha3'), other];
    const named =
      '36 VirtualMachines of kubevirt.io/v1, 2 VirtualMachines of kubevirt.io/v1alpha3 and ' +
      '1 Prometheus of monitoring.coreos.com/v1';
    test('are one unknown of each control, with every kind and its number', () => {
      const { verdicts, summaries } = analyseSnapshot(snapshotOf(files));
      const about = Map.groupBy(
        verdicts.filter(({ message }) => message.startsWith(named)),
        ({ control }) => control,
      );
      expect(about.size).toBeGreaterThan(70);
      for (const [control, told] of about)
        expect([control, ...told.map(({ verdict, reason, object }) => [verdict, reason, object])]).toEqual([
          control,
          ['unknown', 'not-in-manifests', null],
        ]);
      expect(verdicts.filter(({ object }) => object?.kind === 'VirtualMachine')).toEqual([]);
      for (const { control, counts } of summaries)
        if (control.startsWith('pod/')) expect([control, counts.unknown]).toEqual([control, 1]);
    });
    test('no control of pods says that there is nothing to judge', () => {
      const { summaries } = analyseSnapshot(snapshotOf(files));
      const silent = summaries.filter(
        ({ control, verdict }) => /^pod(security)?\//.test(control) && verdict !== 'unknown',
      );
      expect(silent).toEqual([]);
    });
    test('are not told twice, as what makes pods and as what brings objects', () => {
      const { verdicts } = analyseSnapshot(snapshotOf(files), { controls: ['pod/writable-host-path'] });
      expect(verdicts.map(({ message }) => message)).toEqual([expect.stringContaining(named)]);
    });
    test('one that states a fault fails, and the others are told', () => {
      const bare = (name: string, spec: object): KubernetesObject => ({
        ...custom('tekton.dev/v1', 'Task', spec),
        metadata: { name, namespace: 'shop' },
      });
      const tasks = [bare('a', { steps: [bad] }), bare('b', { steps: [good] }), bare('c', { steps: [good] })];
      const { verdicts } = analyseSnapshot(snapshotOf(tasks), { controls: ['pod/privileged-container'] });
      expect(verdicts.map(({ verdict, object, message }) => [verdict, object?.name ?? message])).toEqual([
        ['fail', 'a'],
        ['unknown', expect.stringMatching(/^2 Tasks of tekton\.dev\/v1 create pods/)],
      ]);
    });
  });

  test('a security context of a container is one wherever it stands', () => {
    const spark = custom('sparkoperator.k8s.io/v1beta2', 'SparkApplication', {
      driver: { image: 'spark:3', securityContext: { privileged: true } },
    });
    expect(judged('pod/privileged-container', spark)).toEqual([
      ['fail', 'SparkApplication', 'spec.driver.securityContext.privileged'],
    ]);
  });

  test('a patch in text is read for what it surely states', () => {
    const workflow = custom('argoproj.io/v1alpha1', 'Workflow', {
      podSpecPatch: '{"containers":[{"name":"main","securityContext":{"privileged": true}}]}',
      templates: [{ name: 'a', container: good }],
    });
    expect(judged('pod/privileged-container', workflow)).toEqual([['fail', 'Workflow', 'spec.podSpecPatch']]);
    expect(judged('pod/may-run-as-root', workflow)).toEqual([['unknown', 'Workflow', '']]);
  });
});

describe('kinds that only speak about pods', () => {
  test.each<[string, string, object]>([
    [
      'kyverno.io/v1',
      'ClusterPolicy',
      {
        rules: [
          {
            validate: {
              pattern: { spec: { containers: [{ image: '*', securityContext: { privileged: true } }] } },
            },
          },
        ],
      },
    ],
    ['constraints.gatekeeper.sh/v1beta1', 'K8sPSP', { parameters: { containers: [bad] } }],
    ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', { values: { containers: [bad] } }],
    [
      'data.packaging.carvel.dev/v1alpha1',
      'Package',
      {
        valuesSchema: {
          openAPIv3: { properties: { image: 'a', replicas: 1, securityContext: { privileged: true } } },
        },
        template: { spec: { fetch: [{ imgpkgBundle: { image: 'a:1' } }], template: [{ ytt: {} }] } },
      },
    ],
    [
      'packaging.carvel.dev/v1alpha1',
      'PackageInstall',
      { packageRef: { refName: 'a' }, values: [{ image: 'a', size: 1 }] },
    ],
    [
      'kappctrl.k14s.io/v1alpha1',
      'App',
      { fetch: [{ image: 'a:1', resources: {} }], deploy: [{ kapp: {} }] },
    ],
    [
      'apiextensions.crossplane.io/v1',
      'CompositeResourceDefinition',
      {
        versions: [
          { schema: { openAPIV3Schema: { properties: { securityContext: {}, containers: [bad] } } } },
        ],
      },
    ],
    ['monitoring.coreos.com/v1', 'ServiceMonitor', { selector: {} }],
    ['networking.istio.io/v1', 'VirtualService', { hosts: ['a'] }],
  ])('%s %s holds none and makes none', (apiVersion, kind, spec) => {
    const { workloads, podMakers } = buildSnapshotIndex(snapshotOf([custom(apiVersion, kind, spec)]));
    expect([workloads, podMakers]).toEqual([[], []]);
  });
});

describe('a live cluster', () => {
  const jobSet = custom('jobset.x-k8s.io/v1alpha2', 'JobSet', {
    replicatedJobs: [{ name: 'w', template: { spec: { template: template(bad) } } }],
  });
  const job: KubernetesObject = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: 'it-w-0',
      namespace: 'shop',
      ownerReferences: [
        { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', name: 'it', controller: true },
      ],
    },
    spec: { template: template(bad) },
  };
  const told = (...objects: readonly KubernetesObject[]) =>
    buildSnapshotIndex(snapshotOf(objects, { origin: 'live' })).workloads.map(({ kind }) => kind);
  test('shows what the custom kind made, once', () => {
    expect(told(jobSet, job)).toEqual(['Job']);
  });
  test('judges the custom kind while it has made nothing', () => {
    expect(told(jobSet)).toEqual(['JobSet']);
  });
  test('pods of several sorts that one custom object owns are workloads of their own', () => {
    const pod = (name: string, container: object): KubernetesObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'shop',
        ownerReferences: [{ apiVersion: 'ray.io/v1', kind: 'RayCluster', name: 'r', controller: true }],
      },
      spec: { containers: [container] },
    });
    expect(told(pod('head', bad), pod('w-1', good), pod('w-2', good))).toEqual(['Pod', 'Pod']);
  });
});
