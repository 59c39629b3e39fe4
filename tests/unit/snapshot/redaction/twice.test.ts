/**
 * What was redacted once and is redacted again stays as it is: a partial snapshot that is completed, and a bundle that is
 * imported, pass the same code a second time, and their hashes are compared.
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readManifests } from '../../../../main/evidence/manifests.ts';
import { maskText } from '../../../../main/snapshot/redaction/mask.ts';
import { redactObject } from '../../../../main/snapshot/redaction/redact.ts';
import { planted, SHAPES, WORDS } from './planted-shapes.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

test.each(['main/sample/manifests', 'tests/cluster/manifests'])('every object of %s', async (directory) => {
  let objects = 0;
  for (const { resource, object } of (await readManifests([join(ROOT, directory)])).objects()) {
    expect(redactObject(object, { ...resource })).toEqual(object);
    objects += 1;
  }
  expect(objects).toBeGreaterThan(20);
});

test('every shape of a planted word', () => {
  const changed = SHAPES.flatMap((shape) =>
    WORDS.flatMap(([, word]) => {
      const once = maskText(planted(shape, word));
      const twice = maskText(once);
      return once === twice ? [] : [`${shape}: ${once} -> ${twice}`];
    }),
  );
  expect(changed).toEqual([]);
});
