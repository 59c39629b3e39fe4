/** Bodies of objects lie packed together; files of before keep theirs in the rows, and both read alike. */
import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import { createCluster } from '../../../main/store/engagement.ts';
import { closeFile, createFile, openFile } from '../../../main/store/file.ts';
import { first } from '../../../main/store/migrations/0001-first.ts';
import { importedFindings } from '../../../main/store/migrations/0002-imported-findings.ts';
import { execConsent } from '../../../main/store/migrations/0003-exec-consent.ts';
import {
  createStoreSink,
  discardSnapshot,
  oneObject,
  snapshotByKind,
  snapshotSource,
} from '../../../main/store/snapshots.ts';
import { type ResourceRef, type SnapshotManifest } from '../../../shared/evidence.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { PASSPHRASE, place, STAMP } from './places.ts';

const PODS: ResourceRef = { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true };

const pod = (at: number, note = ''): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `p-${at}`, namespace: 'shop' },
  note: `${note}line\nbreak \u2028 “${at}”`,
});

const pods = Array.from({ length: 700 }, (_, at) => pod(at, at === 650 ? 'x'.repeat(2_000_000) : ''));

async function stored() {
  const file = `${place()}/a.drydock`;
  const { db, ...rest } = await createFile(file, PASSPHRASE);
  const { id } = db.transaction(() => createCluster(db, STAMP, 'c')).immediate();
  const sink = createStoreSink(db, () => STAMP, 's', id);
  await sink.writeObjects(PODS, pods.slice(0, 500));
  await sink.writeObjects(PODS, pods.slice(500));
  await sink.finish(snapshotOf(pods).manifest);
  return { db, close: () => closeFile(file, { db, ...rest }) };
}

test('every object comes back as it was written: alone, in order, and by kind', async () => {
  const { db, close } = await stored();
  try {
    expect([...snapshotSource(db, 's').objects()].map(({ object }) => object)).toEqual(pods);
    for (const at of [0, 63, 64, 499, 500, 650, 699]) {
      const ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: `p-${at}` };
      expect(oneObject(db, 's', ref)).toEqual(pods[at]);
    }
    const byKind: KubernetesObject[] = [];
    for await (const batch of snapshotByKind(db, 's').objectsOf(PODS)) byKind.push(...batch);
    expect(byKind).toEqual(pods);
  } finally {
    close();
  }
});

test('a snapshot that is discarded takes its chunks along', async () => {
  const { db, close } = await stored();
  try {
    const chunks = () => db.prepare('SELECT count(*) FROM object_chunk').pluck().get();
    expect(chunks()).toBeGreaterThan(5);
    db.prepare('UPDATE snapshot SET manifest = NULL').run();
    discardSnapshot(db, 's');
    expect(chunks()).toBe(0);
  } finally {
    close();
  }
});

test('a file of before reads as it did, and what is added to it is packed', async () => {
  const file = `${place()}/old.drydock`;
  const old = await createFile(file, PASSPHRASE, [first, importedFindings, execConsent]);
  const manifest: SnapshotManifest = snapshotOf([pod(1)]).manifest;
  old.db.transaction(() => createCluster(old.db, STAMP, 'c')).immediate();
  old.db.exec(`INSERT INTO snapshot SELECT 'old', id, 1, NULL, NULL FROM cluster`);
  old.db.prepare('UPDATE snapshot SET manifest = ?').run(JSON.stringify(manifest));
  old.db.prepare('INSERT INTO resource VALUES (?, ?, ?)').run('old', '/pods', JSON.stringify(PODS));
  old.db
    .prepare(
      'INSERT INTO object (snapshot_id, resource, kind, api_version, namespace, name, json) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run('old', '/pods', 'Pod', 'v1', 'shop', 'p-1', JSON.stringify(pod(1)));
  closeFile(file, old);

  const now = await openFile(file, { passphrase: PASSPHRASE });
  try {
    expect([...snapshotSource(now.db, 'old').objects()].map(({ object }) => object)).toEqual([pod(1)]);
    const { id } = now.db.prepare('SELECT id FROM cluster').get() as { id: string };
    const sink = createStoreSink(now.db, () => STAMP, 'new', id);
    await sink.writeObjects(PODS, [pod(2)]);
    await sink.finish(snapshotOf([pod(2)]).manifest);
    expect(
      now.db.prepare("SELECT json, chunk IS NOT NULL AS packed FROM object WHERE snapshot_id = 'new'").get(),
    ).toEqual({ json: '', packed: 1 });
    expect(
      oneObject(now.db, 'new', { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'p-2' }),
    ).toEqual(pod(2));
  } finally {
    closeFile(file, now);
  }
});
