/**
 * Which texts of an object are kept, by the name of the field that holds them. Everything else is replaced by what it
 * looks like. In kinds of Kubernetes itself these are the fields of its API but for free text; in custom resources only
 * references, places of images and pods, and what a control reads.
 */

/** How the text of a field is kept. `null`: it is not. */
export type Keeping =
  | 'identifier'
  | 'text'
  | 'address'
  | 'image'
  | 'path'
  | 'word'
  | 'label'
  | 'quantity'
  | null;

/** For a field of a built-in kind, or of a pod within any. */
export function keepingOf(field: string): Keeping {
  return BUILT_IN.get(field) ?? (/Time(?:stamp)?$/.test(field) ? 'word' : null);
}

/** For a field of a custom resource of `group`. */
export function customKeepingOf(group: string, field: string): Keeping {
  return (
    READ_BY_CONTROLS.get(group)?.get(field) ??
    READ_BY_CONTROLS.get(familyOf(group))?.get(field) ??
    GENERIC.get(field) ??
    (REFERENCE.test(field) ? 'identifier' : null)
  );
}

/** `constraints.gatekeeper.sh` and its like: a group for each. */
function familyOf(group: string): string {
  const dot = group.indexOf('.');
  return dot < 0 ? '' : `*${group.slice(dot)}`;
}

/** Fields of custom resources below which a pod stands, or a part of one, with the fields of a pod. */
export const POD_PARTS: ReadonlySet<string> = new Set([
  'containers',
  'initContainers',
  'ephemeralContainers',
  'container',
  'sidecars',
  'steps',
  'securityContext',
  'podSecurityContext',
  'containerSecurityContext',
  'volumes',
  'volumeMounts',
  'volumeClaimTemplates',
  'affinity',
  'tolerations',
  'topologySpreadConstraints',
  'imagePullSecrets',
  'podMetadata',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
]);

/** Maps whose keys are the cluster's own words, and how their values are kept. */
export const MAPS: ReadonlyMap<string, Keeping> = new Map<string, Keeping>([
  ...['labels', 'matchLabels', 'nodeSelector', 'selector', 'deprecatedTopology'].map(
    (name) => [name, 'label'] as const,
  ),
  ...[
    'limits',
    'requests',
    'capacity',
    'allocatable',
    'hard',
    'used',
    'overhead',
    'default',
    'defaultRequest',
    'max',
    'min',
    'maxLimitRequestRatio',
    'allocatedResources',
    'podFixed',
  ].map((name) => [name, 'quantity'] as const),
  ['allocatedResourceStatuses', 'word'],
]);

const entries = (keeping: Keeping, names: string): readonly (readonly [string, Keeping])[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, keeping] as const);

/** The text fields of Kubernetes' API that are no free text. Source: its OpenAPI document, versions 1.8 to 1.34. */
const BUILT_IN: ReadonlyMap<string, Keeping> = new Map<string, Keeping>([
  ...entries(
    'identifier',
    `$ref apiGroup apiGroups apiServerID apiVersion apiVersions attacher bindingConditions bindingFailureConditions
    bootID claimName clusterName component conditionType container containerID containerName controller counterSet
    currentRevision currentVolumeAttributesClassName datasetName datasetUUID datasource device deviceClassName
    diskName distinctAttribute driver driverName endpoints endpointsNamespace externalID extendedResourceName field
    fieldRef finalizers fsType generateName gmsaCredentialSpecName group groups groupVersion handler
    holderIdentity hostname hostnameOverride id imageRef ingressClassName initiatorName interfaceName
    key kind kubeletConfigKey labelSelectorPath leaseName listKind loadBalancerClass machineID managedBy manager
    matchAttribute matchLabelKeys metricName mismatchLabelKeys name namespace namespaces nodeID nodeName nodeUID
    nominatedNodeName pdID pdName persistentVolumeName plural podGroupName podGroupTemplateName podName podUID policyName
    pool poolName preferredHolder prefix priorityClassName protectionDomain providerID provisioner pvName
    reportingComponent reportingController reportingInstance requestName resource resourceClaimName
    resourceClaimTemplateName resourceID resourceName resourceNames resources resourceVersion revision role
    runAsUserName runtimeClassName schedulerName scopeName secretName secretNamespace service serviceAccount
    serviceAccountName serviceAccountUID serviceName servicePort shareID shareName shortNames signerName singular
    singularName specReplicasPath statusReplicasPath storageClassName storagePolicyID storagePolicyName storagePool
    subdomain subresource subresources system systemUUID targetContainerName targetVolumeAttributesClassName targetWWNs
    tenant topologyKey topologyKeys uid updateRevision user username volume volumeAttributesClassName volumeHandle
    volumeID volumeName volumeNamespace volumesInUse workloadName wwids iqn targetPortal portals monitors
    storageVersionHash topologyManagerPolicy categories allowedCSIDrivers allowedRuntimeClassNames
    defaultRuntimeClassName registry gmsaCredentialSpec users serviceAccountNames`,
  ),
  ...entries(
    'word',
    `accessModes action add capacity addressType admissionReviewVersions allocationMode allowedCapabilities
    allowedProcMountTypes appProtocol architecture audience audiences binaryVersion buildDate cachingMode
    commonEncodingVersion compiler completedIndexes completionMode concurrencyPolicy conversionReviewVersions
    decodableVersions declaredFeatures defaultAddCapabilities disruptionMode divisor dnsPolicy drop dryRun effect
    emulationMajor emulationMinor emulationVersion encodingVersion externalTrafficPolicy failed failedIndexes
    failurePolicy format fsGroupChangePolicy fsGroupPolicy gitCommit gitTreeState gitVersion goVersion health
    imagePullPolicy internalTrafficPolicy ipFamilies ipFamily ipFamilyPolicy ipMode keyType kernelVersion kubeletVersion
    kubeProxyVersion containerRuntimeVersion level major matchPolicy maxSurge maxUnavailable maximumVolumeSize medium
    minAvailable minCompatibilityMajor minCompatibilityMinor minor mode mountPropagation nodeAffinityPolicy
    nodeTaintsPolicy operatingSystem operation operations operator parameterNotFoundAction patchType pathType
    persistentVolumeReclaimPolicy phase platform podManagementPolicy podReplacementPolicy policy policyTypes port
    preemptionPolicy procMount propagationPolicy protocol pullPolicy qosClass ranges reason reclaimPolicy
    recursiveReadOnly reinvocationPolicy required requiredDropCapabilities resize restartPolicy rule schedule
    scheme scope scopes seLinuxChangePolicy seLinuxOptions selectPolicy servedVersions sessionAffinity sideEffects
    sizeLimit status stopSignal storageMode storedVersions strategy succeeded succeededIndexes
    supplementalGroupsPolicy sysctls targetPort terminationMessagePolicy tier timeZone trafficDistribution type
    unhealthyPodEvictionPolicy updateStrategy usages validationActions verb verbs version versions volumes volumeBindingMode
    volumeLifecycleModes volumeMode whenDeleted whenScaled whenUnsatisfiable allowedUnsafeSysctls forbiddenSysctls
    averageValue tolerance zone zones quantity min max allowedTopologies startTime completionTime renewTime acquireTime
    lastSeen firstSeen expirationTimestamp creationTimestamp deletionTimestamp time count values
    x-kubernetes-list-map-keys x-kubernetes-list-type x-kubernetes-map-type dataSourceRef defaultMode
    pathPrefix volumesAllowed`,
  ),
  ...entries('text', 'osImage searches'),
  ...entries(
    'address',
    `address addresses cidr cidrs clientCIDR clusterIP clusterIPs diskURI except externalIPs externalName gateway
    hardwareAddress host hostIP hostnames hosts hostIPs ip ips loadBalancerIP loadBalancerSourceRanges nameservers
    nonResourceURLs podCIDR podCIDRs podIP podIPs repository server serverAddress`,
  ),
  ...entries('image', 'image imageID names reference'),
  ...entries(
    'path',
    `certificateChainPath credentialBundlePath devicePath directory fieldPath keyPath keyring localhostProfile mountPath
    path secretFile subPath subPathExpr terminationMessagePath volumePath workingDir`,
  ),
]);

