/** One pod, or what is stated of one, inside of an object. */
import { at, jsonPath, type Step, stringMap } from '../read.ts';

export interface PodPart {
  /** Where the pod spec stands: `spec.template.spec`. */
  readonly specPath: string;
  /** As a PodSpec. Of kinds that write it otherwise it is put together, and `places` leads back. */
  readonly spec: unknown;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: unknown;
  /** Paths below `specPath` that stand elsewhere in the object: from, to; the longest that fits counts. */
  readonly places: readonly (readonly [from: string, to: string])[];
  /** False where the kind's operator or a later run adds what is not stated here. */
  readonly whole: boolean;
}

/** The part of a pod spec that stands in the object as it is; labels and annotations stand beside a `spec`. */
export function partAt(object: unknown, specSteps: readonly Step[], whole: boolean): PodPart {
  const template = specSteps.at(-1) === 'spec' ? specSteps.slice(0, -1) : null;
  // The metadata of the object itself is not that of its pods.
  const metadata =
    template === null || template.length === 0 ? undefined : at(object, ...template, 'metadata');
  return {
    specPath: jsonPath(...specSteps),
    spec: at(object, ...specSteps),
    labels: stringMap(metadata, 'labels'),
    annotations: at(metadata, 'annotations'),
    places: [],
    whole,
  };
}
