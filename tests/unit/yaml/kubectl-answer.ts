/** What kubectl makes of a file without a server, in the form in which it is recorded. */
import { spawn, spawnSync } from 'node:child_process';

export interface Answer {
  /** The objects of the file up to the first document that it refuses. */
  readonly documents: readonly unknown[];
  readonly refused: boolean;
}

/** Later versions take JSON and YAML mixed in one file. */
export const RECORDED_WITH = 'v1.32';

const version = spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' });
export const kubectlIsHere =
  version.status === 0 && version.stdout.includes(`Client Version: ${RECORDED_WITH}.`);

if (!kubectlIsHere) {
  process.stderr.write(
    `kubectl ${RECORDED_WITH} is not installed: its recorded answers were not checked, and those tests count as skipped.\n`,
  );
}

/** @param path a file */
export async function answerOfKubectl(path: string): Promise<Answer> {
  const child = spawn(
    'kubectl',
    ['label', '--local', '--dry-run=client', '-o', 'json', '-f', path, 'corpus=x'],
    {
      env: { PATH: process.env.PATH, HOME: '/nonexistent' },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // It prints objects in a row, each with its last brace in the first column.
  const documents = stdout
    .split(/^(?<=^}\n)/m)
    .filter((text) => text.trim() !== '')
    .map((text) => {
      const object = JSON.parse(text) as { metadata: Record<string, unknown> };
      delete object.metadata['labels'];
      return object;
    });
  return { documents, refused: code !== 0 };
}
