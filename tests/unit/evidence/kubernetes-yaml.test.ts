import { describe, expect, test } from 'vitest';
import { itemsOf } from '../../../main/evidence/kubernetes-items.ts';
import { parseKubernetesYaml } from '../../../main/evidence/kubernetes-yaml.ts';

type Case = readonly [text: string, expected: unknown];
const all = (expected: unknown, ...texts: readonly string[]): Case[] =>
  texts.map((text): Case => [text, expected]);

describe('YAML as kubectl reads it', () => {
  // What sigs.k8s.io/yaml 1.6.0 makes of each.
  test.each<Case>([
    ...all(true, 'y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'),
    ...all(false, 'n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'),
    ['yEs', 'yEs'],
    ['tRue', 'tRue'],
    ['"yes"', 'yes'],
    ["'on'", 'on'],
    ['!!str no', 'no'],
    ['1:30', '1:30'],
    ['08:30', '08:30'],
    ['190:20:30.15', '190:20:30.15'],
    ['2026-01-01', '2026-01-01'],
    ['2001-12-14t21:59:43.10-05:00', '2001-12-14t21:59:43.10-05:00'],
    ['0644', 420],
    ['0o644', 420],
    ['-017', -15],
    ['-0o7', -7],
    ['089', 89],
    ['"0644"', '0644'],
    ['0x1F', 31],
    ['0b11', 3],
    ['-0b11', -3],
    ['1_000', 1000],
    ['+12', 12],
    ['12e3', 12000],
    ['.5', 0.5],
    ['0.0.1', '0.0.1'],
    ['~', null],
    ['NULL', null],
    ['!!binary aGVsbG8=', 'hello'],
  ])('%s is %j', (text, expected) => {
    expect(parseKubernetesYaml(`a: ${text}\n`)).toEqual([{ a: expected }]);
  });

  test('keys are text, and what is merged in is there', () => {
    expect(parseKubernetesYaml('yes: 1\n1: 2\n')).toEqual([{ true: 1, 1: 2 }]);
    expect(parseKubernetesYaml('a: &x {b: 1, c: 1}\nd: {<<: *x, c: 2}\n')).toEqual([
      { a: { b: 1, c: 1 }, d: { b: 1, c: 2 } },
    ]);
    expect(parseKubernetesYaml('a: !!set {b, c}\n')).toEqual([{ a: { b: null, c: null } }]);
  });

  test.each([
    ['{name: n}', /its name is false/],
    ['{name: a, namespace: on}', /its namespace is true/],
    ['{name: 1}', /its name is 1/],
  ])('metadata %s is refused as a server refuses it, and not left out', (metadata, reason) => {
    const [pod] = parseKubernetesYaml(`apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\n`);
    expect(() => itemsOf(pod)).toThrow(reason);
  });

  test('a text that is no YAML is told, and aliases are bounded', () => {
    expect(() => parseKubernetesYaml('a: [1')).toThrow(/line 1/);
    const bomb = ['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de'])
      bomb.push(`${to}: &${to} [${Array(10).fill(`*${from}`).join(', ')}]`);
    expect(() => parseKubernetesYaml(bomb.join('\n'))).toThrow(/alias/i);
  });
});
