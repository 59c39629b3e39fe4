/**
 * The numbers of the sample's report, counted here from the YAML files. What the files leave to the cluster follows from
 * what Kubernetes, EKS and the mesh do, and stands in a comment beside the number.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { ReportInput } from '../../../main/report/input.ts';
import { SAMPLE_ANSWERS, SAMPLE_FINDINGS, SAMPLE_OVERRIDES } from '../../../main/sample/engagement.ts';
import { loadSample } from '../../../main/sample/load.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import { sampleReport } from '../../fixtures/sample-engagement.ts';
import {
  templatesOf,
  type Written,
  type WrittenContainer,
  type WrittenPodSpec,
  writtenSample,
} from '../../fixtures/sample-written.ts';

const written = writtenSample();
const of = (kind: string) => written.filter((object) => object.kind === kind);
const named = (kind: string, name: string) => of(kind).find(({ metadata }) => metadata.name === name);
const templates = templatesOf(written);
const namespaceOf = ({ metadata }: Written) => metadata.namespace ?? 'default';
const containersOf = ({ containers, initContainers = [] }: WrittenPodSpec) => [
  ...containers,
  ...initContainers,
];
/** Without what EKS itself runs. */
const own = [
  ...templates.filter(({ owner }) => namespaceOf(owner) !== 'kube-system'),
  ...of('Cluster').flatMap(({ metadata }) => {
    // A database stands for its pods, which are alike, under the name of its first.
    const first = named('Pod', `${metadata.name}-1`);
    return first?.spec?.containers === undefined
      ? []
      : [{ owner: first, spec: { ...first.spec, containers: first.spec.containers } }];
  }),
];
const namespaces = of('Namespace').map(({ metadata }) => metadata.name);
const ownNamespaces = namespaces.filter((name) => name !== 'kube-system');
const meshed = new Set(
  of('Namespace')
    .filter(({ metadata }) => metadata.labels?.['istio-injection'] === 'enabled')
    .map(({ metadata }) => metadata.name),
);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const distinct = (values: readonly string[]) => [...new Set(values)].toSorted();
const gib = (quantity: string) => Number(/^(\d+)Gi$/.exec(quantity)?.[1] ?? Number.NaN);

let input: ReportInput;
let model: ReportModel;
beforeAll(async () => {
  ({ input, model } = await sampleReport());
});

const environment = () => {
  const [only] = model.environment;
  if (only === undefined) throw new Error('the sample has one cluster');
  return only;
};
const figures = () => Object.fromEntries(environment().figures.map(({ label, value }) => [label, value]));
const details = () => Object.fromEntries(environment().sizeDetails.map(({ label, value }) => [label, value]));

/** Nodes that the selector of a template admits; none of the nine is tainted. */
const nodesFor = ({ nodeSelector = {} }: WrittenPodSpec) =>
  of('Node').filter(({ metadata }) =>
    Object.entries(nodeSelector).every(
      ([key, value]) => key === 'kubernetes.io/os' || metadata.labels?.[key] === value,
    ),
  );

/** Pods of a workload: of a CronJob those of its last two runs, which the cluster keeps. */
function podsOf({ owner, spec }: (typeof templates)[number]): number {
  if (owner.kind === 'DaemonSet') return nodesFor(spec).length;
  if (owner.kind === 'CronJob') return owner.spec?.suspend === true ? 0 : 2;
  return owner.kind === 'Job' || owner.kind === 'Pod' ? 1 : (owner.spec?.replicas ?? 1);
}

/** The database operator's pods are written themselves. */
const operated = of('Pod').filter(({ metadata }) => metadata.ownerReferences !== undefined);
const isInjected = (owner: Written) => owner.kind !== 'Pod' && meshed.has(namespaceOf(owner));

