/** Pods that are written as steps: Task, TaskRun and Pipeline of Tekton, and build strategies of the same shape. */
import { at, fields, isObject, jsonPath, list, type Step, str } from '../read.ts';
import type { PodPart } from './part.ts';

/**
 * The pod of a list of steps; null when there is none. A run gives its own template and account; a task alone leaves
 * both to its runs, so it is never whole.
 */
export function tektonPart(object: unknown, path: readonly Step[], value: object): PodPart | null {
  const steps = list(value, 'steps');
  if (!steps.some((step) => typeof at(step, 'image') === 'string')) return null;
  const template = isObject(at(value, 'stepTemplate')) ? at(value, 'stepTemplate') : {};
  const inherited = (step: unknown): unknown =>
    isObject(step) && isObject(template) ? { ...template, ...step } : step;
  const here = jsonPath(...path);
  const sidecars = list(value, 'sidecars');
  const run = runTemplate(object);
  const places: (readonly [string, string])[] = [
    ...steps.map((_, i) => [`${here}.containers[${i}]`, `${here}.steps[${i}]`] as const),
    ...sidecars.map((_, i) => [`${here}.containers[${steps.length + i}]`, `${here}.sidecars[${i}]`] as const),
    ...steps.flatMap((step, i) =>
      fields(template)
        .filter(([key]) => isObject(step) && !Object.hasOwn(step, key))
        .flatMap(([key]) =>
          ['containers', 'steps'].map(
            (list) => [`${here}.${list}[${i}].${key}`, `${here}.stepTemplate.${key}`] as const,
          ),
        ),
    ),
    ...run.keys.map((key) => [`${here}.${key}`, `${run.path}.${key}`] as const),
  ];
  const ofRun = list(run.template, 'volumes');
  const own = list(value, 'volumes');
  ofRun.forEach((_, i) => {
    places.push([`${here}.volumes[${own.length + i}]`, `${run.path}.volumes[${i}]`]);
  });
  const account =
    str(object, 'spec', 'taskRunTemplate', 'serviceAccountName') ?? str(object, 'spec', 'serviceAccountName');
  return {
    specPath: here,
    spec: {
      ...(isObject(run.template) ? run.template : {}),
      ...(account === undefined ? {} : { serviceAccountName: account }),
      restartPolicy: 'Never',
      volumes: [...own, ...ofRun],
      containers: [...steps.map(inherited), ...sidecars],
    },
    labels: new Map(),
    annotations: undefined,
    places,
    whole:
      RUNS.has(str(object, 'kind') ?? '') && steps.every((step) => typeof at(step, 'image') === 'string'),
  };
}

const RUNS: ReadonlySet<string> = new Set(['TaskRun', 'PipelineRun']);

/** What a run says of its pods. */
function runTemplate(object: unknown): {
  readonly template: unknown;
  readonly path: string;
  readonly keys: readonly string[];
} {
  const places: readonly (readonly Step[])[] = [
    ['spec', 'taskRunTemplate', 'podTemplate'],
    ['spec', 'podTemplate'],
  ];
  const place = places.find((one) => isObject(at(object, ...one)));
  if (place === undefined) return { template: undefined, path: '', keys: [] };
  const template = at(object, ...place);
  const keys = isObject(template) ? Object.keys(template).filter((key) => key !== 'volumes') : [];
  return { template, path: jsonPath(...place), keys };
}
