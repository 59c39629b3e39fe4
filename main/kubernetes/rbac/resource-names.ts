/** What a person means by a resource on the command line, as kubectl would read it, and what it could not know. */
import type { SnapshotManifest } from '../../../shared/evidence.ts';

export interface NamedResource {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  /** null when no such kind is known. */
  readonly namespaced: boolean | null;
}

/**
 * Reads `RESOURCE[.GROUP][/SUBRESOURCE]`: a plural, a singular or a short name. A group that is given is taken as it is.
 * Without one, a built-in kind is found first (`events` are those of the core group, `deployments` those of apps), then
 * a kind that the snapshot's server has; what nobody knows is asked of the core group, as kubectl does.
 */
export function readResource(
  text: string,
  group: string | undefined,
  kinds: SnapshotManifest['kinds'],
): NamedResource {
  const slash = text.indexOf('/');
  const what = slash < 0 ? text : text.slice(0, slash);
  const subresource = slash < 0 ? '' : text.slice(slash + 1);
  const known: readonly Known[] = [
    ...BUILT_IN,
    ...kinds.map(({ resource: one }) => ({
      group: one.group,
      resource: one.resource,
      namespaced: one.namespaced,
      names: [one.kind.toLowerCase()],
    })),
  ];
  if (group !== undefined) {
    const found = known.find((one) => one.group === group && one.resource === what);
    return { group, resource: what, subresource, namespaced: found?.namespaced ?? null };
  }
  const named = (name: string, ofGroup: string | null): Known | undefined =>
    known.find(
      (one) =>
        (one.resource === name || one.names.includes(name)) && (ofGroup === null || one.group === ofGroup),
    );
  const lower = what.toLowerCase();
  const dot = lower.indexOf('.');
  const found =
    named(lower, null) ?? (dot < 0 ? undefined : named(lower.slice(0, dot), lower.slice(dot + 1)));
  if (found !== undefined)
    return { group: found.group, resource: found.resource, subresource, namespaced: found.namespaced };
  return dot < 0
    ? { group: '', resource: what, subresource, namespaced: null }
    : { group: lower.slice(dot + 1), resource: lower.slice(0, dot), subresource, namespaced: null };
}

interface Known {
  readonly group: string;
  readonly resource: string;
  readonly namespaced: boolean;
  readonly names: readonly string[];
}

/** `RESOURCE:singular,short…`, with a star before what has no namespace. */
const TABLE: readonly (readonly [group: string, resources: string])[] = [
  [
    '',
    'pods:pod,po services:service,svc secrets:secret configmaps:configmap,cm serviceaccounts:serviceaccount,sa endpoints:ep events:event,ev limitranges:limitrange,limits persistentvolumeclaims:persistentvolumeclaim,pvc podtemplates:podtemplate replicationcontrollers:replicationcontroller,rc resourcequotas:resourcequota,quota bindings:binding *nodes:node,no *namespaces:namespace,ns *persistentvolumes:persistentvolume,pv *componentstatuses:componentstatus,cs *users:user *groups:group',
  ],
  [
    'apps',
    'deployments:deployment,deploy daemonsets:daemonset,ds statefulsets:statefulset,sts replicasets:replicaset,rs controllerrevisions:controllerrevision',
  ],
  ['batch', 'jobs:job cronjobs:cronjob,cj'],
  ['autoscaling', 'horizontalpodautoscalers:horizontalpodautoscaler,hpa'],
  ['policy', 'poddisruptionbudgets:poddisruptionbudget,pdb *podsecuritypolicies:podsecuritypolicy,psp'],
  [
    'networking.k8s.io',
    'ingresses:ingress,ing networkpolicies:networkpolicy,netpol *ingressclasses:ingressclass *ipaddresses:ipaddress,ip *servicecidrs:servicecidr',
  ],
  [
    'rbac.authorization.k8s.io',
    'roles:role rolebindings:rolebinding *clusterroles:clusterrole *clusterrolebindings:clusterrolebinding',
  ],
  [
    'admissionregistration.k8s.io',
    '*mutatingwebhookconfigurations:mutatingwebhookconfiguration *validatingwebhookconfigurations:validatingwebhookconfiguration *validatingadmissionpolicies:validatingadmissionpolicy *validatingadmissionpolicybindings:validatingadmissionpolicybinding *mutatingadmissionpolicies:mutatingadmissionpolicy *mutatingadmissionpolicybindings:mutatingadmissionpolicybinding',
  ],
  ['apiextensions.k8s.io', '*customresourcedefinitions:customresourcedefinition,crd,crds'],
  ['apiregistration.k8s.io', '*apiservices:apiservice'],
  [
    'certificates.k8s.io',
    '*certificatesigningrequests:certificatesigningrequest,csr *clustertrustbundles:clustertrustbundle podcertificaterequests:podcertificaterequest *signers:signer',
  ],
  ['coordination.k8s.io', 'leases:lease leasecandidates:leasecandidate'],
  ['discovery.k8s.io', 'endpointslices:endpointslice'],
  [
    'flowcontrol.apiserver.k8s.io',
    '*flowschemas:flowschema *prioritylevelconfigurations:prioritylevelconfiguration',
  ],
  ['node.k8s.io', '*runtimeclasses:runtimeclass'],
  ['scheduling.k8s.io', '*priorityclasses:priorityclass,pc'],
  [
    'storage.k8s.io',
    '*storageclasses:storageclass,sc *csidrivers:csidriver *csinodes:csinode csistoragecapacities:csistoragecapacity *volumeattachments:volumeattachment *volumeattributesclasses:volumeattributesclass,vac',
  ],
  [
    'resource.k8s.io',
    'resourceclaims:resourceclaim resourceclaimtemplates:resourceclaimtemplate *resourceslices:resourceslice *deviceclasses:deviceclass',
  ],
  [
    'authentication.k8s.io',
    '*tokenreviews:tokenreview *selfsubjectreviews:selfsubjectreview *userextras *uids',
  ],
  [
    'authorization.k8s.io',
    '*subjectaccessreviews:subjectaccessreview localsubjectaccessreviews:localsubjectaccessreview *selfsubjectaccessreviews:selfsubjectaccessreview *selfsubjectrulesreviews:selfsubjectrulesreview',
  ],
  // Last: `events` alone are those of the core group.
  ['events.k8s.io', 'events:event'],
];

const BUILT_IN: readonly Known[] = TABLE.flatMap(([group, resources]) =>
  resources.split(' ').map((entry) => {
    const [marked = '', names = ''] = entry.split(':');
    const clusterWide = marked.startsWith('*');
    return {
      group,
      resource: clusterWide ? marked.slice(1) : marked,
      namespaced: !clusterWide,
      names: names === '' ? [] : names.split(','),
    };
  }),
);
