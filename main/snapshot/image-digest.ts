/** Digests of images: the one name of an image that no registry can move. */
import { list, str } from './read.ts';

/** The digest of a reference such as `name@sha256:…` or of an `imageID`; null when it has none. */
export function digestOf(image: string): string | null {
  return /(?:^|@)(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.exec(image)?.[1] ?? null;
}

/** Digests that a pod's status tells of the images it runs, with repeats. */
export function runningDigests(pod: unknown): readonly string[] {
  return ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'].flatMap((field) =>
    list(pod, 'status', field).flatMap((status) => digestOf(str(status, 'imageID') ?? '') ?? []),
  );
}

/** Digests that a pod spec names, with repeats. */
export function namedDigests(podSpec: unknown): readonly string[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) =>
    list(podSpec, field).flatMap((container) => digestOf(str(container, 'image') ?? '') ?? []),
  );
}
