/** One contender: Drydock itself, all kinds, with parsing, redaction, hashing, encryption and storage. */
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { collectCluster } from '../../main/collect/collect.ts';
import { createBundleSink } from '../../main/evidence/bundle-write.ts';
import { openConnection } from '../../main/kubeconfig/connection.ts';
import type { EvidenceSink } from '../../main/snapshot/model.ts';
import { createCluster } from '../../main/store/engagement.ts';
import { closeFile, openFile } from '../../main/store/file.ts';
import { createStoreSink } from '../../main/store/snapshots.ts';
import { createEngagement } from '../../main/store/unlock.ts';
import { newProfile } from '../../main/workbench/new-profile.ts';

const [kubeconfig = '', folder = '', into = 'store'] = process.argv.slice(2);
const STAMP = { author: 'bench', at: '2026-01-01T00:00:00.000Z' };

const connection = await openConnection({
  kubeconfigs: [{ path: kubeconfig, text: readFileSync(kubeconfig, 'utf8') }],
  context: null,
  allowExec: [],
});
const { sink, close } = into === 'store' ? await store() : await bundle();
const manifest = await collectCluster({
  connection,
  sink,
  clusterName: 'bench',
  context: 'bench',
  now: () => new Date().toISOString(),
  toolVersion: '0.0.0',
  onProgress: () => {},
  signal: new AbortController().signal,
});
await close();
await connection.close();
console.log(manifest.kinds.reduce((sum, { objects }) => sum + objects, 0));

async function store(): Promise<{ sink: EvidenceSink; close: () => Promise<void> }> {
  const file = join(folder, 'bench.drydock');
  for (const side of ['', '-wal', '-shm']) rmSync(file + side, { force: true });
  const key = await createEngagement({
    path: file,
    passphrase: 'a passphrase for the bench',
    profile: newProfile({ name: 'bench', target: 'bench' }),
    isSample: false,
    stamp: STAMP,
  });
  const open = await openFile(file, { key });
  const { id } = open.db.transaction(() => createCluster(open.db, STAMP, 'bench')).immediate();
  return {
    sink: createStoreSink(open.db, () => STAMP, randomUUID(), id),
    close: async () => closeFile(file, open),
  };
}

async function bundle(): Promise<{ sink: EvidenceSink; close: () => Promise<void> }> {
  const path = join(folder, 'bench.evidence.zip');
  const encryptTo = [await identityToRecipient(await generateIdentity())];
  return { sink: await createBundleSink({ path, encryptTo, replace: true }), close: async () => {} };
}
