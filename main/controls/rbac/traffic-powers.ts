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
        'Policies of the same pods add up, so one more that allows everything opens what all others close, and deleting one opens its pods as well. An attacker with this permission walks from a taken-over pod to any other in its scope, and opens the way out for stolen data.',
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
        'The selector of a Service, its Endpoints and its EndpointSlices decide which pods get its traffic. Whoever writes them puts a pod of their own behind a known name and reads logins and data. externalIPs draw the traffic for any address to it (CVE-2020-8554, which has no fix), and an EndpointSlice may name addresses that the writer itself may not reach.',
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
        'An APIService tells the API server to pass all requests for a group and version to a service of the cluster. Whoever writes one for a group in use receives what others send, answers with what they like, and sees who asks: controllers then act on forged objects.',
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
        'A definition names the webhook that converts its objects between versions: whoever changes it has every object of that kind sent to a service of theirs and changes it on the way. A new definition can also take the name that an operator waits for, and a loosened schema lets through what the operator never expected.',
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
        'Workloads mount a ClusterTrustBundle to know which authorities to trust. Whoever adds an authority of their own to one can pose as any server that those workloads call, and reads and changes what they send over TLS.',
      remediation: fix(
        'Leave the permission to the signer that publishes the bundle.',
        'Remove create, update and patch on clustertrustbundles from every other role, and give the publisher the verb attest for its own signer only.',
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
