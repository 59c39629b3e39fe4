/** Records anew what kubectl makes of the corpus: `node tests/unit/yaml/record.ts`, after texts were added. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CORPUS } from './corpus.ts';
import { type Answer, answerOfKubectl, kubectlIsHere } from './kubectl-answer.ts';

if (!kubectlIsHere) process.exit(1);
const dir = mkdtempSync(join(tmpdir(), 'drydock-record-'));
const answers: Record<string, Answer> = {};
for (const { name, bytes } of CORPUS) {
  const path = join(dir, 'text.yaml');
  writeFileSync(path, bytes);
  answers[name] = await answerOfKubectl(path);
}
rmSync(dir, { recursive: true });
writeFileSync(
  join(import.meta.dirname, '..', '..', 'fixtures', 'yaml', 'kubectl-answers.json'),
  `${JSON.stringify(answers, null, 1)}\n`,
);
