/** References that lead nowhere: selectors, targets of autoscalers, service accounts. */

import { lateLabel, selectsPods } from '../../cluster/pod-labels.ts';
import { type PodsLater, podsLater } from '../../cluster/pods-later.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { type KubernetesObject, refOf, type SnapshotIndex, type Workload } from '../../snapshot/index.ts';
import { at, fields, has, list, str } from '../../snapshot/read.ts';
import { matchesMap, matchesSelector, selectsEverything } from '../../snapshot/selector.ts';
import { type Control, type Draft, defineControl, fail, fix, pass, seen, unknown } from '../define.ts';
import { DISRUPTIONS, kubernetesDocs } from '../docs.ts';
import { workloadControl } from '../pod/workload-control.ts';

const AUTOSCALERS = 'autoscaling/horizontalpodautoscalers';
const BUDGETS = 'policy/poddisruptionbudgets';
/** Kinds that an autoscaler can scale without a custom resource. */
const SCALABLE: Readonly<Record<string, string>> = {
  Deployment: 'apps/deployments',
  StatefulSet: 'apps/statefulsets',
  ReplicaSet: 'apps/replicasets',
  ReplicationController: '/replicationcontrollers',
};

export const referenceControls: readonly Control[] = [
  defineControl({
    id: 'availability/autoscaler-without-target',
    title: 'Autoscaler that cannot scale',
    severity: 'low',
    rationale:
      'An autoscaler does nothing if its target is missing or its containers lack the requests it calculates with. Under a load peak or a denial-of-service attack, the application then runs with as many pods as on a quiet day.',
    remediation: fix(
      'Fix the target, or delete the autoscaler.',
      'Compare the name and kind in scaleTargetRef with the workloads in the namespace. For a target in percent, set the requests that the percentage refers to.',
      [0.5, 1, 2],
      'spec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n',
    ),
    references: [
      kubernetesDocs('Horizontal pod autoscaling', 'tasks/run-application/horizontal-pod-autoscale/'),
    ],
    mappings: ['mitre-attack:T1499', 'nsa-cisa:resource-policies'],
    questions: ['size.autoscaling'],
    judges: [AUTOSCALERS],
    needs: ['apps/deployments', 'apps/statefulsets', 'apps/replicasets', '/limitranges'],
    *evaluate({ index }) {
      for (const scaler of index.all(AUTOSCALERS)) yield judgeScaler(index, scaler);
    },
  }),
  defineControl({
    id: 'availability/selector-mismatch',
    title: 'Selector that matches no pod',
    severity: 'low',
    rationale:
      'A Service that selects no pod has no endpoints, and a budget that selects none protects none, although both look effective. Anyone who may create pods in the namespace can add the missing labels to their own pod and receive the traffic.',
    remediation: fix(
      'Correct the selector, or delete the unused object.',
      'Compare the selector with the labels of the pods. Delete what is no longer used.',
      [0.5, 1, 2],
      'spec:\n  selector: {app: web}\n',
    ),
    references: [
      kubernetesDocs('Service', 'concepts/services-networking/service/'),
      kubernetesDocs('Labels and selectors', 'concepts/overview/working-with-objects/labels/'),
      DISRUPTIONS,
    ],
    mappings: ['mitre-attack:T1499', 'mitre-attack:T1557'],
    questions: ['detection.everything-owned'],
    judges: ['/services', BUDGETS, 'apps/deployments', 'apps/statefulsets', 'apps/daemonsets'],
    needs: WORKLOAD_KINDS,
    *evaluate({ index, grants, isSystemNamespace }) {
      const surroundings = { index, isSystemNamespace, later: podsLater({ index, grants }) };
      for (const workload of index.workloads) yield* judgeOwnSelector(workload);
      for (const service of index.all('/services')) {
        const selector = at(service, 'spec', 'selector');
        if (fields(selector).length === 0 || str(service, 'spec', 'type') === 'ExternalName') continue;
        yield judgeSelector(surroundings, service, 'spec.selector', selector, (labels) =>
          matchesMap(selector, labels),
        );
      }
      for (const budget of index.all(BUDGETS)) {
        const selector = at(budget, 'spec', 'selector');
        if (!has(budget, 'spec', 'selector') || selectsEverything(selector)) continue;
        yield judgeSelector(surroundings, budget, 'spec.selector', selector, (labels) =>
          matchesSelector(selector, labels),
        );
      }
    },
  }),
  workloadControl({
    id: 'availability/missing-account',
    title: 'Service account that does not exist',
    severity: 'medium',
    rationale:
      'No new pod can start while its account is missing: the workload runs until its next restart and then stays down. Anyone who may create service accounts in the namespace controls which account it then runs as.',
    remediation: fix(
      'Create the account, or reference one that exists.',
      'Check whether the account was deleted or renamed, and restore it with only the permissions it needs.',
      [0.5, 1, 2],
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\nautomountServiceAccountToken: false\n',
    ),
    references: [
      kubernetesDocs(
        'Configure service accounts for pods',
        'tasks/configure-pod-container/configure-service-account/',
      ),
    ],
    mappings: ['mitre-attack:T1499', 'nsa-cisa:service-account-token'],
    questions: ['deployment.rebuild-hours'],
    needs: ['/serviceaccounts'],
    passes: 'The account exists, or is the default account of the namespace.',
    check: (workload, { index }) =>
      workload.isStatic ||
      workload.serviceAccount === 'default' ||
      index.get('/serviceaccounts', workload.namespace, workload.serviceAccount) !== null
        ? null
        : {
            path: `${workload.specPath}.serviceAccountName`,
            value: workload.serviceAccount,
            message: `${workload.kind} ${workload.name} runs as ${workload.serviceAccount}, which does not exist in ${workload.namespace}.`,
          },
  }),
];

