/** Administration interfaces that should not face the outside, recognised by the image of the workload. */
import type { Workload } from '../../snapshot/index.ts';
import { repositoryOf } from '../platform/images.ts';

const UIS: readonly (readonly [RegExp, string])[] = [
  [
    /(^|\/)(kubernetes-dashboard|kubernetesui\/dashboard[a-z-]*|dashboard-web|dashboard-api)$/,
    'Kubernetes Dashboard',
  ],
  [/(^|\/)argoproj\/(argocd|argo-cd)$|(^|\/)argocd$/, 'Argo CD'],
  [/(^|\/)argoproj\/(argocli|argo-workflows)$/, 'Argo Workflows'],
  [/(^|\/)grafana(-oss|-enterprise)?$/, 'Grafana'],
  [/(^|\/)kibana$/, 'Kibana'],
  [/(^|\/)opensearch-dashboards$/, 'OpenSearch Dashboards'],
  [/(^|\/)prom(etheus)?\/(prometheus|alertmanager)$|(^|\/)prometheus$/, 'Prometheus'],
  [/(^|\/)jenkins(\/jenkins)?$/, 'Jenkins'],
  [/(^|\/)airflow$/, 'Airflow'],
  [/(^|\/)(kubeflow|centraldashboard|ml-pipeline)[a-z-]*$/, 'Kubeflow'],
  [/(^|\/)consul$/, 'Consul'],
  [/(^|\/)rabbitmq$/, 'RabbitMQ'],
  [/(^|\/)(phpmyadmin|pgadmin4|adminer)$/, 'a database administration interface'],
  [/(^|\/)(rancher|rancher\/rancher)$/, 'Rancher'],
  [/(^|\/)jupyter[a-z/-]*(notebook|hub|lab)$/, 'Jupyter'],
  [/(^|\/)(vault|hashicorp\/vault)$/, 'Vault'],
  [/(^|\/)kiali$/, 'Kiali'],
  [/(^|\/)(weave|weaveworks)\/scope$/, 'Weave Scope'],
  [/(^|\/)portainer(-ce|-ee)?$/, 'Portainer'],
  [/(^|\/)minio\/console$/, 'MinIO console'],
  [
    /(^|\/)(ollama|vllm(-openai)?|text-generation-inference|text-embeddings-inference|tritonserver|localai|sglang|llama\.cpp|xinference|lmdeploy)$/,
    'an inference server',
  ],
  [/(^|\/)(open-webui|litellm|text-generation-webui|comfyui)$/, 'an interface of an inference server'],
  [/(^|\/)(rayproject\/ray[a-z-]*|ray-ml|ray-llm)$/, 'Ray'],
  [/(^|\/)mlflow$/, 'MLflow'],
  [/(^|\/)longhorn-ui$/, 'Longhorn'],
  [/(^|\/)hubble-ui$/, 'Hubble'],
  [/(^|\/)(headlamp|octant|k8s-dashboard|kubeview|skooner)$/, 'a dashboard of Kubernetes'],
  [/(^|\/)(code-server|openvscode-server|theia)$/, 'a code editor in the browser'],
  [/(^|\/)(kafka-ui|akhq|kafdrop|cmak)$/, 'an interface of Kafka'],
  [/(^|\/)(mongo-express|redis-commander|redisinsight|cloudbeaver)$/, 'a database administration interface'],
  [/(^|\/)(spark|flink|nifi|zeppelin|superset|druid|solr)$/, 'a data processing interface'],
];

/** The first known interface among workloads, or null. */
export function sensitiveUi(workloads: readonly Workload[]): string | null {
  for (const workload of workloads) {
    for (const { image, role } of workload.containers) {
      if (role !== 'container') continue;
      const repository = repositoryOf(image);
      const hit = UIS.find(([pattern]) => pattern.test(repository));
      if (hit === undefined) continue;
      // Every part of Argo CD runs from one image; only the server has the interface.
      if (hit[1] === 'Argo CD' && !/server/.test(workload.name)) continue;
      return hit[1];
    }
  }
  return null;
}