describe('the plate of figures', () => {
  test('counts pods and containers as the workloads ask for them', () => {
    expect(figures()['pods']).toBe(sum(templates.map(podsOf)) + operated.length);
    // The mesh adds a proxy and the container that redirects traffic to it.
    const perPod = ({ owner, spec }: (typeof templates)[number]) =>
      containersOf(spec).length + (isInjected(owner) ? 2 : 0);
    expect(figures()['containers']).toBe(
      sum(templates.map((one) => podsOf(one) * perPod(one))) +
        sum(operated.map(({ spec }) => spec?.containers?.length ?? 0)),
    );
  });

  test('counts nodes, cores and memory: nine m6i.xlarge with 4 cores and 15,800 MiB each', () => {
    const nodes = of('Node').length;
    expect(figures()).toMatchObject({
      nodes,
      'CPU cores': nodes * 4,
      'GiB of memory': Math.round(((nodes * 15_800) / 1024) * 10) / 10,
    });
  });

  test('counts images and registries with those that the database operator takes from its own objects', () => {
    const images = distinct([
      ...templates.flatMap(({ spec }) => containersOf(spec).map(({ image }) => image)),
      ...of('Cluster').map(({ spec }) => spec?.imageName ?? ''),
    ]);
    const registry = (image: string) => {
      const [first = ''] = image.split('/');
      return image.includes('/') && /[.:]/.test(first) ? first : 'docker.io';
    };
    expect(figures()).toMatchObject({
      'distinct images': images.length,
      'image registries': distinct(images.map(registry)).length,
    });
  });

  test('counts as public addresses what load balancers got and Services claim', () => {
    const addresses = distinct([
      ...[...of('Service'), ...of('Ingress')].flatMap(({ status }) =>
        (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? ''),
      ),
      ...of('Service').flatMap(({ spec }) => spec?.externalIPs ?? []),
    ]);
    expect(figures()['public addresses']).toBe(addresses.length);
  });

  test('counts what is written, and what every namespace gets from the cluster and the mesh', () => {
    const rootCertificates = namespaces.length;
    const meshCertificates = meshed.size + 1;
    expect(figures()).toMatchObject({
      namespaces: namespaces.length,
      ConfigMaps: of('ConfigMap').length + rootCertificates + meshCertificates,
      'service accounts': of('ServiceAccount').length + namespaces.length,
      'persistent volume claims': claims().length,
      'custom resource kinds': of('CustomResourceDefinition').length,
    });
  });

  test('does not know the number of Secrets, for those of vault were refused', () => {
    expect(figures()['Secrets']).toBeNull();
    expect(environment().namespaces.find(({ namespace }) => namespace === 'vault')?.secrets).toBeNull();
    for (const { namespace, secrets } of environment().namespaces)
      if (namespace !== 'vault')
        expect(secrets, namespace).toBe(of('Secret').filter((one) => namespaceOf(one) === namespace).length);
  });

  test('counts users and groups of role bindings that are people', () => {
    const subjects = [...of('ClusterRoleBinding'), ...of('RoleBinding')].flatMap(
      ({ subjects = [] }) => subjects,
    );
    const people = (kind: string) =>
      distinct(
        subjects
          .filter((subject) => subject.kind === kind && !/^(system|eks|drydock):/.test(subject.name))
          .map(({ name }) => name),
      );
    // Of EKS itself and of programs: the CI pipeline signs in as a user.
    const programs = new Set(['gitlab-ci', 'eks:addon-manager']);
    const users = people('User').filter((name) => !programs.has(name));
    expect(figures()['users named in role bindings']).toBe(users.length);
    expect(details()['Named in role bindings']).toBe(
      `${users.length} ${users.length === 1 ? 'user' : 'users'} and ${people('Group').length} groups`,
    );
  });
});

/** Claims as written, and one for each pod of a set that brings templates. */
function claims(): { storage: string; storageClass: string }[] {
  const inTemplates = of('StatefulSet').flatMap(({ spec }) =>
    (spec?.volumeClaimTemplates ?? []).flatMap((claim) =>
      Array.from({ length: spec?.replicas ?? 1 }, () => claim.spec),
    ),
  );
  return [...of('PersistentVolumeClaim').flatMap(({ spec }) => spec ?? []), ...inTemplates].map(
    ({ resources, storageClassName }) => ({
      storage: resources?.requests.storage ?? '',
      storageClass: storageClassName === '' ? '(no class)' : (storageClassName ?? '(default class)'),
    }),
  );
}