function judgeScaler(index: SnapshotIndex, scaler: KubernetesObject): Draft {
  const ref = refOf(scaler);
  const kind = str(scaler, 'spec', 'scaleTargetRef', 'kind') ?? '';
  const name = str(scaler, 'spec', 'scaleTargetRef', 'name') ?? '';
  const key = SCALABLE[kind];
  if (key === undefined)
    return unknown(
      'not-collected',
      `Autoscaler ${ref.name} scales ${kind} ${name}; Drydock does not judge whether objects of this kind can be scaled.`,
      ref,
    );
  if (index.get(key, ref.namespace, name) === null)
    return fail(ref, `Autoscaler ${ref.name} scales ${kind} ${name}, which does not exist.`, {
      path: 'spec.scaleTargetRef.name',
      value: name,
    });
  const percent = percentOf(scaler);
  const bare =
    percent === null
      ? undefined
      : index
          .workloadsNear(scaler, ref.namespace ?? 'default')
          .filter((one) => one.kind === kind && one.name === name)
          .map((one) => withoutRequest(one, index, percent.resource))
          .find((one) => one !== undefined);
  return percent === null || bare === undefined
    ? seen(ref, 'Its target exists.')
    : fail(
        ref,
        `Autoscaler ${ref.name} uses a percentage of the ${percent.resource} request, but container "${bare}" of ${kind} ${name} sets none.`,
        { path: percent.path, value: percent.resource },
      );
}

/** The first metric in percent of a request. */
function percentOf(scaler: KubernetesObject): { readonly resource: string; readonly path: string } | null {
  if (has(scaler, 'spec', 'targetCPUUtilizationPercentage'))
    return { resource: 'cpu', path: 'spec.targetCPUUtilizationPercentage' };
  const metrics = list(scaler, 'spec', 'metrics');
  const i = metrics.findIndex((one) => str(one, 'resource', 'target', 'type') === 'Utilization');
  return i < 0
    ? null
    : { resource: str(metrics[i], 'resource', 'name') ?? 'cpu', path: `spec.metrics[${i}].resource.name` };
}

/** A live pod shows what defaults have added; without one the template does, unless the namespace has defaults. */
function withoutRequest(workload: Workload, index: SnapshotIndex, resource: string): string | undefined {
  if (index.inNamespace('/limitranges', workload.namespace).length > 0) return undefined;
  return workload.containers.find(
    ({ raw, role }) =>
      role === 'container' &&
      !has(raw, 'resources', 'requests', resource) &&
      !has(raw, 'resources', 'limits', resource) &&
      !has(workload.podSpec, 'resources', 'requests', resource),
  )?.name;
}

/** The server refuses such a workload, so that only files hold one. */
function* judgeOwnSelector({ object, kind, podLabels, ref }: Workload): Iterable<Draft> {
  const selector = at(object, 'spec', 'selector');
  if (!['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].includes(kind) || selector === undefined)
    return;
  if (!matchesSelector(selector, podLabels))
    yield fail(ref, `The selector of ${kind} ${ref.name} does not match the labels of its own pods.`, {
      path: 'spec.selector',
      value: selector,
      certain: true,
    });
}

interface Surroundings {
  readonly index: SnapshotIndex;
  readonly isSystemNamespace: (name: string) => boolean;
  readonly later: PodsLater;
}

function judgeSelector(
  { index, isSystemNamespace, later }: Surroundings,
  object: KubernetesObject,
  path: string,
  selector: unknown,
  matches: (labels: ReadonlyMap<string, string>) => boolean,
): Draft {
  const ref = refOf(object);
  const namespace = ref.namespace ?? 'default';
  if (index.workloadsNear(object, namespace).some((workload) => selectsPods(workload, selector, matches)))
    return seen(ref, 'Selects pods.');
  // Providers put Services in front of what they run outside of the cluster.
  if (isSystemNamespace(namespace)) return pass(ref, 'Part of the platform.');
  const late = lateLabel(index, selector) ?? later(namespace);
  if (late !== null) return unknown('not-in-manifests', late, ref);
  return fail(ref, `${ref.kind} ${ref.name} selects no pod in namespace ${namespace}.`, {
    path,
    value: selector,
  });
}
