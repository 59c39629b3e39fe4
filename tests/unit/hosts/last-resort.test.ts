import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const MODULE = join(import.meta.dirname, '..', '..', '..', 'main', 'hosts', 'loopback', 'last-resort.ts');

test.each([
  ['an exception that nobody caught', `queueMicrotask(() => { throw new TypeError('s3cret'); });`, true],
  ['an error event that nobody hears', `new EventEmitter().emit('error', new Error('s3cret'));`, true],
  ['a rejection that nobody handles', `void Promise.reject(new RangeError('s3cret'));`, false],
])('%s is told without its words, and the process goes on', (_, fault, locks) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { EventEmitter } from 'node:events';
       import { goOnServing } from ${JSON.stringify(MODULE)};
       let locked = false;
       const lastResort = goOnServing({
         lock: async () => { locked = true; },
         tell: (line) => void process.stderr.write(line),
       });
       setImmediate(() => setImmediate(() => {
         console.log('still here', locked);
         lastResort.stop();
       }));
       ${fault}`,
    ],
    { encoding: 'utf8' },
  );
  expect({ status, stdout }).toEqual({ status: 0, stdout: `still here ${String(locks)}\n` });
  expect(stderr).toMatch(/^(uncaught exception|unhandled rejection): \w*Error\n\s+at /);
  expect(stderr).not.toContain('s3cret');
});
