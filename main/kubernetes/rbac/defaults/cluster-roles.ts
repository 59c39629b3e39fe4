/**
 * The cluster roles and namespaced roles that an API server makes and keeps, as data. Source: Kubernetes,
 * plugin/pkg/auth/authorizer/rbac/bootstrappolicy of 1.37.2 and 1.34.4. A rule is `VERBS | GROUPS | RESOURCES`, with
 * `| NAMES` where names limit it, or `VERBS @ URLS`; `core` stands for the group without a name.
 */

/** What 1.37 makes. `admin`, `edit` and `view` hold what is aggregated into them. */
export const CLUSTER_ROLES: Readonly<Record<string, readonly string[]>> = {
  admin: [],
  'cluster-admin': ['* @ *', '* | * | *'],
  edit: [],
  'system:aggregate-to-admin': [
    'create delete deletecollection get list patch update watch | rbac.authorization.k8s.io | rolebindings roles',
    'create | authorization.k8s.io | localsubjectaccessreviews',
  ],
  'system:aggregate-to-edit': [
    'create delete deletecollection get list patch update watch | coordination.k8s.io | leases',
    'create delete deletecollection patch update | apps | daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
    'create delete deletecollection patch update | autoscaling | horizontalpodautoscalers',
    'create delete deletecollection patch update | batch | cronjobs jobs',
    'create delete deletecollection patch update | core events.k8s.io | events',
    'create delete deletecollection patch update | core | configmaps persistentvolumeclaims pods pods/attach pods/exec pods/portforward pods/proxy replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
    'create delete deletecollection patch update | extensions | daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale',
    'create delete deletecollection patch update | networking.k8s.io | ingresses networkpolicies',
    'create delete deletecollection patch update | policy | poddisruptionbudgets',
    'create delete deletecollection patch update | resource.k8s.io | resourceclaims resourceclaimtemplates',
    'create | core | pods/eviction serviceaccounts/token',
    'get list watch | core | pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy',
    'impersonate | core | serviceaccounts',
  ],
  'system:aggregate-to-view': [
    'get list watch | apps | controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
    'get list watch | autoscaling | horizontalpodautoscalers horizontalpodautoscalers/status',
    'get list watch | batch | cronjobs cronjobs/status jobs jobs/status',
    'get list watch | core events.k8s.io | events',
    'get list watch | core | bindings configmaps endpoints limitranges namespaces namespaces/status persistentvolumeclaims persistentvolumeclaims/status pods pods/log pods/status replicationcontrollers replicationcontrollers/scale replicationcontrollers/status resourcequotas resourcequotas/status serviceaccounts services services/status',
    'get list watch | discovery.k8s.io | endpointslices',
    'get list watch | extensions | daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale',
    'get list watch | networking.k8s.io | ingresses ingresses/status networkpolicies',
    'get list watch | policy | poddisruptionbudgets poddisruptionbudgets/status',
    'get list watch | resource.k8s.io | resourceclaims resourceclaims/status resourceclaimtemplates',
  ],
  'system:auth-delegator': [
    'create | authentication.k8s.io | tokenreviews',
    'create | authorization.k8s.io | subjectaccessreviews',
  ],
  'system:basic-user': [
    'create | authentication.k8s.io | selfsubjectreviews',
    'create | authorization.k8s.io | selfsubjectaccessreviews selfsubjectrulesreviews',
  ],
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient': [
    'create | certificates.k8s.io | certificatesigningrequests/nodeclient',
  ],
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient': [
    'create | certificates.k8s.io | certificatesigningrequests/selfnodeclient',
  ],
  'system:certificates.k8s.io:kube-apiserver-client-approver': [
    'approve | certificates.k8s.io | signers | kubernetes.io/kube-apiserver-client',
  ],
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver': [
    'approve | certificates.k8s.io | signers | kubernetes.io/kube-apiserver-client-kubelet',
  ],
  'system:certificates.k8s.io:kubelet-serving-approver': [
    'approve | certificates.k8s.io | signers | kubernetes.io/kubelet-serving',
  ],
  'system:certificates.k8s.io:legacy-unknown-approver': [
    'approve | certificates.k8s.io | signers | kubernetes.io/legacy-unknown',
  ],
  'system:cluster-trust-bundle-discovery': ['get list watch | certificates.k8s.io | clustertrustbundles'],
  'system:discovery': [
    'get @ /api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/',
  ],
  'system:heapster': [
    'get list watch | core | events namespaces nodes pods',
    'get list watch | extensions | deployments',
  ],
  'system:kube-aggregator': ['get list watch | core | endpoints services'],
  'system:kube-controller-manager': [
    'create patch update | core events.k8s.io | events',
    'create | authentication.k8s.io | tokenreviews',
    'create | authorization.k8s.io | subjectaccessreviews',
    'create | coordination.k8s.io | leases',
    'create | core | secrets serviceaccounts serviceaccounts/token',
    'delete | core | secrets',
    'get update | coordination.k8s.io | leases | kube-controller-manager',
    'get | core | configmaps namespaces secrets serviceaccounts',
    'list watch | * | *',
    'update | core | secrets serviceaccounts',
  ],
  'system:kube-dns': ['list watch | core | endpoints services'],
  'system:kube-scheduler': [
    'create delete deletecollection get list patch update watch | coordination.k8s.io | leasecandidates',
    'create delete | resource.k8s.io | resourceclaims',
    'create patch update | core events.k8s.io | events',
    'create | authentication.k8s.io | tokenreviews',
    'create | authorization.k8s.io | subjectaccessreviews',
    'create | coordination.k8s.io | leases',
    'create | core | bindings pods/binding',
    'delete get list watch | core | pods',
    'get list patch update watch | resource.k8s.io | resourceclaims resourceclaims/status',
    'get list update watch | coordination.k8s.io | leases | kube-scheduler',
    'get list watch | apps extensions | replicasets',
    'get list watch | apps | statefulsets',
    'get list watch | core | namespaces nodes persistentvolumeclaims persistentvolumes replicationcontrollers services',
    'get list watch | policy | poddisruptionbudgets',
    'get list watch | resource.k8s.io | deviceclasses devicetaintrules resourceslices',
    'get list watch | storage.k8s.io | csidrivers csinodes csistoragecapacities volumeattachments',
    'patch update | core | pods/status',
    'patch update | resource.k8s.io | resourceclaims/binding',
    'update | core | pods/finalizers',
  ],
  'system:kubelet-api-admin': [
    '* | core | nodes/configz nodes/healthz nodes/log nodes/metrics nodes/pods nodes/proxy nodes/stats',
    'get list watch | core | nodes',
    'proxy | core | nodes',
  ],
  'system:monitoring': [
    'get @ /flagz /healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/* /statusz',
    'get | core | nodes/metrics',
  ],
  'system:node': [
    'create delete get patch update | coordination.k8s.io | leases',
    'create delete get patch update | storage.k8s.io | csinodes',
    'create delete | core | pods',
    'create get list watch | certificates.k8s.io | certificatesigningrequests podcertificaterequests',
    'create get list watch | core | nodes',
    'create patch update | core events.k8s.io | events',
    'create | authentication.k8s.io | tokenreviews',
    'create | authorization.k8s.io | localsubjectaccessreviews subjectaccessreviews',
    'create | core | pods/eviction serviceaccounts/token',
    'deletecollection | resource.k8s.io | resourceslices',
    'get list watch | certificates.k8s.io | clustertrustbundles',
    'get list watch | core | configmaps pods secrets services',
    'get list watch | node.k8s.io | runtimeclasses',
    'get list watch | storage.k8s.io | csidrivers',
    'get patch update | core | persistentvolumeclaims/status',
    'get | core | endpoints persistentvolumeclaims persistentvolumes serviceaccounts',
    'get | resource.k8s.io | resourceclaims',
    'get | storage.k8s.io | volumeattachments',
    'patch update | core | nodes nodes/status pods/status',
  ],
  'system:node-bootstrapper': ['create get list watch | certificates.k8s.io | certificatesigningrequests'],
  'system:node-problem-detector': [
    'create patch update | core events.k8s.io | events',
    'get | core | nodes',
    'patch | core | nodes/status',
  ],
  'system:node-proxier': [
    'create patch update | core events.k8s.io | events',
    'get list watch | core | nodes',
    'list watch | core | endpoints services',
    'list watch | discovery.k8s.io | endpointslices',
    'list watch | networking.k8s.io | servicecidrs',
  ],
  'system:persistent-volume-provisioner': [
    'create delete get list watch | core | persistentvolumes',
    'create patch update | core events.k8s.io | events',
    'get list update watch | core | persistentvolumeclaims',
    'get list watch | storage.k8s.io | storageclasses',
    'watch | core | events',
  ],
  'system:public-info-viewer': ['get @ /healthz /livez /readyz /version /version/'],
  'system:service-account-issuer-discovery': [
    'get @ /.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/',
  ],
  'system:volume-scheduler': [
    'get list patch update watch | core | persistentvolumeclaims persistentvolumes',
    'get list watch | storage.k8s.io | storageclasses',
  ],
  view: [],
};

