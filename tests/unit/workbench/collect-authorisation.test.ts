/** What was allowed for one cluster is never used to read another, whatever the request calls it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { finished } from '../../../main/hosts/cli/work/assess.ts';
import { directClient } from '../../../main/workbench/serve.ts';
import { createWorkbench } from '../../../main/workbench/workbench.ts';

test('the name that the evidence is stored under must be covered, not the one in the request', async () => {
  const homeDir = mkdtempSync(join(tmpdir(), 'drydock-authorised-'));
  const workbench = await createWorkbench({
    kind: 'cli',
    homeDir,
    keychain: null,
    pickFiles: async () => null,
    uploadedFile: () => null,
    saveFile: async () => ({ kind: 'cancelled' }),
  });
  onTestFinished(async () => {
    await workbench.close();
    rmSync(homeDir, { recursive: true, force: true });
  });
  const client = directClient(workbench);
  await client.engagements.create({
    fileName: 'a',
    passphrase: 'four plain words here',
    profile: { name: 'A', target: 'A' },
  });
  const manifest = join(homeDir, 'pod.yaml');
  writeFileSync(
    manifest,
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {containers: []}\n',
  );
  const { jobId } = await client.snapshots.importEvidence({
    file: { path: manifest },
    clusterId: null,
    clusterName: 'prod',
  });
  const { result } = await finished(client, jobId);
  await client.authorisations.record({
    grantedBy: 'M. Okafor',
    role: '',
    clusters: ['dev'],
    scope: '',
    validFrom: '2020-01-01',
    validUntil: '2099-01-01',
    reference: '',
  });
  const kubeconfig = join(homeDir, 'config');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'c' } }],
      clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:9' } }],
      users: [{ name: 'c', user: { token: 'x' } }],
    }),
  );
  const start = (clusterId: string | null) =>
    client.collect.start({
      files: [{ path: kubeconfig }],
      targets: [{ context: 'c', clusterId, clusterName: 'dev' }],
    });
  await expect(start(result?.clusterId ?? '')).rejects.toMatchObject({ code: 'AUTHORISATION_REQUIRED' });
  const { jobIds } = await start(null);
  await expect(finished(client, jobIds[0] ?? '')).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' });
});
