/**
 * Names what failed in the suites that have just run, from their result files: CI keeps the end of the output alone,
 * and a count says nothing of the cause. Prints nothing when all passed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

const Results = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

const LINES_OF_A_MESSAGE = 25;

/** One text for each failed test, and for each file that failed outside its tests. */
export function whatFailed(results: unknown): string[] {
  return Results.parse(results).testResults.flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) {
      return file.status === 'failed' ? [told(file.name, 'the file itself', file.message ?? '')] : [];
    }
    return failed.map((test) => told(file.name, test.fullName, (test.failureMessages ?? []).join('\n')));
  });
}

function told(file: string, test: string, message: string): string {
  const lines = stripVTControlCharacters(message).split('\n').slice(0, LINES_OF_A_MESSAGE);
  return [`FAILED ${file} > ${test}`, ...lines.map((line) => `    ${line}`)].join('\n');
}

if (import.meta.main) {
  const directory = join(import.meta.dirname, '..', 'test-results');
  for (const name of existsSync(directory) ? readdirSync(directory).toSorted() : []) {
    if (!name.endsWith('.json')) continue;
    for (const text of whatFailed(JSON.parse(readFileSync(join(directory, name), 'utf8')))) console.log(text);
  }
}
