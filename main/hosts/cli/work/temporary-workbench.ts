/** A workbench for the length of one command: its own folder, nothing remembered, nothing left behind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../../workbench/host.ts';
import { directClient, type WorkbenchClient } from '../../../workbench/serve.ts';
import { createWorkbench } from '../../../workbench/workbench.ts';

/** @param saveFile where finished bytes go; a command that makes none leaves it out */
export async function withWorkbench<T>(
  work: (client: WorkbenchClient, homeDir: string) => Promise<T>,
  saveFile: Host['saveFile'] = async () => ({ kind: 'cancelled' }),
): Promise<T> {
  const homeDir = await mkdtemp(join(tmpdir(), 'drydock-command-'));
  const workbench = await createWorkbench({
    kind: 'cli',
    homeDir,
    keychain: null,
    pickFiles: async () => null,
    uploadedFile: () => null,
    saveFile,
  });
  try {
    return await work(directClient(workbench), homeDir);
  } finally {
    await workbench.close();
    await rm(homeDir, { recursive: true, force: true });
  }
}
