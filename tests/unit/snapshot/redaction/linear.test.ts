/**
 * Masking is linear in the length of a text, whatever a hostile server sends. Time spent by the processor on a text and
 * on one four times as long is compared; a rule that reads a text again for each of its parts takes sixteen times as long.
 */
import { expect, test } from 'vitest';
import { classify } from '../../../../main/snapshot/redaction/classify.ts';
import { documentHoldsCredential } from '../../../../main/snapshot/redaction/document.ts';
import { maskArguments, maskDirectives, maskText } from '../../../../main/snapshot/redaction/mask.ts';
import { redactObject } from '../../../../main/snapshot/redaction/redact.ts';

/** Repeated, each made many rules look far ahead or back, or did so while they were written. */
const UNITS = [
  'password="',
  'password=\\"',
  'password: ',
  'password:\n',
  '- password:\n',
  'password: |\n ',
  'name: password ',
  'value: name: password ',
  'name:[',
  'key:',
  'dsn=',
  'a://',
  'u:x://',
  'a:b@',
  "'",
  '\\"',
  '$(',
  '{{',
  '<a',
  '>',
  '<<A >token\n',
  '<<',
  'mysql -p',
  'mysql curl vault mc htpasswd -b ',
  'echo a | ',
  "\"a 'b c' ",
  '-eyJaaaaaaaa.',
  '-----BEGIN RSA PRIVATE KEY-----',
  'bearer ',
  'identified by ',
  'password%3D%22',
  '"password", ',
  'пароль: ',
  '\u3000',
  'hooks/',
  ' ',
];

const cpuMs = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

/** The best of some tries: other work on the machine can only add. */
function ratio(work: (length: number) => void, short: number, long: number): number {
  work(short);
  let least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let tries = 0; tries < 4; tries += 1) {
    least = [
      Math.min(
        least[0] ?? 0,
        cpuMs(() => work(short)),
      ),
      Math.min(
        least[1] ?? 0,
        cpuMs(() => work(long)),
      ),
    ];
    // What takes next to no time is not worth a measurement.
    if ((least[1] ?? 0) < 20 || (least[1] ?? 0) / Math.max(least[0] ?? 0, 0.5) < 8) return 1;
  }
  return (least[1] ?? 0) / Math.max(least[0] ?? 0, 0.5);
}

const text = (unit: string, length: number): string =>
  unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

test.each(UNITS)('of %j', (unit) => {
  expect(ratio((length) => maskText(text(unit, length)), 16_000, 64_000)).toBeLessThan(12);
  expect(ratio((length) => maskDirectives(text(unit, length)), 16_000, 64_000)).toBeLessThan(12);
  expect(
    ratio((length) => maskArguments(text(unit, length).match(/.{1,9}/gs) ?? []), 16_000, 64_000),
  ).toBeLessThan(12);
});

test('of one to two million characters in every place', () => {
  const pod = (value: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x', annotations: { note: value, 'prometheus.io/path': value } },
    spec: {
      containers: [
        {
          name: value,
          image: value,
          command: ['sh', '-c', value],
          args: [value],
          env: [{ name: value, value }],
        },
      ],
    },
    status: { message: value },
  });
  for (const unit of ['password=', 'a://', '"', 'key: ', '\n- password:', 'eyJ']) {
    const work = (length: number) => {
      const value = text(unit, length);
      redactObject(pod(value));
      redactObject({
        apiVersion: 'x.test/v1',
        kind: 'X',
        metadata: { name: 'x' },
        spec: { [value]: value, a: [value] },
      });
      documentHoldsCredential(value);
      classify('x', value);
    };
    expect(ratio(work, 500_000, 2_000_000)).toBeLessThan(12);
  }
});
