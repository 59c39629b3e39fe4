/** What settings of an operator state of its pods without being pods: a security context, the host's namespaces, volumes. */
import { at, has, isObject, jsonPath, list, type Step } from '../read.ts';
import type { PodPart } from './part.ts';

/** At most one part: the value as a pod, or as its container where its security context is one of a container. */
export function statedParts(path: readonly Step[], value: object): readonly PodPart[] {
  const last = path.at(-1);
  if (last === undefined || last === 'securityContext') return [];
  const specPath = jsonPath(...path);
  const part = (spec: unknown, places: PodPart['places']): readonly PodPart[] => [
    { specPath, spec, labels: new Map(), annotations: undefined, places, whole: false },
  ];
  const context = at(value, 'securityContext');
  if (isObject(context) && OF_CONTAINERS.some((field) => has(context, field)))
    return part({ containers: [value] }, [[`${specPath}.containers[0]`, specPath]]);
  const ofPod =
    ['hostNetwork', 'hostPID', 'hostIPC'].some((field) => typeof at(value, field) === 'boolean') ||
    list(value, 'volumes').some((volume) => has(volume, 'hostPath')) ||
    isObject(context);
  return ofPod ? part(value, []) : [];
}

/** Fields of a security context that a pod's has not. */
const OF_CONTAINERS = [
  'privileged',
  'allowPrivilegeEscalation',
  'capabilities',
  'readOnlyRootFilesystem',
  'procMount',
];