/** Names that point at another object, whatever the kind. */
const REFERENCE =
  /^(?:name|namespace|kind|apiVersion|apiGroup|uid)$|(?:Name|Namespace|Names|Kind|ApiVersion|ClassName|ConfigMapRef|AccountName)$/;

/** Fields of custom resources with one meaning everywhere. */
const GENERIC: ReadonlyMap<string, Keeping> = new Map<string, Keeping>([
  ...entries('identifier', 'namespaces resourceVersion ownerReferences finalizers'),
  ...entries('word', 'operator protocol phase status creationTimestamp lastTransitionTime'),
  ...entries('image', 'image imageID'),
]);

/** What controls read of custom resources, by group. `*.suffix` stands for every group that ends so. */
const READ_BY_CONTROLS: ReadonlyMap<string, ReadonlyMap<string, Keeping>> = new Map(
  (
    [
      [
        ['gateway.networking.k8s.io'],
        [
          ...entries('address', 'hostname hostnames'),
          ...entries('word', 'type from sectionName mode'),
          ...entries('identifier', 'group'),
        ],
      ],
      [
        ['policy.networking.k8s.io'],
        [
          ...entries('word', 'action tier'),
          ...entries('identifier', 'namedPort destinationNamedPort sameLabels notSameLabels'),
          ...entries('address', 'networks domainNames'),
        ],
      ],
      [
        ['networking.istio.io', 'security.istio.io', 'telemetry.istio.io'],
        [
          ...entries('address', 'host hosts'),
          ...entries('word', 'mode action'),
          ...entries('identifier', 'gateways'),
        ],
      ],
      [
        ['route.openshift.io'],
        [
          ...entries('address', 'host'),
          ...entries('word', 'termination insecureEdgeTerminationPolicy targetPort wildcardPolicy'),
        ],
      ],
      [['config.openshift.io'], [...entries('word', 'type platform'), ...entries('identifier', 'region')]],
      [
        ['kyverno.io', 'policies.kyverno.io', 'wgpolicyk8s.io'],
        entries('word', 'validationFailureAction failureAction action validationActions background'),
      ],
      [['constraints.gatekeeper.sh'], entries('word', 'enforcementAction action')],
      [['policies.kubewarden.io', 'policy.sigstore.dev'], entries('word', 'mode')],
      [['argoproj.io'], [...entries('address', 'server')]],
      [
        ['aquasecurity.github.io'],
        [...entries('word', 'digest tag severity'), ...entries('image', 'repository')],
      ],
      // Who is in a group, and which identity of AWS becomes whom.
      [['user.openshift.io'], entries('text', 'users groups')],
      [
        ['iamauthenticator.k8s.aws'],
        [...entries('text', 'arn username'), ...entries('identifier', 'groups')],
      ],
      [['security.openshift.io'], entries('word', 'type users groups allowedCapabilities volumes')],
      [
        ['cilium.io', 'crd.antrea.io', 'projectcalico.org', 'crd.projectcalico.org'],
        entries('word', 'action tier'),
      ],
    ] as const
  ).flatMap(([groups, fields]) => groups.map((group) => [group, new Map<string, Keeping>(fields)] as const)),
);
