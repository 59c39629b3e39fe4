import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  at,
  bool,
  fields,
  has,
  jsonPath,
  list,
  num,
  str,
  stringMap,
  strings,
} from '../../../main/snapshot/read.ts';

describe('reading hostile objects', () => {
  test('any value and any path give an answer of the promised type, and never throw', () => {
    const steps = fc.array(
      fc.oneof(fc.string(), fc.nat(5), fc.constantFrom('__proto__', 'constructor', 'length')),
    );
    fc.assert(
      fc.property(fc.anything(), steps, (value, path) => {
        expect(['string', 'undefined']).toContain(typeof str(value, ...path));
        expect(['number', 'undefined']).toContain(typeof num(value, ...path));
        expect(['boolean', 'undefined']).toContain(typeof bool(value, ...path));
        expect(Array.isArray(list(value, ...path))).toBe(true);
        expect(strings(value, ...path).every((one) => typeof one === 'string')).toBe(true);
        expect(Array.isArray(fields(value, ...path))).toBe(true);
        expect(typeof has(value, ...path)).toBe('boolean');
      }),
    );
  });
  test('what an object inherits is not there', () => {
    expect(at({}, 'constructor')).toBeUndefined();
    expect(at({}, '__proto__')).toBeUndefined();
    expect(stringMap(JSON.parse('{"a":{"__proto__":"x"}}'), 'a').get('__proto__')).toBe('x');
  });
  test('paths read like evidence', () => {
    expect(jsonPath('spec', 'containers', 0, 'image')).toBe('spec.containers[0].image');
    expect(jsonPath('metadata', 'annotations', 'a.example/b')).toBe('metadata.annotations["a.example/b"]');
  });
});