describe('the cluster in detail', () => {
  const tallied = (values: readonly string[]) =>
    [...Map.groupBy(values, (value) => value)]
      .map(([name, all]) => ({ name, count: all.length }))
      .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .map(({ name, count }) => `${name} (${count})`)
      .join(', ');

  test('names kubelets, node pools and zones by the nodes', () => {
    const nodes = of('Node');
    const label = (key: string) => tallied(nodes.map(({ metadata }) => metadata.labels?.[key] ?? ''));
    expect(details()).toMatchObject({
      Kubelets: tallied(nodes.map(({ status }) => status?.nodeInfo?.kubeletVersion ?? '')),
      'Node pools': label('eks.amazonaws.com/nodegroup'),
      Zones: label('topology.kubernetes.io/zone'),
    });
  });

  test('adds up the storage that is claimed, in all and by class', () => {
    const total = sum(claims().map(({ storage }) => gib(storage)));
    expect(details()['Storage claimed']).toBe(`${total.toLocaleString('en-GB')} GiB`);
    expect(details()['Claims by storage class']).toBe(
      tallied(claims().map(({ storageClass }) => storageClass)),
    );
  });

  test('counts Services by exposure', () => {
    const count = (wanted: (service: Written) => boolean) => of('Service').filter(wanted).length;
    const services = Object.fromEntries(environment().services.map(({ name, count: seen }) => [name, seen]));
    expect(services).toMatchObject({
      NodePort: count(({ spec }) => spec?.type === 'NodePort'),
      'LoadBalancer, internal': 0,
      'LoadBalancer, addressable': count(({ spec }) => spec?.type === 'LoadBalancer'),
      'external IP': count(({ spec }) => (spec?.externalIPs ?? []).length > 0),
      ExternalName: count(({ spec }) => spec?.type === 'ExternalName'),
    });
    expect(sum(Object.values(services))).toBe(of('Service').length);
  });

  test('counts the workloads, policies and levels of each namespace', () => {
    for (const row of environment().namespaces) {
      const { namespace } = row;
      const inside = (one: Written) => namespaceOf(one) === namespace;
      expect(row, namespace).toMatchObject({
        workloads:
          templates.filter(({ owner }) => inside(owner)).length + of('Cluster').filter(inside).length,
        services: of('Service').filter(inside).length,
        policies: of('NetworkPolicy').filter(inside).length,
        enforce: named('Namespace', namespace)?.metadata.labels?.['pod-security.kubernetes.io/enforce'] ?? '',
      });
    }
    expect(environment().namespaces.map(({ namespace }) => namespace)).toEqual(distinct(namespaces));
  });

  test('adds up: namespaces, kinds and teams each hold every workload and every pod', () => {
    const { workloadsByKind, namespaces: rows, teams } = environment();
    expect(sum(workloadsByKind.map(({ count }) => count))).toBe(figures()['workloads']);
    for (const field of ['workloads', 'pods', 'services'] as const) {
      expect(sum(rows.map((row) => row[field] ?? Number.NaN))).toBe(figures()[field]);
      expect(sum(teams.rows.map((row) => row[field] ?? Number.NaN))).toBe(figures()[field]);
    }
  });
});

