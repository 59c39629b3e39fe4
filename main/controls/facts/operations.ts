/** Facts about delivery, audit, data, availability, cloud identity and signs of a guest. */

import { seenOf } from '../../../shared/fact-values.ts';
import type { Fact } from '../../../shared/facts.ts';
import { count } from '../../../shared/in-words.ts';
import { productName } from '../../../shared/product-names.ts';
import { type Agent } from '../../cluster/platform/agents.ts';
import { auditLog } from '../../cluster/platform/audit.ts';
import { cloudIdentities } from '../../cluster/platform/cloud-identity.ts';
import { repositoryOf } from '../../cluster/platform/images.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { refOf } from '../../snapshot/index.ts';
import { at, list, str } from '../../snapshot/read.ts';
import {
  atLeast,
  countFailing,
  type FactFamily,
  type FactSources,
  firstGap,
  fromControl,
  ifSeen,
  known,
  notKnown,
  placeOf,
  placeText,
  sentenceOf,
} from './define.ts';

type Id =
  | 'gitops.controller'
  | 'gitops.externalClusters'
  | 'ci.runnersInCluster'
  | 'audit.logConfigured'
  | 'audit.runtimeDetection'
  | 'audit.logShipping'
  | 'data.statefulWorkloads'
  | 'data.backupEvidence'
  | 'availability.singleReplica'
  | 'availability.withoutDisruptionBudget'
  | 'compromise.signs'
  | 'cloud.workloadIdentities'
  | 'cloud.nodesReachMetadata';

const APPLICATIONS = 'argoproj.io/applications';
const PROJECTS = 'argoproj.io/appprojects';
const KUSTOMIZATIONS = 'kustomize.toolkit.fluxcd.io/kustomizations';
const DATABASES = [
  'postgresql.cnpg.io/clusters',
  'acid.zalan.do/postgresqls',
  'postgres-operator.crunchydata.com/postgresclusters',
  'mysql.oracle.com/innodbclusters',
  'mongodbcommunity.mongodb.com/mongodbcommunity',
  'kafka.strimzi.io/kafkas',
  'elasticsearch.k8s.elastic.co/elasticsearches',
  'rabbitmq.com/rabbitmqclusters',
  'cassandra.datastax.com/cassandradatacenters',
  'redis.redis.opstreelabs.in/redis',
];
const BACKUPS = [
  'velero.io/schedules',
  'velero.io/backupstoragelocations',
  'postgresql.cnpg.io/scheduledbackups',
  'postgresql.cnpg.io/backups',
  'k8up.io/schedules',
  'stash.appscode.com/backupconfigurations',
  'snapshot.storage.k8s.io/volumesnapshots',
  'config.kio.kasten.io/policies',
];

