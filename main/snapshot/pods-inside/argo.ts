/** Pods of Argo Workflows: each template of a workflow is one, with what the workflow says of all of them. */
import { at, isObject, jsonPath, list, type Step, str, stringMap } from '../read.ts';
import type { PodPart } from './part.ts';

/** A part for each entry of `templates` that runs a container; empty when the value is no workflow. */
export function argoParts(path: readonly Step[], value: object): readonly PodPart[] {
  return list(value, 'templates').flatMap((entry, i) => {
    const place = [...path, 'templates', i];
    const containers = containersOf(entry, place);
    return containers.length === 0 ? [] : [part(path, value, place, entry, containers)];
  });
}

type Placed = readonly [container: unknown, path: string];

function containersOf(entry: unknown, place: readonly Step[]): readonly Placed[] {
  const single = (['container', 'script'] as const).find((field) => isObject(at(entry, field)));
  if (single !== undefined)
    return [[{ name: 'main', ...Object(at(entry, single)) } as unknown, jsonPath(...place, single)]];
  return list(entry, 'containerSet', 'containers').map(
    (one, i): Placed => [one, jsonPath(...place, 'containerSet', 'containers', i)],
  );
}

/** Fields of a pod that a template takes from its workflow unless it has its own. */
const INHERITED = [
  'securityContext',
  'serviceAccountName',
  'automountServiceAccountToken',
  'hostNetwork',
  'nodeSelector',
  'tolerations',
  'affinity',
  'hostAliases',
  'imagePullSecrets',
  'priorityClassName',
] as const;

function part(
  path: readonly Step[],
  workflow: object,
  place: readonly Step[],
  entry: unknown,
  own: readonly Placed[],
): PodPart {
  const specPath = jsonPath(...place);
  const places: (readonly [string, string])[] = [];
  const fields: Record<string, unknown> = {};
  for (const field of INHERITED) {
    const value = at(entry, field) ?? at(workflow, field);
    if (value === undefined) continue;
    fields[field] = value;
    if (at(entry, field) === undefined) places.push([`${specPath}.${field}`, jsonPath(...path, field)]);
  }
  const sidecars = list(entry, 'sidecars').map((one, i): Placed => [one, `${specPath}.sidecars[${i}]`]);
  const patches = [
    [str(workflow, 'podSpecPatch'), jsonPath(...path, 'podSpecPatch')] as const,
    [str(entry, 'podSpecPatch'), `${specPath}.podSpecPatch`] as const,
  ].flatMap(([text, where]) => (text === undefined ? [] : [{ text, where }]));
  const containers = [...own, ...sidecars];
  for (const { text, where } of patches) {
    const patch = readPatch(text);
    if (patch.container !== null) containers.push([patch.container, where]);
    for (const [field, value] of Object.entries(patch.pod)) {
      fields[field] = value;
      places.push([`${specPath}.${field}`, where]);
    }
  }
  containers.forEach(([, to], i) => {
    places.push([`${specPath}.containers[${i}]`, to]);
  });
  const shared = list(workflow, 'volumes');
  shared.forEach((_, i) => {
    places.push([
      `${specPath}.volumes[${list(entry, 'volumes').length + i}]`,
      jsonPath(...path, 'volumes', i),
    ]);
  });
  return {
    specPath,
    spec: {
      ...fields,
      restartPolicy: 'Never',
      initContainers: list(entry, 'initContainers'),
      containers: containers.map(([container]) => container),
      volumes: [...list(entry, 'volumes'), ...shared],
    },
    labels: new Map([
      ...stringMap(workflow, 'podMetadata', 'labels'),
      ...stringMap(entry, 'metadata', 'labels'),
    ]),
    annotations: at(entry, 'metadata', 'annotations') ?? at(workflow, 'podMetadata', 'annotations'),
    places,
    whole: patches.length === 0,
  };
}

/** What a patch in text surely states; the rest of it is not read. */
function readPatch(text: string): { readonly pod: Record<string, true>; readonly container: unknown } {
  const says = (field: string): boolean => new RegExp(`["']?${field}["']?\\s*:\\s*true\\b`).test(text);
  const pod: Record<string, true> = {};
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) if (says(field)) pod[field] = true;
  return {
    pod,
    container: says('privileged') ? { name: 'podSpecPatch', securityContext: { privileged: true } } : null,
  };
}
