/**
 * What a set of files says of what it does not hold. The one rule, for every control that judges an absence: what the
 * files do not hold is not there, unless something in them could bring it. A Helm release, an application of Argo CD or a
 * subscription of an operator may bring anything, in its own namespace or everywhere; an object whose operator makes pods
 * brings those, and what belongs to them, in its namespace; a document that was not read may hold anything. Then the
 * absence is not known.
 */

import type { ObjectRef, SnapshotManifest } from '../../shared/evidence.ts';
import { count, number } from '../../shared/in-words.ts';
import { currentGroup } from './current-api.ts';
import type { KubernetesObject } from './model.ts';
import { at, list, str } from './read.ts';
import { type PodMaker, refOf } from './workloads.ts';

/** Why more may be there than the files hold. */
export interface Outside {
  /** Where; empty for everywhere. */
  readonly namespaces: readonly string[];
  /** One sentence for people. */
  readonly message: string;
  /** Only what operators make of objects in the files. */
  readonly onlyMade: boolean;
}

/** Answers for a resource key, or `group/*`; null where the files are complete. */
export function coverageOf(
  objects: readonly KubernetesObject[],
  makers: readonly PodMaker[],
  manifest: SnapshotManifest,
): (key: string) => Outside | null {
  const bringers = objects.flatMap((object) => {
    const namespaces = broughtIn(object);
    return namespaces === undefined ? [] : [{ ref: refOf(object), namespaces }];
  });
  const unread = unreadIn(manifest);
  const made = makers.map(({ ref, namespace }) => ({ ref, namespaces: [namespace] }));
  const anything = outside(bringers, unread, false);
  const withMade = outside([...bringers, ...made], unread, bringers.length === 0 && unread === null);
  return (key) => {
    const found = MADE_BY_OPERATORS.has(key) ? withMade : anything;
    return found === null || !isOfCluster(key) ? found : { ...found, namespaces: [] };
  };
}

interface Source {
  readonly ref: ObjectRef;
  /** null: anywhere. */
  readonly namespaces: readonly string[] | null;
}

function outside(sources: readonly Source[], unread: string | null, onlyMade: boolean): Outside | null {
  const [first] = sources;
  if (first === undefined) return unread === null ? null : { namespaces: [], message: unread, onlyMade };
  const everywhere = unread !== null || sources.some(({ namespaces }) => namespaces === null);
  const { kind, namespace, name } = first.ref;
  const named = `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`;
  const message =
    sources.length === 1
      ? `${named} may create objects that the files do not contain.`
      : `${named} and ${number(sources.length - 1)} more may create objects that the files do not contain.`;
  return {
    namespaces: everywhere ? [] : [...new Set(sources.flatMap(({ namespaces }) => namespaces ?? []))].sort(),
    message: unread === null ? message : `${message} ${unread}`,
    onlyMade,
  };
}

/** Files of other tools hold no objects; everything else that was not read may. */
function unreadIn(manifest: SnapshotManifest): string | null {
  const unread = list(manifest, 'unread').filter((one) => str(one, 'what') !== 'other').length;
  return unread === 0
    ? null
    : `${count(unread, 'document in the files was', 'documents in the files were')} not read and may contain more.`;
}

/** Where an object brings others; null for anywhere, undefined for what brings nothing. */
function broughtIn(object: KubernetesObject): readonly string[] | null | undefined {
  const group = currentGroup(object.apiVersion, object.kind);
  const own = str(object, 'metadata', 'namespace') ?? 'default';
  if (RELEASES.has(`${group}/${object.kind}`)) return [str(object, 'spec', 'targetNamespace') ?? own];
  if (group === 'argoproj.io' && object.kind === 'Application') {
    const sources = [at(object, 'spec', 'source'), ...list(object, 'spec', 'sources')];
    const target = str(object, 'spec', 'destination', 'namespace');
    // A chart puts its objects into the namespace of its destination; a folder of manifests into any.
    return target !== undefined && sources.some((source) => str(source, 'chart') !== undefined)
      ? [target]
      : null;
  }
  if (BRINGERS.get(group)?.test(object.kind) === true) return null;
  return group.includes('.') && /^(Helm(Release|Chart)|Kustomization|Terraform\w*)$/.test(object.kind)
    ? null
    : undefined;
}