/** What else they hold in other supported versions, or behind feature gates. */
export const ALSO_IN_CLUSTER_ROLES: Readonly<Record<string, readonly string[]>> = {
  'system:aggregate-to-edit': [
    'create delete deletecollection patch update | lifecycle.k8s.io | evictionrequests',
    'create delete deletecollection patch update | scheduling.k8s.io | compositepodgroups podgroups workloads',
  ],
  'system:aggregate-to-view': [
    'get list watch | lifecycle.k8s.io | evictionrequests evictions',
    'get list watch | scheduling.k8s.io | compositepodgroups compositepodgroups/status podgroups podgroups/status workloads',
  ],
  'system:kube-scheduler': [
    'get list watch | scheduling.k8s.io | compositepodgroups podgroups',
    'patch update | scheduling.k8s.io | compositepodgroups/status podgroups/status',
  ],
  'system:node': ['get patch update | storage.k8s.io | csinodes/status'],
  'system:controller:expand-controller': ['get | core | services'],
  'system:controller:persistent-volume-binder': ['get | core | services'],
};

/** By `NAMESPACE/NAME`. */
export const NAMESPACED_ROLES: Readonly<Record<string, readonly string[]>> = {
  'kube-public/system:controller:bootstrap-signer': [
    'create patch update | core events.k8s.io | events',
    'get list watch | core | configmaps',
    'update | core | configmaps | cluster-info',
  ],
  'kube-system/extension-apiserver-authentication-reader': [
    'get list watch | core | configmaps | extension-apiserver-authentication',
  ],
  'kube-system/system::leader-locking-kube-controller-manager': [
    'create get list update watch | coordination.k8s.io | leasecandidates leases',
  ],
  'kube-system/system::leader-locking-kube-scheduler': [
    'create get list update watch | coordination.k8s.io | leasecandidates leases',
  ],
  'kube-system/system:controller:bootstrap-signer': ['get list watch | core | secrets'],
  'kube-system/system:controller:cloud-provider': ['create get list watch | core | configmaps'],
  'kube-system/system:controller:token-cleaner': [
    'create patch update | core events.k8s.io | events',
    'delete get list watch | core | secrets',
  ],
};

export const ALSO_IN_NAMESPACED_ROLES: Readonly<Record<string, readonly string[]>> = {
  'kube-system/system::leader-locking-kube-controller-manager': [
    'get update | core | configmaps | kube-controller-manager',
    'watch | core | configmaps',
  ],
  'kube-system/system::leader-locking-kube-scheduler': [
    'get update | core | configmaps | kube-scheduler',
    'watch | core | configmaps',
  ],
};
