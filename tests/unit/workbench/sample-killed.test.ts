/** The sample has its name only when it is whole, whenever the process that made it died. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { finished } from '../../../main/hosts/cli/work/assess.ts';
import { directClient } from '../../../main/workbench/serve.ts';
import { createWorkbench } from '../../../main/workbench/workbench.ts';

const CHILD = fileURLToPath(new URL('../../fixtures/crash/making-sample.ts', import.meta.url));
const LIMIT_MS = 15 * 60_000;

/** Kills the process once it prints a line that `when` is looking for. */
async function killWhile(homeDir: string, when: (line: string) => boolean): Promise<void> {
  const child = spawn(process.execPath, [CHILD, homeDir], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const gone = once(child, 'close');
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  for await (const line of createInterface({ input: child.stdout })) {
    if (when(line)) break;
  }
  child.kill('SIGKILL');
  await gone;
  expect({ complaints, signal: child.signalCode }).toEqual({ complaints: '', signal: 'SIGKILL' });
}

test(
  'a sample whose making was killed is made anew, whole, and nothing of the half stays behind',
  async () => {
    const homeDir = mkdtempSync(join(tmpdir(), 'drydock-sample-'));
    onTestFinished(() => rmSync(homeDir, { recursive: true, force: true }));
    await killWhile(homeDir, (line) => !line.includes('"objects":0'));
    await killWhile(homeDir, (line) => line.includes('Adding the interview'));
    expect(readdirSync(homeDir).filter((name) => name.endsWith('.drydock'))).toEqual([]);

    const workbench = await createWorkbench({
      kind: 'cli',
      homeDir,
      keychain: null,
      pickFiles: async () => null,
      uploadedFile: () => null,
      saveFile: async () => ({ kind: 'cancelled' }),
    });
    const client = directClient(workbench);
    expect(await client.engagements.recent()).toEqual([]);
    const { jobId } = await client.engagements.openSample();
    expect((await finished(client, jobId)).status).toBe('done');
    expect(await client.snapshots.list()).toHaveLength(2);
    expect((await client.engagements.current())?.isSample).toBe(true);
    await workbench.close();
    const left = readdirSync(homeDir).filter((name) => name.includes('Halcyon'));
    expect(
      left.filter((name) => !/^Halcyon Freight \(sample\)(\.autosave-\d{8}T\d{6}Z)?\.drydock$/.test(name)),
    ).toEqual([]);
  },
  LIMIT_MS,
);
