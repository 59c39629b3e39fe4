/** Schemas of custom resources, reduced to their structure: their prose is read by nobody, and defaults may be passwords. */
import { isObject } from '../read.ts';

const MAX_DEPTH = 100;

/**
 * The fields of a schema with their types. Descriptions, patterns and rules are dropped; defaults, examples and lists of
 * values are replaced as `replaced` says.
 */
export function reducedSchema(
  value: unknown,
  depth: number,
  replaced: (name: string, value: unknown) => unknown,
): unknown {
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((entry) => reducedSchema(entry, depth + 1, replaced));
  if (!isObject(value)) return typeof value === 'string' ? replaced('', value) : value;
  if (Object.hasOwn(value, '$redacted')) return replaced('', value);
  const kept: [string, unknown][] = [];
  for (const [name, entry] of Object.entries(value)) {
    if (NAMED_SCHEMAS.has(name) && isObject(entry) && !Array.isArray(entry)) {
      kept.push([
        name,
        Object.fromEntries(
          Object.entries(entry).map(([key, one]) => [key, reducedSchema(one, depth + 2, replaced)]),
        ),
      ]);
    } else if (SCHEMAS.has(name)) kept.push([name, reducedSchema(entry, depth + 1, replaced)]);
    else if (typeof entry === 'boolean') kept.push([name, entry]);
    else if (isStructure(name, entry)) kept.push([name, entry]);
    else if (VALUES.has(name)) kept.push([name, replaced('', entry)]);
  }
  return Object.fromEntries(kept);
}

/** A word that schemas know, or the names of fields. */
function isStructure(name: string, entry: unknown): boolean {
  if (!STRUCTURE.has(name)) return typeof entry === 'number' && !VALUES.has(name);
  const words = Array.isArray(entry) ? entry : [entry];
  return words.every((word) => typeof word === 'string' && /^[\w#/.$-]{1,253}$/.test(word));
}

const NAMED_SCHEMAS: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'definitions',
  '$defs',
]);
const SCHEMAS: ReadonlySet<string> = new Set([
  'schema',
  'openAPIV3Schema',
  'items',
  'additionalProperties',
  'additionalItems',
  'not',
  'allOf',
  'anyOf',
  'oneOf',
]);
const STRUCTURE: ReadonlySet<string> = new Set([
  'type',
  'format',
  '$ref',
  'required',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
  'x-kubernetes-list-map-keys',
]);
const VALUES: ReadonlySet<string> = new Set(['default', 'example', 'examples', 'enum', 'const']);
