/** Controls about powers over traffic, and over the API itself: what is added to it and whom it trusts. */
import type { Control } from '../define.ts';
import { fix } from '../define.ts';
import { GOOD_PRACTICE, narrow, powerControl, roleOf } from './grant-control.ts';

export const trafficPowerControls: readonly Control[] = [
  powerControl(
    {
      id: 'write-network-policies',
      title: 'Accounts that can write network policies',
      severity: 'medium',
      rationale:
        'Policies for the same pods add up, so one more that allows everything opens what all others close. Deleting a policy opens its pods as well. An attacker with this permission can move from a compromised pod to any other in its scope, and open an exit for stolen data.',
      remediation: narrow(roleOf('networking.k8s.io', '"networkpolicies"', '"get", "list"')),
      references: [
        {
          title: 'Network policies',
          url: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['nsa-cisa:network-policies', 'owasp-k8s:K03', 'mitre-attack:T1562.007'],
      questions: ['access.who-deploys'],
    },
    ['write-network-policies'],
  ),
  powerControl(
    {
      id: 'write-services',
      title: 'Accounts that can write services or endpoints',
      severity: 'medium',
      rationale:
        'A Service’s selector, Endpoints and EndpointSlices determine which pods receive its traffic. Anyone who can write them can put their own pod behind a known name and read logins and data. The field externalIPs redirects the traffic for any address to it (CVE-2020-8554, which has no fix). An EndpointSlice can list addresses that the writer cannot reach directly.',
      remediation: narrow(roleOf('', '"services", "endpoints"', '"get", "list"')),
      references: [
        {
          title: 'CVE-2020-8554: man in the middle using LoadBalancer or ExternalIPs',
          url: 'https://github.com/kubernetes/kubernetes/issues/97076',
        },
        {
          title: 'Default roles: endpoints and EndpointSlices',
          url: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#write-access-for-endpoints',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['nsa-cisa:network-separation', 'owasp-k8s:K03', 'mitre-attack:T1557'],
      questions: ['access.who-deploys'],
    },
    ['write-services', 'write-endpoints'],
  ),
  powerControl(
    {
      id: 'write-api-services',
      title: 'Accounts that can write APIService objects',
      severity: 'high',
      rationale:
        'An APIService tells the API server to forward all requests for a group and version to a service. Anyone who writes one for a group in use receives the requests, returns any response and sees the callers. Controllers then act on forged objects.',
      remediation: narrow(
        roleOf('apiregistration.k8s.io', '"apiservices"', '"get", "list"').replace(
          'kind: Role',
          'kind: ClusterRole',
        ),
      ),
      references: [
        {
          title: 'Kubernetes API aggregation layer',
          url: 'https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1557'],
    },
    ['write-api-services'],
  ),
  powerControl(
    {
      id: 'write-definitions',
      title: 'Accounts that can write custom resource definitions',
      severity: 'medium',
      rationale:
        'A definition sets the webhook that converts its objects between versions. Anyone who changes it can have every object of that kind sent to their own service and change it. A new definition can take a name that an operator waits for, and a loosened schema lets through input the operator never expected.',
      remediation: narrow(
        roleOf('apiextensions.k8s.io', '"customresourcedefinitions"', '"get", "list"').replace(
          'kind: Role',
          'kind: ClusterRole',
        ),
      ),
      references: [
        {
          title: 'Versions in CustomResourceDefinitions: webhook conversion',
          url: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#webhook-conversion',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1565'],
    },
    ['write-definitions'],
  ),
  powerControl(
    {
      id: 'write-trust-bundles',
      title: 'Accounts that can write ClusterTrustBundles',
      severity: 'high',
      rationale:
        'A ClusterTrustBundle tells workloads which certificate authorities to trust. Anyone who adds their own authority to one can impersonate any server that those workloads call, and read and change their TLS traffic.',
      remediation: fix(
        'Limit the permission to the signer that publishes the bundle.',
        'Remove create, update and patch on clustertrustbundles from every other role, and give the publisher the verb attest only for its own signer.',
        [0.5, 2, 8],
        'kind: ClusterRole\nrules:\n  - apiGroups: ["certificates.k8s.io"]\n    resources: ["clustertrustbundles"]\n    verbs: ["update"]\n    resourceNames: ["example.com:internal:v1"]\n',
      ),
      references: [
        {
          title: 'Cluster trust bundles',
          url: 'https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#cluster-trust-bundles',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['nsa-cisa:encrypt-traffic', 'owasp-k8s:K03', 'mitre-attack:T1557'],
    },
    ['write-trust-bundles'],
  ),
];
