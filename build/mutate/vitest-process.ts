/** A Vitest that stays warm: it runs one test file after the other, as it is told. Started by warm-tests.ts. */
import { join } from 'node:path';
import { createVitest, type Vitest } from 'vitest/node';
import { z } from 'zod';

const Order = z.object({ test: z.string(), changed: z.string() });
interface Answer {
  readonly passed: boolean;
  readonly why: string;
}

const root = process.cwd();
const vitest = await createVitest('test', {
  root,
  watch: false,
  maxWorkers: 1,
  bail: 1,
  reporters: [{}],
});
await vitest.standalone();
let changedBefore: string | null = null;
process.on('message', (message) => {
  const { test, changed } = Order.parse(message);
  // What was broken before is whole again.
  if (changedBefore !== null) vitest.invalidateFile(join(root, changedBefore));
  vitest.invalidateFile(join(root, changed));
  changedBefore = changed;
  void runOne(vitest, join(root, test)).then((answer) => process.send?.(answer));
});
process.send?.('ready');

async function runOne(runner: Vitest, test: string): Promise<Answer> {
  try {
    const { testModules, unhandledErrors } = await runner.runTestSpecifications(
      runner.getModuleSpecifications(test),
    );
    const ran = testModules.find(({ moduleId }) => moduleId === test);
    if (ran === undefined) return { passed: false, why: 'the file did not run' };
    const [failed] = [...ran.children.allTests('failed')];
    const [error] = [...ran.errors(), ...unhandledErrors];
    const passed = ran.state() === 'passed' && unhandledErrors.length === 0;
    return { passed, why: failed?.fullName ?? (error instanceof Error ? error.message : '') };
  } catch (error) {
    return { passed: false, why: String(error) };
  }
}
