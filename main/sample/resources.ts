/** Which API resources the sample API server offers: the built-in ones by table, custom ones from CRD objects. */

export interface SampleResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
}

/** The built-in resources of a 1.33 API server that can be listed, without subresources. */
export function builtInResources(): SampleResource[] {
  return TABLE.trim()
    .split('\n')
    .map((line) => {
      const [groupVersion = '', resource = '', kind = '', scope = '', shortNames = ''] = line
        .trim()
        .split(/\s+/);
      const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
      return {
        group: group ?? '',
        version: version ?? '',
        resource,
        singular: kind.toLowerCase(),
        kind,
        namespaced: scope === 'ns',
        shortNames: shortNames === '' ? [] : shortNames.split(','),
      };
    });
}

/** Every served version that a CustomResourceDefinition defines; the storage version first. */
export function customResources(definition: unknown): SampleResource[] {
  const { spec } = definition as {
    spec: {
      group: string;
      scope: string;
      names: { plural: string; singular?: string; kind: string; shortNames?: string[] };
      versions: { name: string; served: boolean; storage: boolean }[];
    };
  };
  return spec.versions
    .filter((version) => version.served)
    .toSorted((a, b) => Number(b.storage) - Number(a.storage))
    .map((version) => ({
      group: spec.group,
      version: version.name,
      resource: spec.names.plural,
      singular: spec.names.singular ?? spec.names.kind.toLowerCase(),
      kind: spec.names.kind,
      namespaced: spec.scope === 'Namespaced',
      shortNames: spec.names.shortNames ?? [],
    }));
}

const TABLE = `
v1 configmaps ConfigMap ns cm
v1 endpoints Endpoints ns ep
v1 events Event ns ev
v1 limitranges LimitRange ns limits
v1 namespaces Namespace cluster ns
v1 nodes Node cluster no
v1 persistentvolumeclaims PersistentVolumeClaim ns pvc
v1 persistentvolumes PersistentVolume cluster pv
v1 pods Pod ns po
v1 podtemplates PodTemplate ns
v1 replicationcontrollers ReplicationController ns rc
v1 resourcequotas ResourceQuota ns quota
v1 secrets Secret ns
v1 serviceaccounts ServiceAccount ns sa
v1 services Service ns svc
admissionregistration.k8s.io/v1 mutatingwebhookconfigurations MutatingWebhookConfiguration cluster
admissionregistration.k8s.io/v1 validatingadmissionpolicies ValidatingAdmissionPolicy cluster
admissionregistration.k8s.io/v1 validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding cluster
admissionregistration.k8s.io/v1 validatingwebhookconfigurations ValidatingWebhookConfiguration cluster
apiextensions.k8s.io/v1 customresourcedefinitions CustomResourceDefinition cluster crd,crds
apiregistration.k8s.io/v1 apiservices APIService cluster
apps/v1 controllerrevisions ControllerRevision ns
apps/v1 daemonsets DaemonSet ns ds
apps/v1 deployments Deployment ns deploy
apps/v1 replicasets ReplicaSet ns rs
apps/v1 statefulsets StatefulSet ns sts
autoscaling/v2 horizontalpodautoscalers HorizontalPodAutoscaler ns hpa
autoscaling/v1 horizontalpodautoscalers HorizontalPodAutoscaler ns hpa
batch/v1 cronjobs CronJob ns cj
batch/v1 jobs Job ns
certificates.k8s.io/v1 certificatesigningrequests CertificateSigningRequest cluster csr
coordination.k8s.io/v1 leases Lease ns
discovery.k8s.io/v1 endpointslices EndpointSlice ns
events.k8s.io/v1 events Event ns ev
flowcontrol.apiserver.k8s.io/v1 flowschemas FlowSchema cluster
flowcontrol.apiserver.k8s.io/v1 prioritylevelconfigurations PriorityLevelConfiguration cluster
networking.k8s.io/v1 ingressclasses IngressClass cluster
networking.k8s.io/v1 ingresses Ingress ns ing
networking.k8s.io/v1 ipaddresses IPAddress cluster ip
networking.k8s.io/v1 networkpolicies NetworkPolicy ns netpol
networking.k8s.io/v1 servicecidrs ServiceCIDR cluster
node.k8s.io/v1 runtimeclasses RuntimeClass cluster
policy/v1 poddisruptionbudgets PodDisruptionBudget ns pdb
rbac.authorization.k8s.io/v1 clusterrolebindings ClusterRoleBinding cluster
rbac.authorization.k8s.io/v1 clusterroles ClusterRole cluster
rbac.authorization.k8s.io/v1 rolebindings RoleBinding ns
rbac.authorization.k8s.io/v1 roles Role ns
scheduling.k8s.io/v1 priorityclasses PriorityClass cluster pc
storage.k8s.io/v1 csidrivers CSIDriver cluster
storage.k8s.io/v1 csinodes CSINode cluster
storage.k8s.io/v1 csistoragecapacities CSIStorageCapacity ns
storage.k8s.io/v1 storageclasses StorageClass cluster sc
storage.k8s.io/v1 volumeattachments VolumeAttachment cluster
`;