describe('findings', () => {
  const finding = (control: string) => {
    const found = model.findings.find(({ controlIds }) => controlIds.includes(control));
    if (found === undefined) throw new Error(`${control} is no finding`);
    return found;
  };
  const objects = (control: string) =>
    distinct(finding(control).evidence.flatMap(({ first }) => first.map(({ object }) => object)));
  const nameOf = ({ kind, metadata }: Written) =>
    metadata.namespace === undefined
      ? `${kind}/${metadata.name}`
      : `${metadata.namespace}/${kind}/${metadata.name}`;
  const lacking = (kind: string) =>
    ownNamespaces
      .filter((name) => !of(kind).some((one) => namespaceOf(one) === name))
      .map((name) => `Namespace/${name}`);
  const anyContainer = (wanted: (container: WrittenContainer, spec: WrittenPodSpec) => boolean) =>
    own
      .filter(({ spec }) => containersOf(spec).some((container) => wanted(container, spec)))
      .map(({ owner }) => nameOf(owner));
  /** Agents of nodes, which need what they need. */
  const AGENTS = ['monitoring/DaemonSet/node-exporter', 'monitoring/DaemonSet/fluent-bit'];
  const besidesAgents = (names: readonly string[]) => names.filter((name) => !AGENTS.includes(name));
  const label = (name: string, key: string) => named('Namespace', name)?.metadata.labels?.[key];
  const ENFORCE = 'pod-security.kubernetes.io/enforce';

  const recounts: readonly (readonly [control: string, objects: () => readonly string[]])[] = [
    [
      'tenancy/workload-in-default',
      () => own.filter(({ owner }) => namespaceOf(owner) === 'default').map(({ owner }) => nameOf(owner)),
    ],
    ['tenancy/no-quota', () => lacking('ResourceQuota')],
    ['tenancy/no-limit-range', () => lacking('LimitRange')],
    [
      'admission/no-enforce-label',
      () =>
        ownNamespaces.filter((name) => label(name, ENFORCE) === undefined).map((name) => `Namespace/${name}`),
    ],
    [
      'admission/warn-or-audit-only',
      () =>
        ownNamespaces
          .filter(
            (name) =>
              label(name, ENFORCE) === undefined &&
              label(name, 'pod-security.kubernetes.io/warn') !== undefined,
          )
          .map((name) => `Namespace/${name}`),
    ],
    ['supply-chain/no-digest', () => besidesAgents(anyContainer(({ image }) => !image.includes('@sha256:')))],
    [
      'pod/capabilities-not-dropped',
      () =>
        anyContainer(({ securityContext }) => !(securityContext?.capabilities?.drop ?? []).includes('ALL')),
    ],
    [
      'availability/no-requests',
      () =>
        besidesAgents(
          anyContainer(({ resources }) => (resources?.requests ?? resources?.limits) === undefined),
        ),
    ],
    [
      'availability/single-replica',
      () =>
        own
          .filter(({ owner }) => owner.kind === 'Deployment' && (owner.spec?.replicas ?? 1) === 1)
          .map(({ owner }) => nameOf(owner)),
    ],
    [
      'availability/no-rolling-update',
      () =>
        of('Deployment')
          .filter(({ spec }) => spec?.strategy?.type === 'Recreate')
          .map(nameOf),
    ],
    [
      'pod/naked-pod',
      () =>
        of('Pod')
          .filter(({ metadata }) => metadata.ownerReferences === undefined)
          .map(nameOf),
    ],
    [
      'pod/runtime-socket',
      () =>
        templates
          .filter(({ spec }) =>
            (spec.volumes ?? []).some(({ hostPath }) => hostPath?.path.endsWith('docker.sock') === true),
          )
          .map(({ owner }) => nameOf(owner)),
    ],
    [
      'pod/writable-root-filesystem',
      () =>
        besidesAgents(
          anyContainer(({ securityContext }) => securityContext?.readOnlyRootFilesystem !== true),
        ),
    ],
    [
      'pod/privilege-escalation',
      () =>
        besidesAgents(
          anyContainer(({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false),
        ),
    ],
    [
      'network/node-port',
      () =>
        of('Service')
          .filter(({ spec }) => spec?.type === 'NodePort')
          .map(nameOf),
    ],
    [
      'network/open-load-balancer',
      () =>
        of('Service')
          .filter(({ spec }) => spec?.type === 'LoadBalancer' && spec.loadBalancerSourceRanges === undefined)
          .map(nameOf),
    ],
    [
      'network/external-ips',
      () =>
        of('Service')
          .filter(({ spec }) => (spec?.externalIPs ?? []).length > 0)
          .map(nameOf),
    ],
    [
      'network/ingress-without-tls',
      () =>
        of('Ingress')
          .filter(({ spec }) =>
            spec?.rules?.some(({ host }) => !(spec.tls ?? []).some(({ hosts }) => hosts.includes(host))),
          )
          .map(nameOf),
    ],
    [
      'cloud/workload-identity',
      () =>
        of('ServiceAccount')
          .filter(({ metadata }) => metadata.annotations?.['eks.amazonaws.com/role-arn'] !== undefined)
          .map(nameOf),
    ],
    [
      'cloud/unencrypted-storage-class',
      () =>
        of('StorageClass')
          .filter(({ parameters }) => parameters?.['encrypted'] !== 'true')
          .map(nameOf),
    ],
    ['version/kubelet-skew', () => of('Node').map(nameOf)],
    [
      'secrets/long-lived-token',
      () =>
        of('Secret')
          .filter(({ type }) => type === 'kubernetes.io/service-account-token')
          .map(nameOf),
    ],
  ];

  test.each(recounts)('%s names exactly the objects that the files show', (control, expected) => {
    expect(objects(control)).toEqual(distinct(expected()));
    expect(finding(control).affectedCount).toBe(distinct(expected()).length);
  });

  test('by severity are what the assessor wrote and what checks failed, with the overrides', () => {
    const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
    const [snapshot] = input.snapshots.toSorted((a, b) =>
      a.summary.finishedAt < b.summary.finishedAt ? 1 : -1,
    );
    const overridden = new Map(SAMPLE_OVERRIDES.map(({ control, severity }) => [control, severity]));
    const failed = (snapshot?.controls ?? [])
      .filter(({ verdict }) => verdict === 'fail')
      .map(({ control, severity }) => overridden.get(control) ?? severity);
    const all = [...failed, ...SAMPLE_FINDINGS.map(({ severity }) => severity)];
    expect(model.executive.findings).toEqual(
      Object.fromEntries(severities.map((wanted) => [wanted, all.filter((one) => one === wanted).length])),
    );
    expect(model.executive.findingsTotal).toBe(all.length);
    expect(model.decision.numbers[1]).toMatchObject({
      value: String(all.filter((one) => one === 'critical' || one === 'high').length),
      note: `${all.filter((one) => one === 'critical').length} critical, ${all.filter((one) => one === 'high').length} high, of ${all.length} findings`,
    });
  });

  test('are never told to affect nothing: a blank stands where nobody named an object', () => {
    for (const { affectedCount, origin, verdict } of model.findings)
      if (verdict === 'fail' && origin === 'automated') expect(affectedCount).toBeGreaterThan(0);
  });
});

describe('the first pages', () => {
  test('count the checks once, by what became of them', () => {
    const { fail, pass, unknown, notApplicable } = model.executive.verdicts;
    const families = environment().families.map(({ counts }) => counts);
    expect({ fail, pass, unknown, notApplicable }).toEqual({
      fail: sum(families.map((counts) => counts.fail)),
      pass: sum(families.map((counts) => counts.pass)),
      unknown: sum(families.map((counts) => counts.unknown)),
      notApplicable: sum(families.map((counts) => counts.notApplicable)),
    });
    expect(model.executive.sentence).toContain(
      `Of ${fail + pass + unknown + notApplicable} checks, ${fail} failed`,
    );
    const judged = Math.floor(((fail + pass) / (fail + pass + unknown)) * 100);
    expect(model.decision.confidenceReasons[0]).toBe(
      `${judged} % of the applicable checks could be judged; ${unknown} checks remained unknown.`,
    );
    expect(sum(model.limitations.unknowns.map((line) => line.unknown))).toBe(unknown);
  });

  test('count the answers of the interview', () => {
    // Asked and not known is no answer.
    const answered = SAMPLE_ANSWERS.filter(({ state }) => state !== 'unknown').length;
    expect(model.decision.confidenceReasons[1]).toMatch(
      new RegExp(`^${answered} of \\d+ interview questions were answered`),
    );
    const mandatory = input.questions.filter(
      ({ meta, applies, answer }) =>
        applies &&
        meta.mandatory &&
        !SAMPLE_ANSWERS.some(({ questionId }) => questionId === meta.id && answer !== null),
    ).length;
    expect(model.decision.confidenceReasons.join(' ')).toContain(
      `${mandatory} mandatory questions of the interview have no answer.`,
    );
  });

  test('count high risks by the level that each page of a scenario shows', () => {
    const high = model.scenarios.filter(({ rated }) => rated.level === 'high' || rated.level === 'very-high');
    expect(model.decision.numbers[0]?.value).toBe(String(high.length));
    const chips = model.matrix.flatMap(({ scenarios }) => scenarios);
    expect(chips.toSorted()).toEqual(model.scenarios.map(({ number }) => number).toSorted());
  });
});

describe('the evidence index', () => {
  test.each(['first', 'later'] as const)(
    'counts the objects of the %s collection kind by kind',
    (variant) => {
      const objects = loadSample(variant);
      const finishedAt = variant === 'first' ? '2026-11-02T09:00:00Z' : '2026-11-16T09:00:00Z';
      const index = model.evidenceIndex.find((each) => each.finishedAt === finishedAt);
      const collected = (index?.kinds ?? []).filter(({ status }) => status === 'collected');
      expect(collected.length).toBeGreaterThan(30);
      for (const { resource, kind, objects: counted } of collected) {
        const group = resource.includes('/') ? resource.slice(0, resource.indexOf('/')) : '';
        const there = objects.filter(
          (object) =>
            object.kind === kind &&
            (group === '' ? !object.apiVersion.includes('/') : object.apiVersion.startsWith(`${group}/`)),
        );
        expect(counted, resource).toBe(there.length);
      }
      expect(index?.objects).toBe(sum((index?.kinds ?? []).map((each) => each.objects)));
      expect(sum((index?.requests.byStatus ?? []).map(({ count }) => count))).toBe(index?.requests.total);
    },
  );

  test('counts what was refused as nothing, and names it', () => {
    const [, later] = model.evidenceIndex;
    const refused = (later?.kinds ?? []).filter(({ status }) => status === 'forbidden');
    expect(refused.map(({ resource }) => resource).toSorted()).toEqual([
      'certificates.k8s.io/certificatesigningrequests',
      'persistentvolumes',
    ]);
    expect(sum(refused.map(({ objects }) => objects))).toBe(0);
    expect(model.limitations.refused.map(({ kind }) => kind).toSorted()).toEqual([
      'certificatesigningrequests.certificates.k8s.io',
      'persistentvolumes',
      'secrets',
    ]);
  });

  test('and the journal are as long as they say', () => {
    expect(model.control.journalLength).toBe(input.engagement.journalLength);
    expect(model.control.journalHead).toBe(input.engagement.journalHead);
  });
});

describe('what scenarios and contradictions say', () => {
  test('a scenario lists the findings that failed, and none that could not be judged', () => {
    const unjudged = model.findings.filter(({ verdict }) => verdict === 'unknown');
    expect(unjudged.length).toBeGreaterThan(0);
    const listed = new Set(model.scenarios.flatMap(({ findings }) => findings));
    expect(unjudged.filter(({ number }) => listed.has(number))).toEqual([]);
    const ofNode = model.findings.find(({ controlIds }) => controlIds.includes('pod/runtime-socket'));
    expect(model.scenarios.find(({ id }) => id === 'node-compromise')?.findings).toContain(ofNode?.number);
  });

  const sentences = () => [
    ...model.scenarios.flatMap(({ drivers }) => drivers.map(({ sentence }) => sentence)),
    ...model.contradictions.map(({ evidenceSays }) => evidenceSays),
  ];
  const say = (pattern: RegExp) => sentences().find((sentence) => pattern.test(sentence)) ?? '';

  test('of policies: how many namespaces have one that selects a pod', () => {
    const podsIn = (namespace: string) => templates.filter(({ owner }) => namespaceOf(owner) === namespace);
    const withPolicy = namespaces.filter((name) =>
      of('NetworkPolicy').some((policy) => {
        if (namespaceOf(policy) !== name) return false;
        const wanted = Object.entries(policy.spec?.podSelector?.matchLabels ?? {});
        return podsIn(name).some(({ owner }) =>
          wanted.every(([key, value]) => labelsOf(owner)[key] === value),
        );
      }),
    );
    expect(say(/namespaces with pods have a network policy that selects a pod/)).toContain(
      `${withPolicy.length} of ${namespaces.length} namespaces with pods`,
    );
    expect(say(/namespaces with pods have no network policy/)).toContain(
      `${namespaces.length - withPolicy.length} of ${namespaces.length} namespaces with pods`,
    );
  });

  test('of pinned images: the share of containers with a digest', () => {
    const containers = [
      ...templates.flatMap(({ spec }) => containersOf(spec).map(({ image }) => image)),
      ...of('Cluster').map(({ spec }) => spec?.imageName ?? ''),
    ];
    const pinned = containers.filter((image) => image.includes('@sha256:')).length;
    expect(say(/of containers are pinned by digest/)).toContain(
      `${Math.floor((pinned / containers.length) * 100)} % of containers`,
    );
  });

  test('of admission: how many namespaces enforce a level', () => {
    const enforcing = namespaces.filter(
      (name) =>
        (named('Namespace', name)?.metadata.labels?.['pod-security.kubernetes.io/enforce'] ??
          'privileged') !== 'privileged',
    ).length;
    expect(say(/^\d+ of \d+ namespaces enforce a Pod Security level/)).toMatch(
      new RegExp(`^${enforcing} of ${namespaces.length} `),
    );
  });

  test('of kubelets: how far the oldest is behind the server', () => {
    const minors = of('Node').map(({ status }) =>
      Number(/^v1\.(\d+)\./.exec(status?.nodeInfo?.kubeletVersion ?? '')?.[1]),
    );
    const server = Number(
      /^v1\.(\d+)\./.exec(
        environment().platform.find(({ label }) => label === 'Server version')?.value ?? '',
      )?.[1],
    );
    expect(say(/kubelets are behind the server/)).toContain(
      `${minors.filter((minor) => minor < server).length} of ${minors.length} kubelets are behind`,
    );
    expect(say(/kubelets are behind the server/)).toContain(
      `by ${server - Math.min(...minors)} minor versions`,
    );
  });
});

function labelsOf(owner: Written): Readonly<Record<string, string>> {
  const template = (
    owner.spec as { template?: { metadata?: { labels?: Record<string, string> } } } | undefined
  )?.template;
  return template?.metadata?.labels ?? owner.metadata.labels ?? {};
}
