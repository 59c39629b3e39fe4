import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { drydock } from './run-drydock.ts';

/** The JSON of `drydock pod-security`, exactly. */
const Answers = z.array(
  z.strictObject({
    source: z.string().nullable(),
    object: z.strictObject({
      apiVersion: z.string(),
      kind: z.string(),
      namespace: z.string().nullable(),
      name: z.string(),
    }),
    level: z.enum(['baseline', 'restricted']),
    version: z.string().regex(/^v1\.\d+$/),
    allowed: z.boolean().nullable(),
    violations: z.array(z.strictObject({ check: z.string(), message: z.string() })),
    unknown: z.array(z.strictObject({ check: z.string(), path: z.string() })).optional(),
  }),
);

const dir = mkdtempSync(join(tmpdir(), 'drydock-pod-security-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

const ran = async (...args: string[]) => {
  const { code, stdout, stderr } = await drydock(['pod-security', ...args, '--format', 'json']);
  return { code, stderr, answers: Answers.parse(JSON.parse(stdout)) };
};

const SYSCTL = `apiVersion: v1
kind: Pod
metadata: { name: tuned, namespace: shop }
spec:
  securityContext: { sysctls: [{ name: net.ipv4.tcp_rmem, value: "1" }] }
  containers: [{ name: web, image: web }]
`;
const CRON = `apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly, namespace: shop }
spec:
  jobTemplate: { spec: { template: { spec: { hostPID: true, containers: [{ name: job, image: job }] } } } }
`;
const TEMPLATE = `apiVersion: v1
kind: PodTemplate
metadata: { name: shape, namespace: shop }
template: { spec: { containers: [{ name: a, image: a, securityContext: { privileged: "maybe" } }] } }
`;

describe('pod-security', () => {
  test('answers document by document, in their order, at both levels', async () => {
    const path = file('many.yaml', `${CRON}---\nkind: ConfigMap\n---\n${SYSCTL}`);
    const { code, stderr, answers } = await ran('--from', path);
    // The second document names no API version: it is named as not read.
    expect(code).toBe(3);
    expect(stderr).toContain('v1.37 is assumed');
    expect(
      answers.map(({ source, object, level, allowed }) => [source, object.kind, level, allowed]),
    ).toEqual([
      [`${path}#1`, 'CronJob', 'baseline', false],
      [`${path}#1`, 'CronJob', 'restricted', false],
      [`${path}#3`, 'Pod', 'baseline', true],
      [`${path}#3`, 'Pod', 'restricted', false],
    ]);
    expect(answers[0]?.violations).toEqual([
      { check: 'hostNamespaces', message: 'host namespaces (hostPID=true)' },
    ]);
    expect(answers[3]?.violations.map(({ check }) => check)).toEqual([
      'allowPrivilegeEscalation',
      'capabilities_restricted',
      'runAsNonRoot',
      'seccompProfile_restricted',
    ]);
  });

  test('answers as the version that is asked for', async () => {
    const path = file('sysctl.yaml', SYSCTL);
    const at = async (version: string) =>
      (await ran('--from', path, '--level', 'baseline', '--kube-version', version)).answers.map(
        ({ version: of, allowed }) => [of, allowed],
      );
    expect(await at('v1.31')).toEqual([['v1.31', false]]);
    expect(await at('1.32.4')).toEqual([['v1.32', true]]);
    expect(await at('v1.99')).toEqual([['v1.37', true]]);
  });

  test('says what it could not judge, and ends with 3', async () => {
    const path = file('template.yaml', TEMPLATE);
    const { code, stderr, answers } = await ran('--from', path, '--level', 'baseline');
    expect(code).toBe(3);
    const place = 'template.spec.containers[0].securityContext.privileged';
    expect(stderr).toContain(`incomplete: shop/PodTemplate/shape (${path}#1): ${place} could not be read`);
    expect(answers).toMatchObject([
      { allowed: null, violations: [], unknown: [{ check: 'privileged', path: place }] },
    ]);
  });

  test('takes the version of the cluster, and names what was refused', async () => {
    const sample = await drydock(['sample', '--out', join(dir, 'sample')]);
    const bundle = sample.stdout.trim().split('\n').at(-1) ?? '';
    const { code, stderr, answers } = await ran('--from', bundle, '--level', 'restricted');
    expect(code).toBe(3);
    expect(stderr).toContain('incomplete: halcyon-prod: persistentvolumes is forbidden');
    expect(new Set(answers.map(({ version }) => version)).size).toBe(1);
    expect(answers.some(({ object }) => object.kind === 'Pod')).toBe(true);
    expect(answers.every(({ source }) => source === null)).toBe(true);
  });

  test('tells people the same in lines', async () => {
    mkdirSync(join(dir, 'folder'));
    writeFileSync(join(dir, 'folder', 'cron.yaml'), CRON);
    const { stdout } = await drydock(['pod-security', '--from', join(dir, 'folder'), '--level', 'baseline']);
    expect(stdout).toMatch(/^denied {2}baseline:v1\.37 +shop\/CronJob\/nightly .*cron\.yaml#1\n/);
    expect(stdout).toContain('        hostNamespaces: host namespaces (hostPID=true)\n');
    expect(stdout).toContain('0 allowed, 1 denied, 0 unknown');
  });

  test.each([[['--level', 'privileged']], [['--kube-version', 'latest']], [['--format', 'xml']]])(
    'wrong usage ends with 2: %j',
    async (args) => {
      const { code, stdout, stderr } = await drydock(['pod-security', '--from', dir, ...args]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('error:');
    },
  );
});

test('kinds whose pods an operator completes are named, and the answer is not whole', async () => {
  const path = join(dir, 'tekton.yaml');
  const task = (name: string) =>
    `apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: ${name}, namespace: ci}\nspec: {steps: [{name: s, image: "a:1", securityContext: {privileged: true}}]}\n`;
  writeFileSync(
    path,
    `${task('a')}---\n${task('b')}---\napiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: {name: k, namespace: ci}\nspec: {kafka: {replicas: 3}}\n`,
  );
  const ran = await drydock(['pod-security', '--from', path, '--format', 'json']);
  expect(ran).toMatchObject({ code: 3, stdout: '[]\n' });
  expect(ran.stderr).toContain(
    'incomplete: 2 Tasks of tekton.dev/v1 and 1 Kafka of kafka.strimzi.io/v1beta2 create pods that their operators complete; the files do not show them completely. What the plugin would decide for them is not known.\n',
  );
});
