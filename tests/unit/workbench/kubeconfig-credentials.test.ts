/** Nothing that signs in to a cluster is ever stored: of a kubeconfig only its path and the name of the context are. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { finished } from '../../../main/hosts/cli/work/assess.ts';
import { withWorkbench } from '../../../main/hosts/cli/work/temporary-workbench.ts';
import { startSampleServer } from '../../../main/sample/server.ts';
import { openDatabase } from '../../../main/store/connect.ts';
import { unlockEngagement } from '../../../main/store/unlock.ts';
import { unlockDb } from '../../../main/store/unlock-db.ts';
import { everyCell } from '../../fixtures/every-cell.ts';

const PASSPHRASE = 'four plain words here';

test.each([
  ['token', 'token'],
  ['client-certificate', 'client-key-data'],
] as const)('S-21 what signs in by %s is in no row and no file', async (authentication, field) => {
  const dir = mkdtempSync(join(tmpdir(), 'drydock-credentials-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const server = await startSampleServer();
  onTestFinished(() => server.close());
  const kubeconfig = join(dir, 'the-kubeconfig.yaml');
  const text = server.kubeconfig(authentication);
  writeFileSync(kubeconfig, text, { mode: 0o600 });
  const credential = new RegExp(`${field}: "?([^"\\s]+)`).exec(text)?.[1] ?? '';
  expect(credential.length).toBeGreaterThan(15);
  const forms = [
    credential,
    Buffer.from(credential).toString('base64'),
    Buffer.from(credential, 'base64').toString('utf8').split('\n')[1] ?? '',
  ].filter((form) => form.length > 15);

  await withWorkbench(async (client, homeDir) => {
    await client.engagements.create({
      fileName: 'a',
      passphrase: PASSPHRASE,
      profile: { name: 'A', target: 'A' },
    });
    await client.authorisations.record({
      grantedBy: 'M. Okafor',
      role: '',
      clusters: ['prod'],
      scope: '',
      validFrom: '2020-01-01',
      validUntil: '2099-01-01',
      reference: '',
    });
    const { jobIds } = await client.collect.start({
      files: [{ path: kubeconfig }],
      targets: [{ context: 'halcyon-prod', clusterId: null, clusterName: 'prod' }],
    });
    await finished(client, jobIds[0] ?? '');
    const file = (await client.engagements.recent())[0]?.file ?? '';
    await client.engagements.lock();
    const key = await unlockEngagement(file, { passphrase: PASSPHRASE });
    const db = openDatabase(file);
    onTestFinished(() => void db.close());
    unlockDb(db, key);
    const stored = `${everyCell(db)}\n${db.serialize().toString('latin1')}`;
    // A search that does not find what is there has not looked.
    expect(stored.includes('halcyon-prod')).toBe(true);
    expect(forms.filter((form) => stored.includes(form))).toEqual([]);
    for (const name of readdirSync(homeDir, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      const bytes = readFileSync(join(name.parentPath, name.name)).toString('latin1');
      expect(
        forms.filter((form) => bytes.includes(form)),
        name.name,
      ).toEqual([]);
    }
  });
});
