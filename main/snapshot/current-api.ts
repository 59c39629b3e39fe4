/**
 * Old API groups as what they became. An object keeps the `apiVersion` that it was written with, so that evidence names
 * it as it stands and `version/removed-api` can tell; its group, its resource key and the shape of its fields are those
 * of today. Source: the deprecated API migration guide of kubernetes.io, and the conversions and defaults in pkg/apis of
 * the last Kubernetes that served each version.
 */

import { pluralOf } from '../../shared/plural.ts';
import type { KubernetesObject } from './model.ts';
import { at, has, isObject, list, str } from './read.ts';

/** The group that the kind of an object is in today: that of `extensions/v1beta1` DaemonSet is `apps`. */
export function currentGroup(apiVersion: string, kind: string): string {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  if (group === 'extensions') return OF_EXTENSIONS.get(kind) ?? group;
  if (group === '' || group === 'authorization.openshift.io') return OF_OPENSHIFT.get(kind) ?? group;
  return group;
}

/** The resource key under which an object is listed today. */
export function currentKey(key: string, apiVersion: string, kind: string): string {
  const slash = key.indexOf('/');
  const group = key.slice(0, slash);
  const today = currentGroup(apiVersion, kind);
  return today === group ? key : `${today}/${pluralOf(kind)}`;
}

/** Of a key alone: what a list of `extensions/daemonsets` speaks for. */
export function currentKeyOf(key: string): string {
  const [group = '', resource = ''] = key.split('/');
  if (group !== 'extensions') return key;
  for (const [kind, today] of OF_EXTENSIONS) if (pluralOf(kind) === resource) return `${today}/${resource}`;
  return key;
}

/** The object with fields of today's shape and the defaults of the version it was written in; itself when none differ. */
export function currentShape(object: KubernetesObject): KubernetesObject {
  const change = SHAPES.get(`${object.apiVersion}/${object.kind}`);
  return change === undefined ? object : change(object);
}

const OF_EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['Deployment', 'apps'],
  ['DaemonSet', 'apps'],
  ['ReplicaSet', 'apps'],
  ['Ingress', 'networking.k8s.io'],
  ['NetworkPolicy', 'networking.k8s.io'],
  ['PodSecurityPolicy', 'policy'],
  ['Job', 'batch'],
  ['HorizontalPodAutoscaler', 'autoscaling'],
]);

/** OpenShift 3 served its own kinds as `v1`; its roles are kept as those of Kubernetes. */
const OF_OPENSHIFT: ReadonlyMap<string, string> = new Map([
  ['DeploymentConfig', 'apps.openshift.io'],
  ['Route', 'route.openshift.io'],
  ['BuildConfig', 'build.openshift.io'],
  ['Build', 'build.openshift.io'],
  ['ImageStream', 'image.openshift.io'],
  ['Template', 'template.openshift.io'],
  ['SecurityContextConstraints', 'security.openshift.io'],
  ['Project', 'project.openshift.io'],
  ['OAuthClient', 'oauth.openshift.io'],
  ['Role', 'rbac.authorization.k8s.io'],
  ['RoleBinding', 'rbac.authorization.k8s.io'],
  ['ClusterRole', 'rbac.authorization.k8s.io'],
  ['ClusterRoleBinding', 'rbac.authorization.k8s.io'],
]);

type Change = (object: KubernetesObject) => KubernetesObject;

const onDelete: Change = (object) =>
  has(object, 'spec', 'updateStrategy', 'type')
    ? object
    : within(object, 'spec', (spec) => ({ ...spec, updateStrategy: { type: 'OnDelete' } }));

/** `serviceName` and `servicePort` of a backend, `backend` of the whole Ingress. */
const ingress: Change = (object) =>
  within(object, 'spec', ({ backend: whole, ...spec }) => ({
    ...spec,
    ...(whole === undefined ? {} : { defaultBackend: backend(whole) }),
    ...(Array.isArray(at(spec, 'rules')) ? { rules: list(spec, 'rules').map(ingressRule) } : {}),
  }));

function ingressRule(rule: unknown): unknown {
  const http = at(rule, 'http');
  if (!isObject(rule) || !isObject(http)) return rule;
  const paths = list(http, 'paths').map((path) =>
    isObject(path) ? { ...path, backend: backend(at(path, 'backend')) } : path,
  );
  return { ...rule, http: { ...http, paths } };
}