export const operationsFacts: FactFamily<Id> = {
  'gitops.controller': ifSeen(WORKLOAD_KINDS, ({ cluster }) => {
    for (const workload of cluster.index.workloads) {
      for (const { image } of workload.containers) {
        const hit = GITOPS.find(([pattern]) => pattern.test(repositoryOf(image)));
        if (hit !== undefined)
          return known(hit[1], `${productName(hit[1])} deploys to the cluster.`, [
            { object: workload.ref, value: image },
          ]);
      }
    }
    return known('none', 'No GitOps controller was recognised.');
  }),
  'gitops.externalClusters': externalClusters,
  'ci.runnersInCluster': ifSeen(WORKLOAD_KINDS, ({ cluster }) => {
    const runners = cluster.index.workloads.filter(({ containers }) =>
      containers.some(({ image }) => RUNNERS.test(repositoryOf(image))),
    );
    const names = runners.map(({ ref }) => placeText(ref)).sort();
    return known(
      names,
      sentenceOf(names, 'CI runner runs in the cluster', 'CI runners run in the cluster'),
      runners.map(({ ref }) => ({ object: ref })),
    );
  }),
  'audit.logConfigured': ({ cluster }) => {
    const log = auditLog(cluster);
    return log.configured === null
      ? notKnown(log.reason, log.sentence)
      : known(log.configured, log.sentence, log.evidence);
  },
  'audit.runtimeDetection': agentFact('runtime-detection', 'runtime detection agent'),
  'audit.logShipping': agentFact('log-shipping', 'log shipping agent'),
  'data.statefulWorkloads': ifSeen(['apps/statefulsets', ...DATABASES], ({ cluster }) => {
    const sets = cluster.index.workloads.filter(({ kind }) => kind === 'StatefulSet').map(({ ref }) => ref);
    const operated = DATABASES.flatMap((key) => cluster.index.all(key)).map(refOf);
    const all = [...sets, ...operated];
    const names = [...new Set(all.map(placeText))].sort();
    return known(
      names,
      sentenceOf(names, 'workload keeps data', 'workloads keep data'),
      all.map((object) => ({ object })),
    );
  }),
  'data.backupEvidence': ifSeen([...WORKLOAD_KINDS, ...DATABASES, ...BACKUPS], ({ cluster }) => {
    const objects = BACKUPS.flatMap((key) => cluster.index.all(key)).map(refOf);
    const configured = DATABASES.flatMap((key) => cluster.index.all(key)).filter((object) =>
      BACKUP_FIELDS.some((field) => at(object, 'spec', field) !== undefined),
    );
    const jobs = cluster.index.workloads.filter(
      ({ kind, name }) => kind === 'CronJob' && /backup|dump|snapshot/i.test(name),
    );
    const all = [...objects, ...configured.map(refOf), ...jobs.map(({ ref }) => ref)];
    const names = [...new Set(all.map((ref) => `${ref.kind} ${placeText(ref)}`))].sort();
    return known(
      names,
      `${sentenceOf(names, 'backup configuration was seen', 'backup configurations were seen')} Only a test shows whether a restore works.`,
      all.map((object) => ({ object })),
    );
  }),
  'availability.singleReplica': countFailing(
    'availability/single-replica',
    'Deployment has one replica',
    'Deployments have one replica',
  ),
  'availability.withoutDisruptionBudget': countFailing(
    'availability/no-disruption-budget',
    'replicated workload has no PodDisruptionBudget',
    'replicated workloads have no PodDisruptionBudget',
  ),
  'compromise.signs': (sources) => {
    const signsOf = (id: string) =>
      fromControl(id, (failing, evidence) => known(failing.map(placeOf), '', evidence))(sources);
    const rules = COMPROMISE.map(signsOf);
    const gap = rules.find((fact) => fact.state === 'unknown');
    // What nodes hold is one more sign where they are seen, and no gap where they are not.
    const seen = [...rules, signsOf('compromise/bad-image-on-node')].flatMap((fact) => seenOf(fact) ?? []);
    const names = [...new Set(seen.flatMap(({ value }) => (Array.isArray(value) ? value : [])))].sort();
    const signs = known(
      names,
      names.length === 0
        ? 'No sign in the API; this does not prove absence.'
        : sentenceOf(
            names,
            'object shows a sign of a possible compromise',
            'objects show a sign of a possible compromise',
          ),
      seen.flatMap(({ evidence }) => evidence),
    );
    return gap === undefined ? signs : atLeast(gap, signs);
  },
  'cloud.workloadIdentities': ifSeen(['/serviceaccounts'], ({ cluster }) => {
    const found = cloudIdentities(cluster.index);
    const names = [...new Set(found.map(({ account }) => placeText(account)))].sort();
    return known(
      names,
      sentenceOf(
        names,
        'service account is bound to a cloud identity',
        'service accounts are bound to a cloud identity',
      ),
      found.map(({ account, path, identity }) => ({ object: account, path, value: identity })),
    );
  }),
  'cloud.nodesReachMetadata': fromControl('cloud/metadata-reachable', (failing, evidence) => {
    const pods = failing.length;
    return known(
      pods,
      `No policy limits the egress of ${count(pods, 'workload')} to the cloud’s metadata address.`,
      evidence,
    );
  }),
};

