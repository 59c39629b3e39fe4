/**
 * Pods that an object holds, wherever it holds them. Built-in kinds have their place; a custom kind holds a pod by shape:
 * a list `containers` whose entries are containers, in whatever template; `steps` as Tekton writes them; `templates` as
 * Argo Workflows writes them. What states only a part, because an operator adds the rest, is told apart from a whole pod.
 */
import { BUILT_IN_GROUPS } from './built-in-groups.ts';
import { currentGroup } from './current-api.ts';
import type { KubernetesObject } from './model.ts';
import { argoParts } from './pods-inside/argo.ts';
import { type PodPart, partAt } from './pods-inside/part.ts';
import { statedParts } from './pods-inside/stated.ts';
import { tektonPart } from './pods-inside/tekton.ts';
import { at, isObject, list, type Step, str } from './read.ts';

export type { PodPart } from './pods-inside/part.ts';

/** Built-in kinds that hold a pod template, with its place. */
const TEMPLATES: ReadonlyMap<string, readonly Step[]> = new Map<string, readonly Step[]>([
  ['apps/Deployment', ['spec', 'template']],
  ['apps/DaemonSet', ['spec', 'template']],
  ['apps/StatefulSet', ['spec', 'template']],
  ['apps/ReplicaSet', ['spec', 'template']],
  ['/ReplicationController', ['spec', 'template']],
  ['batch/Job', ['spec', 'template']],
  ['batch/CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
  ['apps.openshift.io/DeploymentConfig', ['spec', 'template']],
]);

/** The place of the template in a kind of Kubernetes or OpenShift; null for every other kind. */
export function templatePlace(object: KubernetesObject): readonly Step[] | null {
  return TEMPLATES.get(`${currentGroup(object.apiVersion, object.kind)}/${object.kind}`) ?? null;
}

/** True for a kind that somebody has added to Kubernetes, and that may hold pods of any shape. */
export function mayHoldPods(object: KubernetesObject): boolean {
  const group = currentGroup(object.apiVersion, object.kind);
  return !BUILT_IN_GROUPS.has(group) && !DESCRIBES_PODS.some((pattern) => pattern.test(group));
}

/** Groups whose kinds speak about the pods of others: patterns of policies, and charts with their values. */
const DESCRIBES_PODS: readonly RegExp[] = [
  /(^|\.)kyverno\.io$/,
  /(^|\.)gatekeeper\.sh$/,
  /(^|\.)kubewarden\.io$/,
  /(^|\.)toolkit\.fluxcd\.io$/,
  /^helm\.(cattle|fluxcd|k0sproject)\./,
  /^kustomize\.config\.k8s\.io$/,
  /(^|\.)metrics\.k8s\.io$/,
  /(^|\.)(packaging\.carvel\.dev|kappctrl\.k14s\.io)$/,
];

/** Descriptions of values, in whatever kind: they speak of fields and hold none. */
const SCHEMAS: ReadonlySet<string> = new Set(['openAPIV3Schema', 'openAPIv3', 'valuesSchema', 'jsonSchema']);

/** Deep enough for a template in a template in a manifest. */
const MAX_DEPTH = 16;
const MAX_VISITED = 50_000;

/** Every pod of a custom object, whole or in part, in the order in which they are written. */
export function podsByShape(object: KubernetesObject): readonly PodPart[] {
  if (!mayHoldPods(object)) return [];
  const parts: PodPart[] = [];
  const stated: PodPart[] = [];
  let visited = 0;
  const look = (value: unknown, path: readonly Step[]): void => {
    visited += 1;
    if (path.length > MAX_DEPTH || visited > MAX_VISITED) return;
    if (Array.isArray(value)) {
      for (const [i, entry] of list(value).entries()) look(entry, [...path, i]);
      return;
    }
    if (!isObject(value)) return;
    if (holdsContainers(value)) {
      parts.push(partAt(object, path, isWhole(value) && path.length > 1));
      return;
    }
    const tekton = tektonPart(object, path, value);
    if (tekton !== null) {
      parts.push(tekton);
      return;
    }
    const argo = argoParts(path, value);
    if (argo.length > 0) {
      parts.push(...argo);
      return;
    }
    stated.push(...statedParts(path, value));
    for (const [key, entry] of Object.entries(value)) {
      if ((path.length === 0 && NO_PLACE.has(key)) || SCHEMAS.has(key)) continue;
      if (typeof entry === 'object' && entry !== null) look(entry, [...path, key]);
    }
  };
  look(object, []);
  const used = parts.flatMap(({ places }) => places.map(([, to]) => to));
  return [...parts, ...stated.filter(({ specPath }) => !used.some((to) => to.startsWith(`${specPath}.`)))];
}

const NO_PLACE: ReadonlySet<string> = new Set(['metadata', 'status', '$drydock']);

/** A list of containers: each entry an object, and one at least with an image or with what only a container has. */
function holdsContainers(value: object): boolean {
  const containers = list(value, 'containers');
  return (
    containers.length > 0 &&
    containers.every((one) => isObject(one)) &&
    containers.some((one) => CONTAINER_FIELDS.some((field) => at(one, field) !== undefined))
  );
}

const CONTAINER_FIELDS = [
  'image',
  'securityContext',
  'command',
  'args',
  'volumeMounts',
  'ports',
  'resources',
];

/** Where an operator fills the image in, it fills in more. */
function isWhole(spec: object): boolean {
  return list(spec, 'containers').every((one) => (str(one, 'image') ?? '') !== '');
}

/**
 * Whether a custom object makes pods that cannot be read from it: a kind that is known to, or one that writes of images
 * and replicas, of security contexts or of templates of pods.
 */
export function makesPods(object: KubernetesObject): boolean {
  if (!mayHoldPods(object)) return false;
  const group = currentGroup(object.apiVersion, object.kind);
  if (MAKERS.get(group)?.test(object.kind) === true) return true;
  if (NO_MAKERS.get(group)?.test(object.kind) === true) return false;
  return hints(at(object, 'spec'), 0, { left: 5_000 });
}

/** Kinds whose operators make pods from settings that are no pods. */
const MAKERS: ReadonlyMap<string, RegExp> = new Map([
  ['monitoring.coreos.com', /^(Prometheus|PrometheusAgent|Alertmanager|ThanosRuler)$/],
  [
    'operator.victoriametrics.com',
    /^(VM(Agent|Alert|Alertmanager|Auth|Cluster|Single|Anomaly)|VLogs|VLSingle|VLCluster)$/,
  ],
  ['kubevirt.io', /^(KubeVirt|VirtualMachine(Instance(ReplicaSet)?)?)$/],
  ['pool.kubevirt.io', /^VirtualMachinePool$/],
  ['cdi.kubevirt.io', /^(CDI|DataVolume)$/],
  ['kafka.strimzi.io', /^Kafka(Bridge|Connect|MirrorMaker2?|NodePool)?$/],
  ['core.strimzi.io', /^StrimziPodSet$/],
  ['postgresql.cnpg.io', /^(Cluster|Pooler)$/],
  ['acid.zalan.do', /^postgresql$/],
  ['postgres-operator.crunchydata.com', /^(PostgresCluster|PGAdmin|CrunchyBridgeCluster)$/],
  ['kubegres.reactive-tech.io', /^Kubegres$/],
  ['elasticsearch.k8s.elastic.co', /./],
  ['kibana.k8s.elastic.co', /./],
  ['beat.k8s.elastic.co', /./],
  ['agent.k8s.elastic.co', /./],
  ['apm.k8s.elastic.co', /./],
  ['logstash.k8s.elastic.co', /./],
  ['enterprisesearch.k8s.elastic.co', /./],
  ['opensearch.opster.io', /^OpenSearchCluster$/],
  ['sparkoperator.k8s.io', /^(Scheduled)?SparkApplication$/],
  ['flink.apache.org', /^FlinkDeployment$/],
  ['ray.io', /^Ray(Cluster|Job|Service)$/],
  ['kubeflow.org', /(Job|^Notebook)$/],
  ['tekton.dev', /^(Task|ClusterTask|TaskRun|Pipeline|PipelineRun|StepAction|CustomRun)$/],
  ['operator.tekton.dev', /^Tekton/],
  [
    'argoproj.io',
    /^(ArgoCD|Workflow|WorkflowTemplate|ClusterWorkflowTemplate|CronWorkflow|Rollout|EventSource|Sensor|EventBus)$/,
  ],
  ['serving.knative.dev', /^(Service|Configuration|Revision)$/],
  ['operator.knative.dev', /./],
  ['sources.knative.dev', /Source$/],
  ['batch.volcano.sh', /^(Job|CronJob|JobFlow|JobTemplate)$/],
  ['jobset.x-k8s.io', /^JobSet$/],
  ['leaderworkerset.x-k8s.io', /^LeaderWorkerSet$/],
  ['mongodbcommunity.mongodb.com', /./],
  ['mongodb.com', /^(MongoDB|MongoDBMultiCluster|MongoDBOpsManager)/],
  ['psmdb.percona.com', /^PerconaServerMongoDB$/],
  ['pxc.percona.com', /^PerconaXtraDBCluster$/],
  ['mysql.oracle.com', /^InnoDBCluster$/],
  ['mariadb.mmontes.io', /^(MariaDB|MaxScale)$/],
  ['k8s.mariadb.com', /^(MariaDB|MaxScale)$/],
  ['redis.redis.opstreelabs.in', /^Redis/],
  ['databases.spotahome.com', /^RedisFailover$/],
  ['rabbitmq.com', /^RabbitmqCluster$/],
  ['k8ssandra.io', /^K8ssandraCluster$/],
  ['cassandra.datastax.com', /^CassandraDatacenter$/],
  ['ceph.rook.io', /^Ceph(Cluster|Filesystem|ObjectStore|NFS|RBDMirror)$/],
  ['longhorn.io', /^(Longhorn|Engine|Replica|InstanceManager|ShareManager)$/],
  ['minio.min.io', /^Tenant$/],
  ['grafana.integreatly.org', /^Grafana$/],
  ['loki.grafana.com', /^LokiStack$/],
  ['tempo.grafana.com', /^Tempo/],
  ['jaegertracing.io', /^Jaeger$/],
  ['opentelemetry.io', /^OpenTelemetryCollector$|^TargetAllocator$/],
  ['keycloak.org', /^Keycloak$/],
  ['k8s.keycloak.org', /^Keycloak$/],
  ['jenkins.io', /^Jenkins$/],
  ['actions.summerwind.dev', /^Runner/],
  ['actions.github.com', /(Runner|RunnerSet|Listener)$/],
  ['nifi.stackable.tech', /./],
  ['sailoperator.io', /^(Istio|IstioCNI|ZTunnel|IstioRevision)$/],
  ['install.istio.io', /^IstioOperator$/],
  [
    'operator.tigera.io',
    /^(Installation|APIServer|LogCollector|Manager|Compliance|IntrusionDetection|Goldmane|Whisker)$/,
  ],
  ['k8s.nginx.org', /^(NginxIngress|DosProtectedResource)$/],
  ['consul.hashicorp.com', /^APIGateway$/],
  ['falco.org', /./],
  ['instance.falcosecurity.dev', /./],
  ['core.openfaas.com', /./],
  ['openfaas.com', /^Function$/],
  ['camel.apache.org', /^(Integration|IntegrationPlatform|Build|KameletBinding|Pipe)$/],
  ['app.kiegroup.org', /./],
  ['velero.io', /^(PodVolumeBackup|PodVolumeRestore|DataUpload|DataDownload)$/],
  ['datadoghq.com', /^DatadogAgent$/],
  ['agent.open-cluster-management.io', /./],
]);

/** Kinds of the same groups that make none, though they write of images or security contexts. */
const NO_MAKERS: ReadonlyMap<string, RegExp> = new Map([
  ['argoproj.io', /^(Application|ApplicationSet|AppProject)$/],
  ['image.openshift.io', /./],
  ['security.openshift.io', /./],
  ['networking.istio.io', /./],
]);

/** What only the settings of pods have. */
const HINTS: ReadonlySet<string> = new Set([
  'podTemplate',
  'podSpec',
  'podSecurityContext',
  'containerSecurityContext',
  'securityContext',
  'initContainers',
]);

function hints(value: unknown, depth: number, budget: { left: number }): boolean {
  budget.left -= 1;
  if (depth > 6 || budget.left < 0) return false;
  if (Array.isArray(value)) return value.some((entry) => hints(entry, depth + 1, budget));
  if (!isObject(value)) return false;
  for (const key of Object.keys(value)) if (HINTS.has(key) && isObject(at(value, key))) return true;
  const sized = ['replicas', 'instances', 'size'].some((key) => typeof at(value, key) === 'number');
  const image = typeof at(value, 'image') === 'string' || typeof at(value, 'imageName') === 'string';
  if (image && (sized || isObject(at(value, 'resources')))) return true;
  return Object.entries(value).some(([key, entry]) => !SCHEMAS.has(key) && hints(entry, depth + 1, budget));
}
