/** The same words on their way into a bundle. A store is given the very same lines by the same writer. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createKindWriter } from '../../../../main/collect/kind-writer.ts';
import { evidenceSha256, openBundle } from '../../../../main/evidence/bundle-read.ts';
import { createBundleSink } from '../../../../main/evidence/bundle-write.ts';
import type { KindOutcome } from '../../../../shared/evidence.ts';
import { unzipped } from '../../../fixtures/main-job/unzipped.ts';
import { EMPTY_MANIFEST } from '../../evidence/forge.ts';
import { PLACES, plantedIn } from './planted-places.ts';
import { planted, SHAPES } from './planted-shapes.ts';

const WORD = 'otterly';

test('no planted word reaches a bundle', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-planted-'));
  const path = join(folder, 'b.zip');
  try {
    const sink = await createBundleSink({ path });
    const kinds: KindOutcome[] = [];
    let objects = 0;
    for (const [at, { object }] of PLACES.entries()) {
      const resource = {
        group: 'planted.test',
        version: 'v1',
        resource: `r${at}`,
        kind: 'R',
        namespaced: true,
      };
      const writer = createKindWriter(sink, resource);
      for (const [number, shape] of SHAPES.entries()) {
        const raw = plantedIn(object, planted(shape, WORD)) as { metadata: object };
        await writer.write([{ ...raw, metadata: { ...raw.metadata, name: `n${number}` } }]);
      }
      objects += writer.objects;
      kinds.push(await writer.finish({ status: 'collected', message: '', refusedNamespaces: [] }));
    }
    await sink.finish({ ...EMPTY_MANIFEST, kinds, evidenceSha256: evidenceSha256(kinds) });
    expect(objects).toBe(PLACES.length * SHAPES.length);
    const content = await unzipped(path);
    const leaks = content.split('\n').filter((line) => line.includes(WORD));
    expect(leaks).toEqual([]);
    await (await openBundle(path, { identity: null })).close();
    process.stdout.write(`planted words in a bundle: ${objects} objects, ${leaks.length} leaks\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
