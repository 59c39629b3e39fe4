/** Every function that an expression can call, by name; what Kubernetes has and Drydock has not is named too. */

import type { FunctionSet, Work } from './function-set.ts';
import { addressFunctions } from './functions-addresses.ts';
import { listFunctions } from './functions-lists.ts';
import { quantityFunctions } from './functions-quantities.ts';
import { standardFunctions } from './functions-standard.ts';
import { stringFunctions } from './functions-strings.ts';
import { timeFunctions } from './functions-time.ts';
import type { Node } from './syntax.ts';

const SETS: readonly FunctionSet[] = [
  standardFunctions,
  stringFunctions,
  listFunctions,
  timeFunctions,
  quantityFunctions,
  addressFunctions,
];

/** By name, `sets.contains` and its like with their prefix; operators as `_+_`. Several sets may share a name. */
export const GLOBALS: ReadonlyMap<string, Work> = joined(SETS.map(({ globals }) => globals));
export const MEMBERS: ReadonlyMap<string, Work> = joined(SETS.map(({ members }) => members));

/** The first set that has an overload for the arguments answers. */
function joined(sets: readonly Readonly<Record<string, Work>>[]): Map<string, Work> {
  const all = new Map<string, Work>();
  for (const set of sets) {
    for (const [name, work] of Object.entries(set)) {
      const before = all.get(name);
      all.set(name, before === undefined ? work : (...given) => before(...given) ?? work(...given));
    }
  }
  return all;
}

export const PREFIXES: ReadonlySet<string> = new Set([
  'sets',
  'ip',
  'optional',
  'lists',
  'strings',
  'format',
]);

/** What a call means: a member of its target, or a function with a prefix such as `sets.contains`. */
export function functionOf({ name, target }: Node & { kind: 'call' }): {
  readonly name: string;
  readonly member: boolean;
} {
  if (target === null) return { name, member: false };
  const prefixed = target.kind === 'name' && PREFIXES.has(target.name);
  return prefixed ? { name: `${target.name}.${name}`, member: false } : { name, member: true };
}

/** Functions of a ValidatingAdmissionPolicy that a snapshot cannot answer, or that Drydock does not have. */
const MISSING: ReadonlyMap<string, string> = new Map([
  ...[
    'path',
    'group',
    'serviceAccount',
    'resource',
    'subresource',
    'check',
    'allowed',
    'reason',
    'errored',
  ].map(
    (name) =>
      [
        name,
        'it belongs to authorizer, which asks the server; write the check with who-can instead',
      ] as const,
  ),
  ...['semver', 'isSemver', 'major', 'minor', 'patch'].map(
    (name) => [name, 'Drydock does not have the semver library'] as const,
  ),
  ...['validate', 'format.named', 'format.dns1123Label', 'format.dns1123Subdomain', 'format.uri'].map(
    (name) => [name, 'Drydock does not have the format library; use matches() with the pattern'] as const,
  ),
  ['jsonpatch.escapeKey', 'it is for mutating policies'],
]);

/** null when there is such a function, else a sentence that says why not. */
export function objectionTo(node: Node & { kind: 'call' }): string | null {
  const { name, member } = functionOf(node);
  if ((member ? MEMBERS : GLOBALS).has(name) || name === '_in_') return null;
  const missing = MISSING.get(name) ?? (name.startsWith('format.') ? MISSING.get('format.named') : undefined);
  if (missing !== undefined) return `${name}() is not supported: ${missing}`;
  const other = (member ? GLOBALS : MEMBERS).has(name);
  if (other)
    return member
      ? `${name}() is called as ${name}(…), not on a value`
      : `${name}() is called on a value, as value.${name}(…)`;
  return `there is no function ${name}()`;
}
