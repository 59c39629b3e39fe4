/** Where in objects a secret may stand. `~` is where the text goes. */
import { parse } from 'yaml';

const template = (group: string, kind: string, path: string, name = 'x', namespace = 'shop') =>
  `apiVersion: ${group}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}}\n${path}`;

const pod = (body: string) => template('v1', 'Pod', `spec: {containers: [{name: a, image: x, ${body}}]}`);
const meta = (kind: string, group: string, annotation: string) =>
  `apiVersion: ${group}\nkind: ${kind}\nmetadata: {name: x, namespace: shop, annotations: {"${annotation}": "~"}}`;
const map = (namespace: string, name: string, key: string) =>
  template('v1', 'ConfigMap', `data: {${key}: "~"}`, name, namespace);

/** Read for credentials, since controls or people need the rest. */
const MASKED: Readonly<Record<string, string>> = {
  'Pod command': pod('command: ["~"]'),
  'Pod args of a shell': pod('command: [sh, -c], args: ["~"]'),
  'Pod args': pod('args: [serve, "~"]'),
  'Pod initContainers args': template(
    'v1',
    'Pod',
    'spec: {initContainers: [{name: a, image: x, args: ["~"]}]}',
  ),
  'Pod ephemeralContainers args': template(
    'v1',
    'Pod',
    'spec: {ephemeralContainers: [{name: a, args: ["~"]}]}',
  ),
  'Pod image': template('v1', 'Pod', 'spec: {containers: [{name: a, image: "~"}]}'),
  'Pod workingDir': pod('workingDir: "~"'),
  'Pod volumeMounts subPath': pod('volumeMounts: [{name: v, mountPath: /x, subPath: "~"}]'),
  'Pod hostPath': template('v1', 'Pod', 'spec: {volumes: [{name: v, hostPath: {path: "~"}}]}'),
  'Pod nfs server': template('v1', 'Pod', 'spec: {volumes: [{name: v, nfs: {server: "~", path: /x}}]}'),
  'Pod gitRepo repository': template('v1', 'Pod', 'spec: {volumes: [{name: v, gitRepo: {repository: "~"}}]}'),
  'Pod probe path': pod('livenessProbe: {httpGet: {port: 80, path: "~"}}'),
  'Pod probe host': pod('livenessProbe: {httpGet: {port: 80, host: "~"}}'),
  'Pod imageID of a status': template('v1', 'Pod', 'status: {containerStatuses: [{name: a, imageID: "~"}]}'),
  'Pod label': 'apiVersion: v1\nkind: Pod\nmetadata: {name: x, labels: {team: "~"}}',
  'Pod nodeSelector': template('v1', 'Pod', 'spec: {nodeSelector: {pool: "~"}}'),
  'Pod toleration': template('v1', 'Pod', 'spec: {tolerations: [{key: a, operator: Equal, value: "~"}]}'),
  'Pod sysctl': template('v1', 'Pod', 'spec: {securityContext: {sysctls: [{name: kernel.x, value: "~"}]}}'),
  'Deployment args': template(
    'apps/v1',
    'Deployment',
    'spec: {template: {spec: {containers: [{name: a, image: x, args: ["~"]}]}}}',
  ),
  'StatefulSet command': template(
    'apps/v1',
    'StatefulSet',
    'spec: {template: {spec: {containers: [{name: a, image: x, command: [bash, -lc, "~"]}]}}}',
  ),
  'DaemonSet args': template(
    'apps/v1',
    'DaemonSet',
    'spec: {template: {spec: {containers: [{name: a, image: x, args: ["~"]}]}}}',
  ),
  'ReplicationController args': template(
    'v1',
    'ReplicationController',
    'spec: {template: {spec: {containers: [{name: a, image: x, args: ["~"]}]}}}',
  ),
  'Job args': template(
    'batch/v1',
    'Job',
    'spec: {template: {spec: {containers: [{name: a, image: x, args: ["~"]}]}}}',
  ),
  'CronJob args': template(
    'batch/v1',
    'CronJob',
    'spec: {schedule: "* * * * *", jobTemplate: {spec: {template: {spec: {containers: [{name: a, args: ["~"]}]}}}}}',
  ),
  'PodTemplate args': template(
    'v1',
    'PodTemplate',
    'template: {spec: {containers: [{name: a, image: x, args: ["~"]}]}}',
  ),
  'ControllerRevision args': template(
    'apps/v1',
    'ControllerRevision',
    'data: {spec: {template: {spec: {containers: [{name: a, image: x, args: ["~"]}]}}}}',
  ),
  'Node images':
    'apiVersion: v1\nkind: Node\nmetadata: {name: x}\nstatus: {images: [{names: ["~"], sizeBytes: 1}]}',
  'Node operating system':
    'apiVersion: v1\nkind: Node\nmetadata: {name: x}\nstatus: {nodeInfo: {osImage: "~"}}',
  'Ingress snippet': meta(
    'Ingress',
    'networking.k8s.io/v1',
    'nginx.ingress.kubernetes.io/configuration-snippet',
  ),
  'Ingress server snippet': meta(
    'Ingress',
    'networking.k8s.io/v1',
    'nginx.ingress.kubernetes.io/server-snippet',
  ),
  'Ingress auth-url': meta('Ingress', 'networking.k8s.io/v1', 'nginx.ingress.kubernetes.io/auth-url'),
  'Ingress permanent-redirect': meta(
    'Ingress',
    'networking.k8s.io/v1',
    'nginx.ingress.kubernetes.io/permanent-redirect',
  ),
  'Ingress path': template(
    'networking.k8s.io/v1',
    'Ingress',
    'spec: {rules: [{host: h.test, http: {paths: [{path: "~"}]}}]}',
  ),
  'ServiceAccount role': meta('ServiceAccount', 'v1', 'eks.amazonaws.com/role-arn'),
  'Service externalName': template('v1', 'Service', 'spec: {type: ExternalName, externalName: "~"}'),
  'RoleBinding subject': template(
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    'subjects: [{kind: User, name: "~"}]',
  ),
  'Lease holder': template('coordination.k8s.io/v1', 'Lease', 'spec: {holderIdentity: "~"}'),
  'webhook url': template(
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    'webhooks: [{name: a.test, clientConfig: {url: "~"}}]',
  ),
  'CustomResourceDefinition conversion url': template(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'spec: {conversion: {webhook: {clientConfig: {url: "~"}}}}',
  ),
  Corefile: map('kube-system', 'coredns', 'Corefile'),
  'kubeadm ClusterConfiguration': map('kube-system', 'kubeadm-config', 'ClusterConfiguration'),
  'kubelet settings': map('kube-system', 'kubelet-config', 'kubelet'),
  'kube-proxy settings': map('kube-system', 'kube-proxy', 'config.conf'),
  'cluster-info kubeconfig': map('kube-public', 'cluster-info', 'kubeconfig'),
  'aws-auth users': map('kube-system', 'aws-auth', 'mapUsers'),
  'Argo CD policy': map('argocd', 'argocd-rbac-cm', 'policy.csv'),
  'Istio mesh settings': map('istio-system', 'istio', 'mesh'),
  'Tekton step script': template(
    'tekton.dev/v1',
    'Task',
    'spec: {steps: [{name: a, image: x, script: "~"}]}',
  ),
  'Tekton step args': template('tekton.dev/v1', 'Task', 'spec: {steps: [{name: a, image: x, args: ["~"]}]}'),
  'Argo Workflow args': template(
    'argoproj.io/v1alpha1',
    'Workflow',
    'spec: {templates: [{name: a, container: {image: x, args: ["~"]}}]}',
  ),
  'Argo Workflow script': template(
    'argoproj.io/v1alpha1',
    'Workflow',
    'spec: {templates: [{name: a, script: {image: x, command: [sh], source: "~"}}]}',
  ),
  'Argo Application server': template(
    'argoproj.io/v1alpha1',
    'Application',
    'spec: {destination: {server: "~"}}',
  ),
  'Prometheus image': template('monitoring.coreos.com/v1', 'Prometheus', 'spec: {image: "~"}'),
  'DeploymentConfig args': template(
    'apps.openshift.io/v1',
    'DeploymentConfig',
    'spec: {template: {spec: {containers: [{name: a, image: x, args: ["~"]}]}}}',
  ),
  'Template with a pod': template(
    'template.openshift.io/v1',
    'Template',
    'objects: [{apiVersion: v1, kind: Pod, metadata: {name: y}, spec: {containers: [{name: a, args: ["~"]}]}}]',
  ),
};

