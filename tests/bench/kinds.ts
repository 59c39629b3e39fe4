/** What all of them read. Secrets are left to Drydock, which reads them as tables. */
export const KINDS = [
  { kubectl: 'namespaces', path: '/api/v1/namespaces' },
  { kubectl: 'pods', path: '/api/v1/pods' },
  { kubectl: 'configmaps', path: '/api/v1/configmaps' },
  { kubectl: 'services', path: '/api/v1/services' },
  { kubectl: 'serviceaccounts', path: '/api/v1/serviceaccounts' },
  { kubectl: 'deployments.apps', path: '/apis/apps/v1/deployments' },
  { kubectl: 'roles.rbac.authorization.k8s.io', path: '/apis/rbac.authorization.k8s.io/v1/roles' },
  {
    kubectl: 'rolebindings.rbac.authorization.k8s.io',
    path: '/apis/rbac.authorization.k8s.io/v1/rolebindings',
  },
  {
    kubectl: 'clusterroles.rbac.authorization.k8s.io',
    path: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  },
  { kubectl: 'networkpolicies.networking.k8s.io', path: '/apis/networking.k8s.io/v1/networkpolicies' },
  { kubectl: 'databases.data.example.test', path: '/apis/data.example.test/v1/databases' },
] as const;
