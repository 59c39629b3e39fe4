/** A report anchors what was exported before it: each export is an entry of the journal with the hash of its bytes. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { finished } from '../../../main/hosts/cli/work/assess.ts';
import { withWorkbench } from '../../../main/hosts/cli/work/temporary-workbench.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('the head of a report stands for the bundle that was exported before it, and equal evidence for equal bytes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-anchors-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'shop.yaml');
  writeFileSync(path, 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n');
  const saved: Uint8Array[] = [];
  await withWorkbench(
    async (client) => {
      await client.engagements.create({
        fileName: 'anchors',
        passphrase: 'correct horse battery staple',
        profile: { name: 'Anchors', target: 'Shop' },
      });
      const imported = await client.snapshots.importEvidence({
        file: { path },
        identity: null,
        clusterId: null,
        clusterName: 'shop',
      });
      await finished(client, imported.jobId);
      const [snapshot] = await client.snapshots.list();
      const exported = async () => {
        const { jobId } = await client.snapshots.exportBundle({ snapshotId: snapshot?.id ?? '' });
        const { result } = await finished(client, jobId);
        await client.files.save({ artifactId: result?.artifactId ?? '' });
      };
      await exported();
      const journalHead = (await client.engagements.current())?.journalHead ?? '';
      await exported();
      const { sequence } = await client.engagements.findHead({ head: journalHead });
      const { rows } = await client.engagements.journal({ offset: 0, limit: 100 });
      const entry = rows.find((row) => row.sequence === sequence);
      expect(entry?.action).toBe('artifact.add');
      expect(JSON.stringify(entry?.detail)).toContain(sha256(saved[0] ?? new Uint8Array()));
    },
    async (_name, bytes) => {
      saved.push(bytes);
      return { kind: 'saved', path: '' };
    },
  );
  expect(saved).toHaveLength(2);
  expect(saved.map(sha256)).toEqual([
    sha256(saved[0] ?? new Uint8Array()),
    sha256(saved[0] ?? new Uint8Array()),
  ]);
});
