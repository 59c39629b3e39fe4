import { expect, test } from 'vitest';
import { graphOf, nearTests } from '../../../../build/mutate/near-tests.ts';

const graph = graphOf(
  new Map([
    [
      'main/controls/run.ts',
      "import { index } from '../snapshot/index.ts'; import type { A } from './types.ts';",
    ],
    ['main/controls/types.ts', ''],
    ['main/snapshot/index.ts', ''],
    ['main/workbench/worker.ts', "import { run } from '../controls/run.ts';"],
    ['main/workbench/pool.ts', "start(new URL('./worker.ts', import.meta.url));"],
    ['main/workbench/loop.ts', "import './pool.ts'; import './loop.ts';"],
    ['tests/unit/controls/run.test.ts', "import { run } from '../../../main/controls/run.ts';"],
    ['tests/unit/workbench/pool.test.ts', "await import('../../../main/workbench/pool.ts');"],
    ['tests/unit/shared/run.test.ts', "export * from '../../../main/controls/run.ts';"],
    ['main/hosts/loopback/server.ts', ''],
    ['tests/contract/loopback.test.ts', "import '../../main/hosts/loopback/server.ts';"],
    ['tests/unit/hosts/cli/serve.test.ts', "import '../../../../main/hosts/loopback/server.ts';"],
    ['tests/e2e/run.test.ts', "import { run } from '../../main/controls/run.ts';"],
    ['tests/unit/controls/types.test.ts', "import { type A } from '../../../main/controls/types.ts';"],
  ]),
);

test('the tests that run a file, those of its room first, then by the imports between', () => {
  expect(nearTests(graph, 'main/controls/run.ts', ['unit'])).toEqual([
    'tests/unit/controls/run.test.ts',
    'tests/unit/shared/run.test.ts',
  ]);
});

test('a worker is reached by its name, and a circle of imports ends', () => {
  expect(nearTests(graph, 'main/workbench/worker.ts', ['unit'])).toEqual([
    'tests/unit/workbench/pool.test.ts',
  ]);
});

test('a test that names the room is of the room, whatever its folder', () => {
  expect(nearTests(graph, 'main/hosts/loopback/server.ts', ['unit', 'contract'])).toEqual([
    'tests/contract/loopback.test.ts',
    'tests/unit/hosts/cli/serve.test.ts',
  ]);
});

test('tests of other rooms run only over what they import almost directly', () => {
  const far = graphOf(
    new Map([
      ['main/snapshot/index.ts', ''],
      ['main/controls/run.ts', "import '../snapshot/index.ts';"],
      ['main/workbench/jobs.ts', "import '../controls/run.ts';"],
      ['tests/unit/controls/run.test.ts', "import '../../../main/controls/run.ts';"],
      ['tests/unit/workbench/jobs.test.ts', "import '../../../main/workbench/jobs.ts';"],
      ['tests/unit/snapshot/deep.test.ts', "import '../../../main/workbench/jobs.ts';"],
    ]),
  );
  expect(nearTests(far, 'main/snapshot/index.ts', ['unit'])).toEqual([
    'tests/unit/snapshot/deep.test.ts',
    'tests/unit/controls/run.test.ts',
  ]);
});

test('a test with the name of the file comes first, however many imports lie between', () => {
  const sources = new Map([
    ['main/report/interview.ts', ''],
    ['main/report/model.ts', "import './interview.ts';"],
    ['tests/unit/report/decision.test.ts', "import '../../../main/report/interview.ts';"],
    ['tests/unit/report/interview.test.ts', "import '../../../main/report/model.ts';"],
  ]);
  expect(nearTests(graphOf(sources), 'main/report/interview.ts', ['unit'])[0]).toBe(
    'tests/unit/report/interview.test.ts',
  );
});

test('an import of types runs nothing', () => {
  expect(nearTests(graph, 'main/controls/types.ts', ['unit', 'e2e'])).toEqual([]);
});

test('only the suites that are asked for', () => {
  expect(nearTests(graph, 'main/snapshot/index.ts', ['e2e'])).toEqual(['tests/e2e/run.test.ts']);
});
