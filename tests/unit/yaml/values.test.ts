import { describe, expect, test } from 'vitest';
import { itemsOf } from '../../../main/evidence/kubernetes-items.ts';
import { readDocuments } from '../../../main/yaml/documents.ts';

/** Every document, or what is wrong with the first that is none. */
function parseKubernetesYaml(text: string): unknown[] {
  return [...readDocuments(text)].map(({ result }) => {
    if ('problem' in result) throw new Error(`line ${result.line}: ${result.problem}`);
    return result.value;
  });
}

type Case = readonly [text: string, expected: unknown];
const all = (expected: unknown, ...texts: readonly string[]): Case[] =>
  texts.map((text): Case => [text, expected]);

describe('values of YAML as kubectl reads them', () => {
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
    ['{name: n}', 'the name of this Pod is false, which is not text; put it in quotes'],
    ['{name: a, namespace: on}', 'the namespace of this Pod is true, which is not text; put it in quotes'],
    ['{name: 1}', 'the name of this Pod is 1, which is not text; put it in quotes'],
    ['{name: [a]}', 'the name of this Pod is a list, which is not text'],
  ])('metadata %s is refused as a server refuses it, and not left out', (metadata, reason) => {
    const [pod] = parseKubernetesYaml(`apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\n`);
    const faults: string[] = [];
    expect(itemsOf(pod, (fault) => faults.push(fault))).toEqual([]);
    expect(faults).toEqual([reason]);
  });

  test('an item of a List that is none costs itself alone', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
    const items = [pod, { ...pod, metadata: { name: 7 } }, 'text', { ...pod, metadata: {} }, { kind: 'Pod' }];
    const faults: string[] = [];
    const found = itemsOf({ apiVersion: 'v1', kind: 'List', items }, (fault) => faults.push(fault));
    expect(found).toEqual([pod]);
    expect(faults).toEqual([
      'the name of this Pod is 7, which is not text; put it in quotes',
      'an item of the List is not an object',
      'a Pod in the List has no name',
      'an item of the List has no apiVersion or no kind',
    ]);
  });

  test('a text that is no YAML is told, and aliases are bounded', () => {
    expect(() => parseKubernetesYaml('a: [1')).toThrow(/line 1/);
    const bomb = ['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de'])
      bomb.push(`${to}: &${to} [${Array(10).fill(`*${from}`).join(', ')}]`);
    expect(() => parseKubernetesYaml(bomb.join('\n'))).toThrow(/alias/i);
  });
});
