/** Ephemeral containers: debuggers that were put into a live pod, of which its owner's template knows nothing. */
import { refOf, type Workload } from '../../snapshot/index.ts';
import { at, isObject, jsonPath, list, str } from '../../snapshot/read.ts';

/**
 * A live pod of the workload for each that holds ephemeral containers, as a workload of these containers alone. The
 * pod itself is named, for there the field stands. What is wrong elsewhere in it is found in the owner.
 */
export function debuggedPods(workload: Workload): readonly Workload[] {
  return workload.pods.flatMap((pod) => {
    // The spec of a pod that nobody owns is judged as it is; one that stands for an owner which was not read may be excused.
    if (pod === workload.object && workload.missingOwner === null) return [];
    const spec = at(pod, 'spec');
    const debuggers = list(spec, 'ephemeralContainers');
    if (debuggers.length === 0 || !isObject(spec)) return [];
    return {
      ...workload,
      ref: refOf(pod),
      object: pod,
      specPath: 'spec',
      podSpec: { ...spec, initContainers: [], containers: [], volumes: [] },
      podAnnotations: at(pod, 'metadata', 'annotations'),
      pods: [],
      containers: debuggers.flatMap((raw, index) => ({
        raw,
        role: 'ephemeral' as const,
        name: str(raw, 'name') ?? '',
        image: str(raw, 'image') ?? '',
        path: jsonPath('spec', 'ephemeralContainers', index),
      })),
    };
  });
}

/** True for a path of an ephemeral container. */
export const isOfDebugger = (path: string): boolean => path.startsWith('spec.ephemeralContainers[');
