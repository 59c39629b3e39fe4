import { expect, test } from 'vitest';
import { objectYaml, parsePath } from '../../../main/workbench/object-yaml.ts';

const object = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', annotations: { 'x/y.z': 'v' } },
  spec: {
    containers: [{ name: 'c', env: [{ name: 'T', value: { $redacted: { length: 9, looksLike: 'jwt' } } }] }],
  },
  $drydock: { source: 'f#1' },
};

test.each([
  ['spec.containers[0].name', 'name: c'],
  ['metadata.annotations["x/y.z"]', 'x/y.z: v'],
  ["metadata.annotations['x/y.z']", 'x/y.z: v'],
  ['spec.containers[0].securityContext.privileged', '- name: c'],
])('%s points at its line, or at the deepest part that is there', (path, line) => {
  const { yaml, focus } = objectYaml(object, path);
  expect(yaml.split('\n')[(focus ?? 0) - 1]).toContain(line);
});

test('removed values are said to be removed, and our own notes are not shown', () => {
  const { yaml, focus } = objectYaml(object, null);
  expect(yaml).toContain('<removed: 9 characters, looks like jwt>');
  expect(yaml).not.toContain('$drydock');
  expect(focus).toBeNull();
});

test('a path is split into its keys', () => {
  expect(parsePath('$.a[0]["b.c"].d')).toEqual(['a', 0, 'b.c', 'd']);
});