const COMPROMISE = [
  'compromise/look-alike-system-pod',
  'compromise/known-bad-release',
  'compromise/miner',
  'compromise/shell-download',
  'compromise/reverse-shell',
  'compromise/public-image-in-system-namespace',
  'compromise/unexpected-static-pod',
];

const GITOPS: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)argoproj\/(argocd|argo-cd)$|(^|\/)argocd$/, 'argocd'],
  [/(^|\/)fluxcd\/(kustomize|helm|source)-controller$/, 'flux'],
];
const RUNNERS =
  /(^|\/)(gitlab-runner|alpine-v[\d.]+|actions-runner(-controller)?|gha-runner-scale-set-controller|summerwind\/actions-runner|jenkins(\/jenkins)?|jenkins\/inbound-agent|inbound-agent|buildkite\/agent|drone-runner-kube|tektoncd\/pipeline\/cmd\/controller|circleci\/runner|circleci\/container-agent|runner-agent|teamcity-agent|concourse)$/;
const BACKUP_FIELDS = ['backup', 'backups', 'backupSchedule', 'backupSchedules'];

function agentFact(role: NonNullable<Agent['role']>, what: string) {
  return ifSeen(['apps/daemonsets'], ({ cluster }) => {
    const found = cluster.agents.withRole(role);
    const first = found[0];
    return first === undefined
      ? known('none', `No ${what} was recognised.`)
      : known(
          first.workload.name,
          `A ${what} runs on the nodes: ${first.workload.namespace}/${first.workload.name}.`,
          found.map(({ workload }) => ({ object: workload.ref })),
        );
  });
}

/** Argo CD keeps clusters in Secrets, whose values are never read; Applications name the servers they deploy to. */
function externalClusters(sources: FactSources): Fact {
  const { index } = sources.cluster;
  const here = new Set(['https://kubernetes.default.svc', 'in-cluster', '']);
  const controller = operationsFacts['gitops.controller'](sources);
  if (controller.state === 'unknown') return controller;
  if (controller.value === 'none')
    return known([], 'No GitOps controller that deploys to other clusters was recognised.');
  const gap = firstGap([APPLICATIONS, PROJECTS, KUSTOMIZATIONS], sources);
  if (gap !== null) return notKnown(gap.reason ?? 'not-collected', gap.message);
  const found = new Map<string, { object: ReturnType<typeof refOf>; path: string; value: string }>();
  const add = (target: string | undefined, object: ReturnType<typeof refOf>, path: string): void => {
    if (target !== undefined && !here.has(target) && !found.has(target))
      found.set(target, { object, path, value: target });
  };
  for (const application of index.all(APPLICATIONS)) {
    const name = str(application, 'spec', 'destination', 'name');
    const server = str(application, 'spec', 'destination', 'server');
    add(
      server ?? name,
      refOf(application),
      server === undefined ? 'spec.destination.name' : 'spec.destination.server',
    );
  }
  for (const project of index.all(PROJECTS)) {
    list(project, 'spec', 'destinations').forEach((destination, i) => {
      const server = str(destination, 'server') ?? str(destination, 'name');
      if (server !== '*') add(server, refOf(project), `spec.destinations[${i}]`);
    });
  }
  for (const kustomization of index.all(KUSTOMIZATIONS)) {
    const secret = str(kustomization, 'spec', 'kubeConfig', 'secretRef', 'name');
    add(
      secret === undefined ? undefined : `cluster of Secret ${secret}`,
      refOf(kustomization),
      'spec.kubeConfig.secretRef.name',
    );
  }
  const names = [...found.keys()].sort();
  return known(
    names,
    sentenceOf(
      names,
      'other cluster receives deployments from here',
      'other clusters receive deployments from here',
    ),
    [...found.values()],
  );
}