function backend(value: unknown): unknown {
  const name = str(value, 'serviceName');
  if (!isObject(value) || name === undefined) return value;
  const { serviceName: _name, servicePort: port, ...rest } = value as Readonly<Record<string, unknown>>;
  const service =
    typeof port === 'number'
      ? { name, port: { number: port } }
      : typeof port === 'string'
        ? { name, port: { name: port } }
        : { name };
  return { ...rest, service };
}

/** Before `policy/v1` an empty selector selected no pod. */
const budget: Change = (object) => {
  const selector = at(object, 'spec', 'selector');
  const selects = has(selector, 'matchLabels') || list(selector, 'matchExpressions').length > 0;
  if (selector === undefined || selects) return object;
  return within(object, 'spec', ({ selector: _empty, ...spec }) => spec);
};

/** `targetAverageUtilization` of a metric. */
const autoscaler: Change = (object) =>
  Array.isArray(at(object, 'spec', 'metrics'))
    ? within(object, 'spec', (spec) => ({ ...spec, metrics: list(spec, 'metrics').map(metric) }))
    : object;

function metric(value: unknown): unknown {
  const resource = at(value, 'resource');
  const percent = at(resource, 'targetAverageUtilization');
  const amount = at(resource, 'targetAverageValue');
  if (!isObject(value) || !isObject(resource) || (percent ?? amount) === undefined) return value;
  const target =
    percent === undefined
      ? { type: 'AverageValue', averageValue: amount }
      : { type: 'Utilization', averageUtilization: percent };
  return { ...value, resource: { ...resource, target } };
}

/** In `v1alpha1` a user called `*` was everybody who signed in. */
const binding: Change = (object) =>
  Array.isArray(object['subjects'])
    ? {
        ...object,
        subjects: list(object, 'subjects').map((subject) =>
          isObject(subject) && str(subject, 'kind') === 'User' && str(subject, 'name') === '*'
            ? { ...subject, kind: 'Group', name: 'system:authenticated' }
            : subject,
        ),
      }
    : object;

/** Roles of OpenShift 3 leave the group of the core kinds out, and say of bindings neither kind nor group of the role. */
const openshiftRole: Change = (object) =>
  Array.isArray(object['rules'])
    ? {
        ...object,
        rules: list(object, 'rules').map((rule) =>
          isObject(rule) && list(rule, 'apiGroups').length === 0 && list(rule, 'resources').length > 0
            ? { ...rule, apiGroups: [''] }
            : rule,
        ),
      }
    : object;

const openshiftBinding: Change = (object) => {
  const name = str(object, 'roleRef', 'name');
  const inNamespace = str(object, 'roleRef', 'namespace') !== undefined;
  const subjects = list(object, 'subjects').map((subject) => {
    const kind = OPENSHIFT_SUBJECTS.get(str(subject, 'kind') ?? '');
    return isObject(subject) && kind !== undefined ? { ...subject, kind } : subject;
  });
  return {
    ...object,
    subjects,
    ...(name === undefined || has(object, 'roleRef', 'kind')
      ? {}
      : { roleRef: { kind: inNamespace ? 'Role' : 'ClusterRole', name } }),
  };
};

const OPENSHIFT_SUBJECTS: ReadonlyMap<string, string> = new Map([
  ['SystemUser', 'User'],
  ['SystemGroup', 'Group'],
]);

const SHAPES: ReadonlyMap<string, Change> = new Map([
  ['extensions/v1beta1/DaemonSet', onDelete],
  ['apps/v1beta1/StatefulSet', onDelete],
  ['extensions/v1beta1/Ingress', ingress],
  ['networking.k8s.io/v1beta1/Ingress', ingress],
  ['policy/v1beta1/PodDisruptionBudget', budget],
  ['autoscaling/v2beta1/HorizontalPodAutoscaler', autoscaler],
  ['rbac.authorization.k8s.io/v1alpha1/RoleBinding', binding],
  ['rbac.authorization.k8s.io/v1alpha1/ClusterRoleBinding', binding],
  ...['v1', 'authorization.openshift.io/v1'].flatMap((version): [string, Change][] => [
    [`${version}/Role`, openshiftRole],
    [`${version}/ClusterRole`, openshiftRole],
    [`${version}/RoleBinding`, openshiftBinding],
    [`${version}/ClusterRoleBinding`, openshiftBinding],
  ]),
]);

function within(
  object: KubernetesObject,
  field: string,
  change: (value: Readonly<Record<string, unknown>>) => object,
): KubernetesObject {
  const value = object[field];
  return isObject(value)
    ? { ...object, [field]: change(value as Readonly<Record<string, unknown>>) }
    : object;
}
