/** Documents of the same kind, namespace and name: each is judged, each finding says where it stands, none is mixed up. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeCluster } from '../../../main/cluster/cluster.ts';
import { listConnections } from '../../../main/cluster/reach/list.ts';
import { notesOf } from '../../../main/cluster/reach/notes.ts';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import type { Subject } from '../../../main/kubernetes/rbac/subjects.ts';
import { isAll, isNone } from '../../../main/kubernetes/reach/connections.ts';
import { buildSnapshotIndex } from '../../../main/snapshot/index.ts';
import type { KubernetesObject, SnapshotSource } from '../../../main/snapshot/model.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { chanceFrom } from '../../fixtures/worlds/random.ts';

const RBAC = 'rbac.authorization.k8s.io';
const from = (source: string, object: KubernetesObject): KubernetesObject => ({
  ...object,
  $drydock: { source },
});
const made = (
  apiVersion: string,
  kind: string,
  name: string,
  body: object,
  labels = {},
): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, labels },
  ...body,
});
const web = (container: object = {}, spec: object = {}): KubernetesObject =>
  made('apps/v1', 'Deployment', 'web', {
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'c', image: 'registry.example/web:1', ...container }], ...spec },
      },
    },
  });
const privileged = (yes: boolean) => ({ securityContext: { privileged: yes } });
const analysed = (control: string, objects: readonly KubernetesObject[]) =>
  analyseSnapshot(snapshotOf(objects), { controls: [control], includePasses: true });
const sources = (control: string, objects: readonly KubernetesObject[], state = 'fail') =>
  analysed(control, objects)
    .verdicts.filter(({ verdict }) => verdict === state)
    .map(({ object }) => object?.source);

describe('workloads', () => {
  test.each([
    ['the first', ['prod/web.yaml#1', 'staging/web.yaml#1']],
    ['the last', ['zz/web.yaml#1', 'aa/web.yaml#1']],
    ['a document of the same file', ['web.yaml#2', 'web.yaml#1']],
  ])('%s fails and the other passes', (_, [bad = '', good = '']) => {
    const objects = [from(good, web(privileged(false))), from(bad, web(privileged(true)))];
    expect(sources('pod/privileged-container', objects)).toEqual([bad]);
    expect(sources('pod/privileged-container', objects, 'pass')).toEqual([good]);
  });
  test('identical copies are one verdict that names both places', () => {
    const objects = ['b.yaml#1', 'a.yaml#1'].map((source) => from(source, web(privileged(true))));
    expect(analysed('pod/privileged-container', objects).verdicts).toMatchObject([
      { verdict: 'fail', object: { source: 'a.yaml#1', alsoIn: ['b.yaml#1'] } },
    ]);
  });
  test('what is made anew under every name is never a copy', () => {
    const job = (source: string): KubernetesObject =>
      from(source, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'seed-*', generateName: 'seed-', namespace: 'ci' },
        spec: { template: { spec: { containers: [{ name: 'c', image: 'a:1', ...privileged(true) }] } } },
      });
    expect(sources('pod/privileged-container', [job('a.yaml#1'), job('a.yaml#2')])).toEqual([
      'a.yaml#1',
      'a.yaml#2',
    ]);
  });
  test('two in one List are told apart', () => {
    const objects = [privileged(true), privileged(false)].map((one) => from('a.yaml#1', web(one)));
    const { verdicts } = analysed('pod/privileged-container', objects);
    expect(new Set(verdicts.map(({ object }) => object?.source)).size).toBe(2);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['fail', 'pass']);
  });
});

describe('a patch is no workload', () => {
  const patch = made('apps/v1', 'Deployment', 'web', {
    spec: { template: { spec: { containers: [{ name: 'c', resources: { limits: { cpu: '1' } } }] } } },
  });
  const cases: readonly (readonly [string, KubernetesObject])[] = [
    ['without image and selector', patch],
    ['with replicas alone', made('apps/v1', 'Deployment', 'web', { spec: { replicas: 5 } })],
    ['with a directive', { ...web(), $patch: 'delete' }],
    [
      'that a kustomization lists',
      { ...web(privileged(true)), $drydock: { source: 'p.yaml#1', patch: true } },
    ],
  ];
  test.each(cases)('%s', (_, object) => {
    const objects = [
      from('base/web.yaml#1', web()),
      { ...object, $drydock: { ...object.$drydock, source: 'p.yaml#1' } },
    ];
    const index = buildSnapshotIndex(snapshotOf(objects));
    expect(index.workloads.map(({ ref }) => ref.source)).toEqual(['base/web.yaml#1']);
    expect(index.notJudged.map(({ object: one, reason }) => [one.$drydock?.source, reason])).toEqual([
      ['p.yaml#1', 'patch'],
    ]);
  });
  test('what an incomplete document alone states of its containers is judged: nothing else stands for it', () => {
    expect(buildSnapshotIndex(snapshotOf([patch])).workloads).toHaveLength(1);
  });
});

describe('permissions', () => {
  const role = (name: string, resources: readonly string[]): KubernetesObject =>
    made(`${RBAC}/v1`, 'Role', name, { rules: [{ apiGroups: [''], resources, verbs: ['get', 'create'] }] });
  const binding = (user: string, to = 'app'): KubernetesObject =>
    made(`${RBAC}/v1`, 'RoleBinding', 'app', {
      subjects: [{ kind: 'User', name: user }],
      roleRef: { apiGroup: RBAC, kind: 'Role', name: to },
    });
  const holders = (objects: readonly KubernetesObject[], resource: string): string[] => {
    const cluster = describeCluster(buildSnapshotIndex(snapshotOf(objects)), { allowedRegistries: [] });
    return cluster.grants.authorizer
      .whoCan({ verb: 'get', group: '', resource, subresource: '', name: '', namespace: 'default' })
      .map(({ subject }: { readonly subject: Subject }) => subject.name);
  };
  const two = [
    from('prod/rbac.yaml#1', role('app', ['secrets'])),
    from('prod/rbac.yaml#2', binding('alice')),
    from('staging/rbac.yaml#1', role('app', ['pods'])),
    from('staging/rbac.yaml#2', binding('bob')),
  ];
  test('of roles and bindings of one name are not mixed', () => {
    expect(holders(two, 'secrets')).toEqual(['alice']);
    expect(holders(two, 'pods')).toEqual(['bob']);
    const fails = analysed('rbac/read-secrets', two).verdicts.filter(({ verdict }) => verdict === 'fail');
    expect(fails.map(({ subject, object }) => [subject?.name, object?.source])).toEqual([
      ['alice', 'prod/rbac.yaml#2'],
    ]);
  });
  test('of a role in variants that are equally near are all told, each with its place', () => {
    const objects = [
      from('a/role.yaml#1', role('app', ['secrets'])),
      from('b/role.yaml#1', role('app', ['pods'])),
      from('binding.yaml#1', binding('carol')),
    ];
    expect(holders(objects, 'secrets')).toEqual(['carol']);
    expect(holders(objects, 'pods')).toEqual(['carol']);
    const [fail] = analysed('rbac/read-secrets', objects).verdicts;
    expect(fail?.message).toContain('a/role.yaml#1');
  });
  test('that no variant gives together are not combined', () => {
    const deletes = (source: string, rule: object) =>
      from(source, made(`${RBAC}/v1`, 'ClusterRole', 'app', { rules: [rule] }));
    const objects = [
      deletes('a/role.yaml#1', { apiGroups: [''], resources: ['pods'], verbs: ['delete'] }),
      deletes('b/role.yaml#1', { apiGroups: [''], resources: ['nodes'], verbs: ['update'] }),
      from(
        'binding.yaml#1',
        made(`${RBAC}/v1`, 'ClusterRoleBinding', 'app', {
          subjects: [{ kind: 'User', name: 'carol' }],
          roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'app' },
        }),
      ),
    ];
    expect(sources('rbac/steal-pods', objects)).toEqual([]);
  });
});

describe('roles that are aggregated from variants', () => {
  const cluster = (kind: string, name: string, body: object, labels = {}) =>
    made(`${RBAC}/v1`, kind, name, body, labels);
  const part = (rule: object, labels: object = { into: 'app' }) =>
    cluster('ClusterRole', 'part', { rules: [rule] }, labels);
  const whole = cluster('ClusterRole', 'app', {
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { into: 'app' } }] },
    rules: [],
  });
  const bound = (user: string, name = 'app') =>
    cluster('ClusterRoleBinding', `${name}-${user}`, {
      subjects: [{ kind: 'User', name: user }],
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
    });
  const deletePods = { apiGroups: [''], resources: ['pods'], verbs: ['delete'] };
  const updateNodes = { apiGroups: [''], resources: ['nodes'], verbs: ['update'] };
  const grants = (objects: readonly KubernetesObject[]) =>
    describeCluster(buildSnapshotIndex(snapshotOf(objects)), { allowedRegistries: [] }).grants;
  const who = (objects: readonly KubernetesObject[], verb: string, resource: string) =>
    grants(objects)
      .authorizer.whoCan({ verb, group: '', resource, subresource: '', name: '', namespace: '' })
      .map(({ subject }) => subject.name);

  test('do not put together what no variant gives', () => {
    const objects = [
      from('a/part.yaml#1', part(deletePods)),
      from('b/part.yaml#1', part(updateNodes)),
      from('app.yaml#1', whole),
      from('app.yaml#2', bound('carol')),
    ];
    expect(who(objects, 'delete', 'pods')).toEqual(['carol']);
    expect(who(objects, 'update', 'nodes')).toEqual(['carol']);
    expect(sources('rbac/steal-pods', objects)).toEqual([]);
    const both = [
      from('p.yaml#1', cluster('ClusterRole', 'part', { rules: [deletePods, updateNodes] }, { into: 'app' })),
    ];
    expect(sources('rbac/steal-pods', [...both, ...objects.slice(2)])).toEqual(['app.yaml#2']);
  });
  test('draw from the parts that stand nearest', () => {
    const objects = ['prod', 'staging'].flatMap((place, i) => [
      from(`${place}/rbac.yaml#1`, part(i === 0 ? deletePods : updateNodes)),
      from(`${place}/rbac.yaml#2`, {
        ...whole,
        metadata: { name: 'app', labels: { place } },
      }),
      from(`${place}/rbac.yaml#3`, bound(place)),
    ]);
    expect(who(objects, 'delete', 'pods')).toEqual(['prod']);
    expect(who(objects, 'update', 'nodes')).toEqual(['staging']);
  });
  test('are aggregated by the labels of the variant that is chosen', () => {
    const objects = [
      from('prod/rbac.yaml#1', part(deletePods, {})),
      from('staging/rbac.yaml#1', part(deletePods)),
      ...['prod', 'staging'].flatMap((place) => [
        from(`${place}/app.yaml#1`, { ...whole, metadata: { name: 'app', labels: { place } } }),
        from(`${place}/app.yaml#2`, bound(place)),
      ]),
    ];
    expect(who(objects, 'delete', 'pods')).toEqual(['staging']);
  });
  test('that the API server makes itself, too, as seen from each binding', () => {
    const toView = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' };
    const secrets = { apiGroups: [''], resources: ['secrets'], verbs: ['list'] };
    const objects = [
      from('prod/part.yaml#1', part(secrets, toView)),
      from('prod/bind.yaml#1', bound('alice', 'view')),
      from('staging/part.yaml#1', part(updateNodes, toView)),
      from('staging/bind.yaml#1', bound('bob', 'view')),
    ];
    expect(who(objects, 'list', 'secrets')).toEqual(['alice']);
    expect(who(objects, 'update', 'nodes')).toEqual(['bob']);
    expect(who(objects, 'list', 'pods')).toEqual(['alice', 'bob']);
  });
  test('say which variant of a part gives a permission', () => {
    const objects = [
      from('a/part.yaml#1', part({ apiGroups: [''], resources: ['secrets'], verbs: ['list'] })),
      from('b/part.yaml#1', part(updateNodes)),
      from('app.yaml#1', whole),
      from('app.yaml#2', bound('carol')),
    ];
    const [fail] = analysed('rbac/read-secrets', objects).verdicts;
    expect(fail?.message).toContain('of ClusterRole part in a/part.yaml#1');
  });
  test('are drawn as one, and in bounded time, where the choices are too many', () => {
    const objects = [
      ...Array.from({ length: 20 }, (_, i) =>
        ['a', 'b', 'c'].map((place) =>
          from(
            `${place}/part.yaml#${i + 1}`,
            cluster(
              'ClusterRole',
              `part-${i}`,
              { rules: [{ ...deletePods, resources: [place, `of-${i}`] }] },
              { into: 'app' },
            ),
          ),
        ),
      ).flat(),
      from('app.yaml#1', whole),
      from('app.yaml#2', bound('carol')),
    ];
    expect(who(objects, 'delete', 'of-19')).toEqual(['carol']);
    expect(who(objects, 'delete', 'c')).toEqual(['carol']);
  });
});

describe('what leads from one object to another', () => {
  const service = (type: string, source: string) =>
    from(
      source,
      made('v1', 'Service', 'web', { spec: { type, selector: { app: 'web' }, ports: [{ port: 80 }] } }),
    );
  test('a Service leads to the workload that stands beside it', () => {
    const objects = [
      from('prod/web.yaml#1', web({}, { hostNetwork: false })),
      from('staging/web.yaml#1', web({}, { hostNetwork: true })),
      service('LoadBalancer', 'prod/web.yaml#2'),
      service('ClusterIP', 'staging/web.yaml#2'),
    ];
    const cluster = describeCluster(buildSnapshotIndex(snapshotOf(objects)), { allowedRegistries: [] });
    expect([...cluster.exposed.workloads.keys()].map(({ ref }) => ref.source)).toEqual(['prod/web.yaml#1']);
  });
  test('a policy in variants decides nothing for sure', () => {
    const policy = (source: string, ingress: readonly object[]) =>
      from(
        source,
        made('networking.k8s.io/v1', 'NetworkPolicy', 'web', { spec: { podSelector: {}, ingress } }),
      );
    const objects = [from('web.yaml#1', web()), policy('a/np.yaml#1', []), policy('b/np.yaml#1', [{}])];
    const { reach, index } = describeCluster(buildSnapshotIndex(snapshotOf(objects)), {
      allowedRegistries: [],
    });
    const [one] = index.workloads;
    if (one === undefined) throw new Error('There is no workload.');
    const { allowed, unknown } = reach.betweenWorkloads(one, one);
    expect([isNone(allowed), isAll(unknown)]).toEqual([true, true]);
    const agreed = describeCluster(
      buildSnapshotIndex(
        snapshotOf([objects[0] ?? web(), policy('a/np.yaml#1', [{}]), policy('b/np.yaml#1', [{}, {}])]),
      ),
      { allowedRegistries: [] },
    );
    const [same] = agreed.index.workloads;
    if (same === undefined) throw new Error('There is no workload.');
    expect(isAll(agreed.reach.betweenWorkloads(same, same).allowed)).toBe(true);
  });
  test('labels of a namespace in variants that disagree are not known', () => {
    const space = (source: string, level: string) =>
      from(source, made('v1', 'Namespace', 'default', {}, { 'pod-security.kubernetes.io/enforce': level }));
    const objects = [
      space('a.yaml#1', 'baseline'),
      space('b.yaml#1', 'privileged'),
      from('web.yaml#1', web()),
    ];
    expect(sources('admission/enforce-privileged', objects)).toEqual(['b.yaml#1']);
    expect(buildSnapshotIndex(snapshotOf(objects)).namespace('default')?.labelsKnown).toBe(false);
  });
});

describe('what an answer leans on', () => {
  const volume = (source: string, spec: object) =>
    from(
      source,
      made('v1', 'PersistentVolume', 'data', {
        spec: { claimRef: { name: 'data', namespace: 'default' }, ...spec },
      }),
    );
  const onNode = { hostPath: { path: '/etc' } };
  const driver = { csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'v' } };
  const claim = (source: string) =>
    from(source, made('v1', 'PersistentVolumeClaim', 'data', { spec: { volumeName: 'data' } }));
  const mounting = (source: string) =>
    from(
      source,
      web(
        { volumeMounts: [{ name: 'd', mountPath: '/d' }] },
        { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] },
      ),
    );
  test('a volume in variants: the nearest counts', () => {
    const objects = ['prod', 'staging'].flatMap((place) => [
      volume(`${place}/pv.yaml#1`, place === 'prod' ? driver : onNode),
      claim(`${place}/pvc.yaml#1`),
      { ...mounting(`${place}/web.yaml#1`), metadata: { name: 'web', labels: { place } } },
    ]);
    expect(sources('pod/writable-host-path', objects)).toEqual(['staging/web.yaml#1']);
    expect(sources('pod/writable-host-path', objects, 'pass')).toEqual(['prod/web.yaml#1']);
  });
  test.each([
    ['first', onNode, driver, 'a'],
    ['last', driver, onNode, 'b'],
  ])(
    'a volume in variants that are equally near, the dangerous one %s, is told with its place',
    (_, a, b, place) => {
      const objects = [
        volume('a/pv.yaml#1', a),
        volume('b/pv.yaml#1', b),
        claim('pvc.yaml#1'),
        mounting('web.yaml#1'),
      ];
      const [fail] = analysed('pod/writable-host-path', objects).verdicts;
      expect([fail?.verdict, fail?.message]).toEqual([
        'fail',
        expect.stringContaining(`of ${place}/pv.yaml#1 (one of 2 possible documents)`),
      ]);
    },
  );
  test('each map of cloud identities is judged, and said to be one of several', () => {
    const map = (source: string, groups: string): KubernetesObject =>
      from(source, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'aws-auth', namespace: 'kube-system' },
        data: { mapRoles: `- rolearn: arn:aws:iam::1:role/${source.slice(0, 1)}\n  groups: [${groups}]\n` },
      });
    const objects = [map('a.yaml#1', 'view'), map('b.yaml#1', 'system:masters')];
    const { verdicts, facts } = analyseSnapshot(snapshotOf(objects), {
      controls: ['cloud/aws-auth-masters'],
      includePasses: true,
    });
    expect(verdicts.map(({ verdict, object }) => [verdict, object?.source])).toEqual([
      ['fail', 'b.yaml#1'],
      ['pass', 'a.yaml#1'],
    ]);
    const told = 'The files contain aws-auth in 2 documents that differ (a.yaml#1, b.yaml#1)';
    for (const { message } of verdicts) expect(message).toContain(told);
    expect(facts['rbac.clusterAdmins']).toMatchObject({
      state: 'known',
      value: ['AWS role b'],
      sentence: expect.stringContaining(told),
    });
  });
  test('reach lists workloads of one name apart, and names the documents of policies', () => {
    const policy = (source: string, ingress: readonly object[]) =>
      from(
        source,
        made('networking.k8s.io/v1', 'NetworkPolicy', 'web', {
          spec: { podSelector: { matchLabels: { app: 'web' } }, ingress },
        }),
      );
    const api: KubernetesObject = from('api.yaml#1', {
      ...web({}, {}),
      metadata: { name: 'api' },
      spec: {
        template: {
          metadata: { labels: { app: 'api' } },
          spec: { containers: [{ name: 'c', image: 'a:1' }] },
        },
      },
    });
    const objects = [
      from('prod/web.yaml#1', web({ ports: [{ containerPort: 80 }] })),
      from('staging/web.yaml#1', web({ ports: [{ containerPort: 81 }] })),
      policy('a/np.yaml#1', []),
      policy('b/np.yaml#1', [{}]),
      api,
    ];
    const index = buildSnapshotIndex(snapshotOf(objects));
    const { reach, exposed } = describeCluster(index, { allowedRegistries: [] });
    const undecided: unknown[] = [];
    const { connections } = listConnections(
      { index, reach, exposed },
      { src: 'default/web' },
      ({ src, dst, srcSource, dstSource }) => undecided.push([src, srcSource, dst, dstSource]),
    );
    const toApi = [...connections].filter(({ dst }) => dst.includes('api'));
    expect(toApi.map(({ srcSource, dstSource }) => [srcSource, dstSource])).toEqual([
      ['prod/web.yaml#1', undefined],
      ['staging/web.yaml#1', undefined],
    ]);
    const why: (readonly string[])[] = [];
    const { connections: back } = listConnections(
      { index, reach, exposed },
      { src: 'default/api', dst: 'default/web' },
      ({ policies }) => why.push(policies()),
    );
    expect([...back]).toEqual([]);
    expect(why).toHaveLength(2);
    for (const names of why)
      expect(names).toEqual([
        'NetworkPolicy default/web (a/np.yaml#1)',
        'NetworkPolicy default/web (b/np.yaml#1)',
      ]);
    const notes = notesOf(index, reach, null).join('\n');
    expect(notes).toContain('Deployment default/web (prod/web.yaml#1, staging/web.yaml#1)');
    expect(notes).toContain('NetworkPolicy default/web (a/np.yaml#1, b/np.yaml#1)');
  });
});

test('the order of files changes no verdict, and no variant is lost', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (seed, order) => {
      const objects = repeated(seed);
      const source = snapshotOf(objects);
      const told = (one: SnapshotSource) => JSON.stringify(analyseSnapshot(one, { includePasses: true }));
      expect(told(shuffled(source, order))).toBe(told(source));
      const judged = new Set(
        analyseSnapshot(source, {
          controls: ['pod/privileged-container'],
          includePasses: true,
        }).verdicts.flatMap(({ object }) => [object?.source, ...(object?.alsoIn ?? [])]),
      );
      for (const one of objects)
        if (one.kind === 'Deployment') expect(judged).toContain(one.$drydock?.source);
    }),
    { numRuns: 25, seed: 9 },
  );
});

/** A world in which the same few names stand in several files. */
function repeated(seed: number): readonly KubernetesObject[] {
  const chance = chanceFrom(seed);
  return Array.from({ length: 24 }, (_, i) => {
    const source = `${chance.one(['prod', 'staging', 'base', 'prod/eu'])}/${chance.one(['a', 'b'])}.yaml#${i + 1}`;
    const yes = chance.of(50);
    return from(
      source,
      chance.one<KubernetesObject>([
        web(privileged(yes)),
        web(privileged(yes), { serviceAccountName: 'robot' }),
        made('v1', 'ServiceAccount', 'robot', { automountServiceAccountToken: yes }),
        made('v1', 'Service', 'web', {
          spec: { type: yes ? 'LoadBalancer' : 'ClusterIP', selector: { app: 'web' }, ports: [{ port: 80 }] },
        }),
        made(
          'v1',
          'Namespace',
          'default',
          {},
          yes ? { 'pod-security.kubernetes.io/enforce': 'baseline' } : {},
        ),
        made(`${RBAC}/v1`, 'ClusterRole', 'r', {
          rules: [{ apiGroups: [''], resources: [yes ? 'secrets' : 'pods'], verbs: ['*'] }],
        }),
        made(`${RBAC}/v1`, 'ClusterRoleBinding', 'r', {
          subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'default' }],
          roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'r' },
        }),
        made('networking.k8s.io/v1', 'NetworkPolicy', 'np', {
          spec: { podSelector: {}, ingress: yes ? [{}] : [] },
        }),
      ]),
    );
  });
}

function shuffled(source: SnapshotSource, seed: number): SnapshotSource {
  const chance = chanceFrom(seed);
  const entries = [...source.objects()]
    .map((entry) => ({ entry, at: chance.below(1_000_000) }))
    .sort((a, b) => a.at - b.at)
    .map(({ entry }) => entry);
  return { manifest: source.manifest, objects: () => entries };
}
