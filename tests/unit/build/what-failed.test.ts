import { expect, test } from 'vitest';
import { whatFailed } from '../../../build/what-failed.ts';

const file = (status: string, assertionResults: unknown[], message = '') => ({
  testResults: [{ name: '/clone/tests/unit/a.test.ts', status, message, assertionResults }],
});

test('names a failed test, with its message in plain text', () => {
  const escape = String.fromCharCode(27);
  const results = file('failed', [
    { fullName: 'adds', status: 'passed', failureMessages: [] },
    {
      fullName: 'subtracts',
      status: 'failed',
      failureMessages: [`${escape}[31mexpected 1${escape}[39m\nat a.ts:3`],
    },
  ]);
  expect(whatFailed(results)).toEqual([
    'FAILED /clone/tests/unit/a.test.ts > subtracts\n    expected 1\n    at a.ts:3',
  ]);
});

test('names a file that failed outside its tests', () => {
  expect(whatFailed(file('failed', [], 'no such module'))).toEqual([
    'FAILED /clone/tests/unit/a.test.ts > the file itself\n    no such module',
  ]);
});

test('is silent where all passed', () => {
  expect(whatFailed(file('passed', [{ fullName: 'adds', status: 'passed' }]))).toEqual([]);
});

test('keeps a long message short', () => {
  const long = Array.from({ length: 400 }, (_, index) => `line ${index}`).join('\n');
  const [text] = whatFailed(
    file('failed', [{ fullName: 'adds', status: 'failed', failureMessages: [long] }]),
  );
  expect(text?.split('\n')).toHaveLength(26);
});
