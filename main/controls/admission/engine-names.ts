/** Names of admission engines as their makers write them. */
import type { Engine } from '../../cluster/platform/admission.ts';

export function nameOfEngine({ name }: Pick<Engine, 'name'>): string {
  return NAMES.get(name) ?? name;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['pod-security', 'Pod Security admission'],
  ['vap', 'ValidatingAdmissionPolicy'],
  ['kyverno', 'Kyverno'],
  ['gatekeeper', 'Gatekeeper'],
  ['kubewarden', 'Kubewarden'],
  ['sigstore policy-controller', 'Sigstore Policy Controller'],
]);
