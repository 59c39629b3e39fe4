/** The checkout as it stands, in a directory of its own: what is broken there breaks nothing here. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CopiedTree {
  readonly root: string;
  readonly remove: () => void;
}

export function copyTree(checkout: string): CopiedTree {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'drydock-mutate-')));
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: checkout,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (listed.status !== 0) throw new Error(`git cannot list the files: ${listed.stderr}`);
  for (const file of listed.stdout.split('\0')) {
    // A linked node_modules is listed, for Git ignores only the directory.
    if (file === '' || file === 'node_modules' || !existsSync(join(checkout, file))) continue;
    cpSync(join(checkout, file), join(root, file));
  }
  symlinkSync(join(checkout, 'node_modules'), join(root, 'node_modules'));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
