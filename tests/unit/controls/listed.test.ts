/** A control that is written is run: none is left out of the list of its family or out of the catalogue. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CONTROLS } from '../../../main/controls/catalogue.ts';

const ROOM = join(import.meta.dirname, '..', '..', '..', 'main', 'controls');

test('every list of controls that a file exports is in the catalogue', async () => {
  const known = new Set(CONTROLS.map(({ id }) => id));
  const forgotten: string[] = [];
  for (const file of readdirSync(ROOM, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const exported: Record<string, unknown> = await import(join(ROOM, file));
    for (const list of Object.values(exported))
      for (const id of idsOf(list)) if (!known.has(id)) forgotten.push(`main/controls/${file}: ${id}`);
  }
  expect(forgotten, 'to be added to the list of the family').toEqual([]);
  expect(idsOf(CONTROLS)).toHaveLength(CONTROLS.length);
});

/** Ids of the controls among what a module exports. */
function idsOf(exported: unknown): string[] {
  const all: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  return all.flatMap((one) =>
    typeof one === 'object' && one !== null && 'evaluate' in one && 'id' in one ? [String(one.id)] : [],
  );
}
