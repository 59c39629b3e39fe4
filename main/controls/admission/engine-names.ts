/** Names of admission engines as their makers write them. */
import type { Engine } from '../../cluster/platform/admission.ts';

export function nameOfEngine({ name }: Pick<Engine, 'name'>): string {
  return NAMES.get(name) ?? name;
}

/** "Kyverno", "Kyverno and Gatekeeper", "Kyverno, Gatekeeper and Kubewarden". */
export function andList(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['pod-security', 'Pod Security admission'],
  ['vap', 'ValidatingAdmissionPolicy'],
  ['kyverno', 'Kyverno'],
  ['gatekeeper', 'Gatekeeper'],
  ['kubewarden', 'Kubewarden'],
  ['sigstore policy-controller', 'Sigstore policy-controller'],
]);
