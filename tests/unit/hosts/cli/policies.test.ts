/** `scan` with controls of one's own and with accepted risks, as a person runs it; the documentation's examples too. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScanResult } from '../../../../main/hosts/cli/work/scan.ts';
import { drydock } from './run-drydock.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-policies-'));
const file = (name: string) => join(dir, name);
const GUIDE = readFileSync(
  join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'custom-controls.md'),
  'utf8',
);
const [CONTROL = '', EXCEPTION = ''] = [...GUIDE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
  ([, yaml]) => yaml ?? '',
);

beforeAll(() => {
  const deployment = (name: string, replicas: number, privileged: boolean) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: prod-shop }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a } }
    spec: { containers: [{ name: a, image: a:1, securityContext: { privileged: ${privileged} } }] }
`;
  writeFileSync(
    file('manifests.yaml'),
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: prod-shop, labels: { tier: gold } }\n---${deployment('one', 1, true)}---${deployment('two', 2, false)}`,
  );
  mkdirSync(file('controls'));
  writeFileSync(join(file('controls'), 'guide.yaml'), CONTROL);
  writeFileSync(
    file('accepted.yaml'),
    'control: pod/privileged-container\nscope: { name: one }\nreason: It drives the disks.\nauthor: Ann\nexpires: 2999-12-31\n',
  );
  writeFileSync(
    file('expired.yaml'),
    'control: pod/*\nreason: It drove the disks.\nauthor: Ann\nexpires: 2020-12-31\n',
  );
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const scan = (...args: string[]) => drydock(['scan', '--from', file('manifests.yaml'), ...args]);
const json = async (...args: string[]) =>
  JSON.parse((await scan('--format', 'json', ...args)).stdout) as ScanResult;

describe('controls of one’s own on the command line', () => {
  test('the example of the guide is read and judged, from a directory', async () => {
    const { verdicts, summary } = await json(
      '--custom-controls',
      file('controls'),
      '--control',
      'custom/replicas-in-production',
      '--all',
    );
    expect(verdicts).toMatchObject([
      {
        control: 'custom/replicas-in-production',
        severity: 'high',
        verdict: 'fail',
        object: { name: 'one' },
        path: 'spec.replicas',
        value: '1',
        message: 'The number of replicas is 1.',
      },
      { control: 'custom/replicas-in-production', verdict: 'pass', object: { name: 'two' } },
    ]);
    expect(summary).toMatchObject({ controls: 1, counts: { fail: 1, pass: 1 } });
    expect((await json('--custom-controls', file('controls'), '--family', 'custom')).verdicts).toHaveLength(
      1,
    );
  });

  test('a control that is in no file is wrong usage', async () => {
    const { code, stderr } = await scan('--control', 'custom/replicas-in-production');
    expect(code).toBe(2);
    expect(stderr).toContain('error: control custom/replicas-in-production');
  });

  test('a faulty file names file, line and column, and nothing is judged', async () => {
    writeFileSync(file('faulty.yaml'), CONTROL.replace('params.least', 'parms.least'));
    const { code, stderr, stdout } = await scan('--custom-controls', file('faulty.yaml'));
    const line = CONTROL.split('\n').findIndex((text) => text.includes('params.least')) + 1;
    expect(stdout).toBe('');
    expect(stderr).toContain(`${file('faulty.yaml')}:${line}:39: There is no parms;`);
    expect(code).toBe(4);
  });
});

describe('accepted risks on the command line', () => {
  const only = ['--control', 'pod/privileged-container'];

  test('stay fails, carry who accepts them, and do not fail the run', async () => {
    const { verdicts, summary } = await json(...only, '--exceptions', file('accepted.yaml'));
    expect(verdicts).toMatchObject([
      {
        verdict: 'fail',
        exception: {
          id: `${file('accepted.yaml')}#1`,
          reason: 'It drives the disks.',
          author: 'Ann',
          expires: '2999-12-31',
        },
      },
    ]);
    expect(summary.counts).toMatchObject({ fail: 1, excepted: 1 });
    const { code, stdout } = await scan(...only, '--exceptions', file('accepted.yaml'), '--fail-on', 'info');
    expect(code).toBe(0);
    expect(stdout).toContain('fail (excepted)');
    expect(stdout).toContain('Accepted until 2999-12-31, by Ann: It drives the disks.');
    expect(stdout).toContain('1 fail (1 of them accepted by an exception)');
    expect((await scan(...only, '--fail-on', 'info')).code).toBe(1);
  });

  test('count no more once expired, and say so', async () => {
    const { verdicts, summary } = await json(...only, '--exceptions', file('expired.yaml'));
    expect(verdicts[0]?.exception).toBeUndefined();
    expect(verdicts[0]?.expiredException).toMatchObject({ expires: '2020-12-31' });
    expect(summary.counts.excepted).toBe(0);
    const { code, stdout } = await scan(...only, '--exceptions', file('expired.yaml'), '--fail-on', 'info');
    expect(code).toBe(1);
    expect(stdout).toContain(
      'No longer accepted: the exception expired on 2020-12-31, by Ann: It drove the disks.',
    );
  });

  test('the example of the guide is read; a fault names its place', async () => {
    writeFileSync(file('guide.yaml'), EXCEPTION);
    expect((await json(...only, '--exceptions', file('guide.yaml'))).summary.counts).toMatchObject({
      fail: 1,
      excepted: 0,
    });
    writeFileSync(
      file('wrong.yaml'),
      EXCEPTION.replace('2027-01-31', 'next year').replace('author: A. Nders\n', ''),
    );
    const { code, stderr } = await scan('--exceptions', file('wrong.yaml'));
    expect(stderr).toContain('expires is not valid: write a day as 2026-12-31.');
    expect(stderr).toContain('author is missing. Add it.');
    expect(code).toBe(4);
  });
});