/** Replaced as a whole. */
const REMOVED: Readonly<Record<string, string>> = {
  'Pod env value': pod('env: [{name: MODE, value: "~"}]'),
  'Pod exec probe': pod('livenessProbe: {exec: {command: ["~"]}}'),
  'Pod lifecycle exec': pod('lifecycle: {preStop: {exec: {command: [sh, -c, "~"]}}}'),
  'Pod lifecycle header': pod(
    'lifecycle: {postStart: {httpGet: {port: 80, httpHeaders: [{name: X-Team, value: "~"}]}}}',
  ),
  'Pod probe header': pod('readinessProbe: {httpGet: {port: 80, httpHeaders: [{name: X-Team, value: "~"}]}}'),
  'Pod annotation': meta('Pod', 'v1', 'team.example/note'),
  'Pod last-applied': meta('Pod', 'v1', 'kubectl.kubernetes.io/last-applied-configuration'),
  'Pod csi volume': template(
    'v1',
    'Pod',
    'spec: {volumes: [{name: v, csi: {driver: d, volumeAttributes: {a: "~"}}}]}',
  ),
  'Pod flex volume': template(
    'v1',
    'Pod',
    'spec: {volumes: [{name: v, flexVolume: {driver: d, options: {a: "~"}}}]}',
  ),
  'Pod status message': template('v1', 'Pod', 'status: {message: "~"}'),
  'Pod termination message': template(
    'v1',
    'Pod',
    'status: {containerStatuses: [{name: a, lastState: {terminated: {message: "~"}}}]}',
  ),
  'Pod condition': template(
    'v1',
    'Pod',
    'status: {conditions: [{type: Ready, status: "False", message: "~"}]}',
  ),
  'Pod managed field':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: x, managedFields: [{fieldsV1: {"f:~": {}}}]}',
  'Pod unknown field': template('v1', 'Pod', 'spec: {enviroment: "~", deep: [{note: ["~"]}]}'),
  'Deployment template annotation': template(
    'apps/v1',
    'Deployment',
    'spec: {template: {metadata: {annotations: {note: "~"}}, spec: {containers: [{name: a, env: [{name: A, value: "~"}]}]}}}',
  ),
  'ConfigMap value': map('shop', 'settings', 'application.yaml'),
  'ConfigMap binary value': template('v1', 'ConfigMap', 'binaryData: {a: "~"}'),
  'ConfigMap with a kubeconfig': map('kube-system', 'audit-webhook', 'kubeconfig.yaml'),
  'ConfigMap with Alertmanager settings': map('monitoring', 'alertmanager', 'alertmanager.yml'),
  'Helm release in a ConfigMap': map('shop', 'sh.helm.release.v1.x.v1', 'release'),
  'Secret data': template('v1', 'Secret', 'data: {a: "~"}\nstringData: {b: "~"}'),
  'Secret annotation': meta('Secret', 'v1', 'note'),
  'ServiceAccount annotation': meta('ServiceAccount', 'v1', 'note'),
  'Namespace annotation': meta('Namespace', 'v1', 'note'),
  'PersistentVolumeClaim annotation': meta('PersistentVolumeClaim', 'v1', 'note'),
  'Service annotation': meta('Service', 'v1', 'note'),
  'ControllerRevision env': template(
    'apps/v1',
    'ControllerRevision',
    'data: {spec: {template: {spec: {containers: [{name: a, env: [{name: A, value: "~"}]}]}}}}',
  ),
  'ControllerRevision of another kind': template(
    'apps/v1',
    'ControllerRevision',
    'data: {spec: {settings: {plain: "~"}}}',
  ),
  'ControllerRevision as text': template('apps/v1', 'ControllerRevision', 'data: "~"'),
  'PersistentVolume attributes': template(
    'v1',
    'PersistentVolume',
    'spec: {csi: {driver: d, volumeAttributes: {a: "~"}}}',
  ),
  'PersistentVolume mount options': template('v1', 'PersistentVolume', 'spec: {mountOptions: ["~"]}'),
  'StorageClass parameters':
    'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: x}\nparameters: {a: "~"}',
  'VolumeAttachment metadata': template(
    'storage.k8s.io/v1',
    'VolumeAttachment',
    'status: {attachmentMetadata: {a: "~"}}',
  ),
  'VolumeSnapshotClass parameters': template(
    'snapshot.storage.k8s.io/v1',
    'VolumeSnapshotClass',
    'parameters: {a: "~"}',
  ),
  'VolumeSnapshot error': template(
    'snapshot.storage.k8s.io/v1',
    'VolumeSnapshot',
    'status: {error: {message: "~"}}',
  ),
  'ResourceClaim opaque parameters': template(
    'resource.k8s.io/v1',
    'ResourceClaim',
    'spec: {devices: {config: [{opaque: {driver: d, parameters: {a: "~"}}}]}}',
  ),
  'ResourceSlice attribute': template(
    'resource.k8s.io/v1',
    'ResourceSlice',
    'spec: {devices: [{attributes: {a: {string: "~"}}}]}',
  ),
  'CustomResourceDefinition example': template(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'spec: {versions: [{schema: {openAPIV3Schema: {type: object, properties: {a: {type: string, description: "~", default: "~", example: "~", enum: ["~"]}}}}}]}',
  ),
  'CustomResourceDefinition status': template(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'status: {conditions: [{type: Established, message: "~"}]}',
  ),
  'APIService status': template(
    'apiregistration.k8s.io/v1',
    'APIService',
    'spec: {caBundle: "~"}\nstatus: {conditions: [{message: "~"}]}',
  ),
  'webhook match condition': template(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    'webhooks: [{name: a.test, matchConditions: [{name: m, expression: "~"}]}]',
  ),
  'ValidatingAdmissionPolicy expression': template(
    'admissionregistration.k8s.io/v1',
    'ValidatingAdmissionPolicy',
    'spec: {validations: [{expression: "~", message: "~", messageExpression: "~"}], auditAnnotations: [{key: a, valueExpression: "~"}]}',
  ),
  'MutatingAdmissionPolicy patch': template(
    'admissionregistration.k8s.io/v1beta1',
    'MutatingAdmissionPolicy',
    'spec: {mutations: [{patchType: JSONPatch, jsonPatch: {expression: "~"}}]}',
  ),
  CertificateSigningRequest: template(
    'certificates.k8s.io/v1',
    'CertificateSigningRequest',
    'spec: {request: "~", extra: {a: ["~"]}}\nstatus: {certificate: "~"}',
  ),
  'Event message': template('v1', 'Event', 'message: "~"\nnote: "~"'),
  'PriorityClass description': template('scheduling.k8s.io/v1', 'PriorityClass', 'description: "~"'),
  'RuntimeClass annotation': meta('RuntimeClass', 'node.k8s.io/v1', 'note'),
  'EndpointSlice annotation': meta('EndpointSlice', 'discovery.k8s.io/v1', 'note'),
  'EnvoyFilter patch': template(
    'networking.istio.io/v1alpha3',
    'EnvoyFilter',
    'spec: {configPatches: [{applyTo: HTTP_FILTER, match: {listener: {name: l}}, patch: {operation: INSERT_BEFORE, value: {typed_config: {inlineCode: "~", headers_to_add: [{header: {key: x-team, value: "~"}}]}}}}]}',
  ),
  'VirtualService headers': template(
    'networking.istio.io/v1',
    'VirtualService',
    'spec: {http: [{match: [{headers: {x-team: {exact: "~"}}}], headers: {request: {set: {x-team: "~"}}}, rewrite: {uri: "~"}}]}',
  ),
  'AuthorizationPolicy condition': template(
    'security.istio.io/v1',
    'AuthorizationPolicy',
    'spec: {rules: [{when: [{key: "request.headers[x-team]", values: ["~"]}]}]}',
  ),
  'HTTPRoute header match and filter': template(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    'spec: {rules: [{matches: [{headers: [{type: Exact, name: x-team, value: "~"}], queryParams: [{name: q, value: "~"}]}], filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-team, value: "~"}]}}]}]}',
  ),
  'HelmRelease values': template(
    'helm.toolkit.fluxcd.io/v2',
    'HelmRelease',
    'spec: {values: {settings: {plain: "~"}, list: ["~"]}}',
  ),
  'HelmChart values': template(
    'helm.cattle.io/v1',
    'HelmChart',
    'spec: {valuesContent: "~", set: {plain: "~"}}',
  ),
  'Argo Application parameters': template(
    'argoproj.io/v1alpha1',
    'Application',
    'spec: {source: {helm: {values: "~", valuesObject: {a: "~"}, parameters: [{name: plain, value: "~"}]}, kustomize: {patches: [{patch: "~"}]}, plugin: {env: [{name: A, value: "~"}]}}}',
  ),
  'Flux postBuild and patches': template(
    'kustomize.toolkit.fluxcd.io/v1',
    'Kustomization',
    'spec: {postBuild: {substitute: {plain: "~"}}, patches: [{patch: "~"}]}',
  ),
  'Tekton params': template(
    'tekton.dev/v1',
    'PipelineRun',
    'spec: {params: [{name: plain, value: "~"}, {name: l, value: ["~"]}]}',
  ),
  'Argo Workflow parameters': template(
    'argoproj.io/v1alpha1',
    'Workflow',
    'spec: {arguments: {parameters: [{name: plain, value: "~"}], artifacts: [{name: a, raw: {data: "~"}}]}}',
  ),
  'Prometheus remote write': template(
    'monitoring.coreos.com/v1',
    'Prometheus',
    'spec: {remoteWrite: [{url: "~", headers: {x-team: "~"}}], externalLabels: {}, additionalArgs: [{name: a, value: "~"}]}',
  ),
  'AlertmanagerConfig receivers': template(
    'monitoring.coreos.com/v1alpha1',
    'AlertmanagerConfig',
    'spec: {receivers: [{name: r, slackConfigs: [{channel: "~", text: "~"}], webhookConfigs: [{url: "~"}]}]}',
  ),
  'Grafana settings': template(
    'grafana.integreatly.org/v1beta1',
    'Grafana',
    'spec: {config: {security: {admin_user: "~", admin_password: "~"}}}',
  ),
  'Grafana data source': template(
    'grafana.integreatly.org/v1beta1',
    'GrafanaDatasource',
    'spec: {datasource: {url: "~", jsonData: {httpHeaderName1: x}, secureJsonData: {httpHeaderValue1: "~"}}}',
  ),
  'cert-manager issuer': template(
    'cert-manager.io/v1',
    'ClusterIssuer',
    'spec: {acme: {email: "~", solvers: [{dns01: {webhook: {config: {plain: "~"}}}}]}}',
  ),
  'ExternalSecret template': template(
    'external-secrets.io/v1',
    'ExternalSecret',
    'spec: {target: {template: {data: {a: "~"}, metadata: {annotations: {a: "~"}}}}}',
  ),
  SealedSecret: template(
    'bitnami.com/v1alpha1',
    'SealedSecret',
    'spec: {encryptedData: {a: "~"}, template: {data: {b: "~"}}}',
  ),
  'database cluster': template(
    'postgresql.cnpg.io/v1',
    'Cluster',
    'spec: {bootstrap: {initdb: {postInitSQL: ["~"]}}, postgresql: {parameters: {a: "~"}}}',
  ),
  'KubeVirt user data': template(
    'kubevirt.io/v1',
    'VirtualMachine',
    'spec: {template: {spec: {volumes: [{name: c, cloudInitNoCloud: {userData: "~", networkData: "~"}}]}}}',
  ),
  'MachineConfig ignition': template(
    'machineconfiguration.openshift.io/v1',
    'MachineConfig',
    'spec: {config: {storage: {files: [{path: /etc/x, contents: {source: "~"}}]}, passwd: {users: [{name: core, passwordHash: "~"}]}, systemd: {units: [{name: u, contents: "~"}]}}}',
  ),
  'kubeadm bootstrap': template(
    'bootstrap.cluster.x-k8s.io/v1beta1',
    'KubeadmConfig',
    'spec: {preKubeadmCommands: ["~"], files: [{path: /x, content: "~"}]}',
  ),
  BuildConfig: template(
    'build.openshift.io/v1',
    'BuildConfig',
    'spec: {source: {dockerfile: "~", git: {uri: "~"}}, triggers: [{generic: {secret: "~"}}]}',
  ),
  'Template parameters': template(
    'template.openshift.io/v1',
    'Template',
    'message: "~"\nparameters: [{name: a, value: "~"}]',
  ),
  'Secret in a Template': template(
    'template.openshift.io/v1',
    'Template',
    'objects: [{apiVersion: v1, kind: Secret, metadata: {name: y}, stringData: {a: "~"}}]',
  ),
  'Kyverno policy': template(
    'kyverno.io/v1',
    'ClusterPolicy',
    'spec: {rules: [{name: r, mutate: {patchStrategicMerge: {spec: {plain: "~"}}}, validate: {message: "~"}, generate: {kind: Secret, data: {stringData: {a: "~"}}}}]}',
  ),
  'Gatekeeper constraint': template(
    'constraints.gatekeeper.sh/v1beta1',
    'K8sAllowed',
    'spec: {parameters: {a: ["~"]}}',
  ),
  'Crossplane provider': template(
    'pkg.crossplane.io/v1',
    'Provider',
    'spec: {forProvider: {plain: "~", numbers: [1]}}',
  ),
  ServiceMonitor: template(
    'monitoring.coreos.com/v1',
    'ServiceMonitor',
    'spec: {endpoints: [{params: {a: ["~"]}, bearerTokenFile: "~"}]}',
  ),
  'Kafka user': template('kafka.strimzi.io/v1beta2', 'KafkaConnector', 'spec: {config: {plain.field: "~"}}'),
  'Rollout of a middleware': template(
    'traefik.io/v1alpha1',
    'Middleware',
    'spec: {basicAuth: {users: ["~"]}, headers: {customRequestHeaders: {x-team: "~"}}}',
  ),
};

/** A place with a text in it. */
export function plantedIn(object: unknown, text: string): unknown {
  return replaced(object, text);
}

/** `removed`: nothing of the text is kept, so that a bare word must go as well. */
export const PLACES: readonly {
  readonly place: string;
  readonly removed: boolean;
  readonly object: unknown;
}[] = [
  ...Object.entries(MASKED).map(([place, yaml]) => ({
    place,
    removed: false,
    object: parse(yaml) as unknown,
  })),
  ...Object.entries(REMOVED).map(([place, yaml]) => ({
    place,
    removed: true,
    object: parse(yaml) as unknown,
  })),
];

function replaced(value: unknown, text: string): unknown {
  if (typeof value === 'string') return value === '~' ? text : value;
  if (Array.isArray(value)) return value.map((entry) => replaced(entry, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replaced(entry, text)]));
}