/** Charts with the namespace that they go to. */
const RELEASES: ReadonlySet<string> = new Set([
  'helm.toolkit.fluxcd.io/HelmRelease',
  'helm.fluxcd.io/HelmRelease',
  'flux.weave.works/HelmRelease',
  'helm.cattle.io/HelmChart',
]);

const BRINGERS: ReadonlyMap<string, RegExp> = new Map([
  ['argoproj.io', /^ApplicationSet$/],
  ['kustomize.toolkit.fluxcd.io', /./],
  ['source.toolkit.fluxcd.io', /./],
  ['infra.contrib.fluxcd.io', /./],
  ['fluxcd.controlplane.io', /^(FluxInstance|ResourceSet)$/],
  ['fleet.cattle.io', /^(GitRepo|Bundle|HelmOp)$/],
  ['catalog.cattle.io', /^(App|ClusterRepo)$/],
  ['project.cattle.io', /^App$/],
  ['operators.coreos.com', /^(Subscription|ClusterServiceVersion|CatalogSource|InstallPlan)$/],
  ['olm.operatorframework.io', /./],
  ['app.terraform.io', /./],
  ['tf.upbound.io', /./],
  ['pulumi.com', /./],
  ['pkg.crossplane.io', /^(Provider|Configuration|Function)$/],
  ['apiextensions.crossplane.io', /^Composition$/],
  ['helm.crossplane.io', /^Release$/],
  ['kubernetes.crossplane.io', /^Object$/],
  ['addons.cluster.x-k8s.io', /^(ClusterResourceSet|HelmChartProxy)$/],
  ['apps.open-cluster-management.io', /^Subscription$/],
  ['work.open-cluster-management.io', /^ManifestWork$/],
  ['configsync.gke.io', /^(RootSync|RepoSync)$/],
  ['configmanagement.gke.io', /./],
  ['kappctrl.k14s.io', /^App$/],
  ['packaging.carvel.dev', /^PackageInstall$/],
  ['helm.k0sproject.io', /^Chart$/],
  ['kro.run', /./],
  ['template.openshift.io', /^TemplateInstance$/],
  ['app.kubermatic.k8c.io', /^Application/],
  ['apps.kubermatic.k8c.io', /^Application/],
  ['core.oam.dev', /^Application$/],
]);

/** Keys of the kinds that hold pods or pod templates. */
export const WORKLOAD_KINDS: readonly string[] = [
  '/pods',
  '/replicationcontrollers',
  'apps/deployments',
  'apps/daemonsets',
  'apps/statefulsets',
  'apps/replicasets',
  'batch/jobs',
  'batch/cronjobs',
];

/** What operators make of their own objects, in the same namespace. */
const MADE_BY_OPERATORS: ReadonlySet<string> = new Set([
  ...WORKLOAD_KINDS,
  '/services',
  '/serviceaccounts',
  '/secrets',
  '/configmaps',
  '/persistentvolumeclaims',
  'rbac.authorization.k8s.io/roles',
  'rbac.authorization.k8s.io/rolebindings',
  'policy/poddisruptionbudgets',
  'networking.k8s.io/networkpolicies',
]);

/** Kinds of no namespace: where something goes does not limit them. */
const isOfCluster = (key: string): boolean =>
  /\/(namespaces|nodes|persistentvolumes|cluster\w+|\w*webhookconfigurations|\w*admissionpolic(y|ies)\w*|runtimeclasses|storageclasses|ingressclasses|priorityclasses|customresourcedefinitions|apiservices|podsecuritypolicies|\w*adminnetworkpolicies|securitycontextconstraints|\*)$/.test(
    key,
  );

/** Keys of the kinds that grant permissions. */
export const RBAC_KINDS: readonly string[] = [
  'rbac.authorization.k8s.io/clusterroles',
  'rbac.authorization.k8s.io/clusterrolebindings',
  'rbac.authorization.k8s.io/roles',
  'rbac.authorization.k8s.io/rolebindings',
];
