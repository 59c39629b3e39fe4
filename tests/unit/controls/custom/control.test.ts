import { describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../../main/controls/analyse.ts';
import type { CustomControl } from '../../../../main/controls/custom/control.ts';
import type { SnapshotIndex } from '../../../../main/snapshot/index.ts';
import type { KubernetesObject } from '../../../../main/snapshot/model.ts';
import { readCustomFiles } from '../../../../main/workbench/custom-files.ts';
import { ControlMeta, Verdict } from '../../../../shared/verdict.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';

const ID = 'custom/replicas';

function controlOf(
  rest: string,
  match = 'match: { apiGroups: [apps], resources: [deployments] }',
): CustomControl {
  const text = `id: ${ID}\ntitle: At most five replicas\nseverity: medium\n${match}\n${rest}`;
  const [file] = readCustomFiles([{ name: 'a.yaml', text }]);
  if (file?.problems.length !== 0) throw new Error(JSON.stringify(file?.problems));
  const [control] = file.controls;
  if (control === undefined) throw new Error('no control');
  return control;
}

const deployment = (name: string, replicas: unknown, namespace = 'shop', labels = {}): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels },
  spec: {
    ...(replicas === undefined ? {} : { replicas }),
    template: {
      spec: {
        containers: [
          { name: 'a', image: 'a:1' },
          { name: 'b', image: 'b:latest' },
        ],
      },
    },
  },
});
const namespace = (name: string, labels = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

type Options = Parameters<typeof snapshotOf>[1];

function verdictsOf(control: CustomControl, objects: readonly KubernetesObject[], options?: Options) {
  const { verdicts, summaries } = analyseSnapshot(snapshotOf(objects, options), {
    controls: [ID],
    customControls: [control],
    includePasses: true,
  });
  for (const verdict of verdicts) Verdict.parse(verdict);
  expect(summaries).toHaveLength(1);
  return verdicts.map(({ verdict, reason, object, path, value, message, severity }) => ({
    verdict,
    severity,
    ...(reason === undefined ? {} : { reason }),
    name: object?.name ?? null,
    ...(path === undefined ? {} : { path, value }),
    message,
  }));
}

const FIVE = 'validations: [{ expression: "object.spec.replicas <= 5", message: Too many. }]';

describe('a custom control', () => {
  test('passes, fails with path and value, and is unknown where its expression has no result', () => {
    const verdicts = verdictsOf(controlOf(FIVE), [
      deployment('few', 2),
      deployment('many', 9),
      deployment('none', undefined),
    ]);
    expect(verdicts).toEqual([
      {
        verdict: 'fail',
        severity: 'medium',
        name: 'many',
        path: 'spec.replicas',
        value: '9',
        message: 'Too many.',
      },
      {
        verdict: 'unknown',
        severity: 'medium',
        reason: 'evaluation-error',
        name: 'none',
        message: 'The expression has no result: there is no field replicas.',
      },
      { verdict: 'pass', severity: 'medium', name: 'few', message: 'All validations of the control pass.' },
    ]);
  });

  test('is not applicable where there is nothing to judge', () => {
    expect(verdictsOf(controlOf(FIVE), []).map(({ verdict }) => verdict)).toEqual(['not-applicable']);
  });

  test('is unknown for kinds that were refused or never collected, and never a pass for the cluster', () => {
    const refused = verdictsOf(controlOf(FIVE), [], { origin: 'live', forbidden: ['apps/deployments'] });
    expect(refused).toMatchObject([{ verdict: 'unknown', reason: 'forbidden', name: null }]);
    const absent = verdictsOf(controlOf(FIVE), [], { origin: 'live' });
    expect(absent).toMatchObject([{ verdict: 'unknown', reason: 'not-collected', name: null }]);
    const any = controlOf(FIVE, 'match: { kinds: [Deployment] }');
    expect(verdictsOf(any, [], { origin: 'live' })).toMatchObject([
      { verdict: 'unknown', reason: 'not-collected' },
    ]);
    expect(verdictsOf(any, [deployment('many', 9)])).toMatchObject([{ verdict: 'fail', name: 'many' }]);
  });

  test('is unknown where it looks at a value that the collection removed', () => {
    const config: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'shop' },
      data: { key: { $redacted: { length: 3, looksLike: 'plain' } } },
    };
    const match = "match: { apiGroups: [''], resources: [configmaps] }";
    for (const expression of [
      "object.data.key != 'secret'",
      "!object.data.key.contains('x')",
      'object.data.key.size() < 100',
    ]) {
      const verdicts = verdictsOf(
        controlOf(`validations: [{ expression: ${JSON.stringify(expression)} }]`, match),
        [config],
      );
      expect([expression, verdicts]).toMatchObject([
        expression,
        [{ verdict: 'unknown', reason: 'redacted' }],
      ]);
    }
    expect(
      verdictsOf(controlOf('validations: [{ expression: "\'key\' in object.data" }]', match), [config]),
    ).toMatchObject([{ verdict: 'pass' }]);
    const secret: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'shop' },
    };
    const labelled = controlOf(
      "validations: [{ expression: 'true' }]",
      "match: { apiGroups: [''], resources: [secrets], objectSelector: { matchLabels: { a: b } } }",
    );
    expect(verdictsOf(labelled, [secret])).toMatchObject([{ verdict: 'unknown', reason: 'redacted' }]);
  });

  test('points at the first entry of a list that does not hold', () => {
    const control = controlOf(
      'validations: [{ expression: "object.spec.template.spec.containers.all(c, !c.image.endsWith(\':latest\'))" }]',
    );
    expect(verdictsOf(control, [deployment('a', 1)])).toMatchObject([
      {
        verdict: 'fail',
        path: 'spec.template.spec.containers[1].image',
        value: 'b:latest',
        message:
          "This condition is not met: object.spec.template.spec.containers.all(c, !c.image.endsWith(':latest'))",
      },
    ]);
  });

  test('takes the path, the severity and the message that a validation gives', () => {
    const control = controlOf(`validations:
  - expression: object.spec.replicas < 3 || object.metadata.name == "x"
    path: metadata.labels["team/name"]
    severity: critical
    messageExpression: "'replicas are ' + string(object.spec.replicas)"`);
    expect(verdictsOf(control, [deployment('a', 4, 'shop', { 'team/name': 'blue' })])).toEqual([
      {
        verdict: 'fail',
        severity: 'critical',
        name: 'a',
        path: 'metadata.labels["team/name"]',
        value: 'blue',
        message: 'replicas are 4',
      },
    ]);
  });

  test('a message that cannot be made gives way to the plain one', () => {
    const control = controlOf(
      `validations: [{ expression: "false", message: Plain., messageExpression: "object.absent" }]`,
    );
    expect(verdictsOf(control, [deployment('a', 1)])).toMatchObject([{ message: 'Plain.' }]);
  });

  test('matches by name of namespace, labels of namespace and labels of object', () => {
    const objects = [
      namespace('shop', { tier: 'gold' }),
      namespace('team-a'),
      deployment('a', 9, 'shop'),
      deployment('b', 9, 'team-a', { app: 'b' }),
      deployment('c', 9, 'other'),
    ];
    const names = (match: string) =>
      verdictsOf(
        controlOf(FIVE, `match: { apiGroups: [apps], resources: [deployments], ${match} }`),
        objects,
      ).map(({ verdict, name }) => `${verdict} ${name}`);
    expect(names('namespaces: ["team-*"]')).toEqual(['fail b']);
    expect(names('excludeNamespaces: [shop]')).toEqual(['fail c', 'fail b']);
    expect(names('objectSelector: { matchLabels: { app: b } }')).toEqual(['fail b']);
    // The namespace itself of "other" is in no file, so its labels are not known.
    expect(names('namespaceSelector: { matchLabels: { tier: gold } }')).toEqual(['fail a', 'unknown c']);
    expect(names('apiVersions: [v2]')).toEqual(['not-applicable null']);
  });

  test('namespaceObject, params, variables and matchConditions are those of a ValidatingAdmissionPolicy', () => {
    const control = controlOf(`params: { limit: 5 }
matchConditions: [{ name: gold, expression: "namespaceObject.metadata.labels.tier == 'gold'" }]
variables:
  - { name: most, expression: "params.limit * 2" }
  - { name: over, expression: "object.spec.replicas > variables.most" }
validations: [{ expression: "!variables.over" }]`);
    const objects = [
      namespace('shop', { tier: 'gold' }),
      namespace('free', { tier: 'free' }),
      deployment('a', 11),
      deployment('b', 9),
      deployment('c', 99, 'free'),
    ];
    expect(verdictsOf(control, objects)).toMatchObject([
      { verdict: 'fail', name: 'a' },
      { verdict: 'pass', name: 'b' },
    ]);
    expect(
      verdictsOf(control, objects.slice(2), { origin: 'live', forbidden: ['/namespaces'] }).every(
        ({ verdict }) => verdict === 'unknown',
      ),
    ).toBe(true);
  });

  test('work is bounded over a whole snapshot, and what is left is unknown', () => {
    const control = controlOf(
      'validations: [{ expression: "lists.range(60).all(x, lists.range(60).all(y, x + y >= 0))" }]',
    );
    const objects = Array.from({ length: 20 }, (_, at) => deployment(`d${at}`, 1));
    const hurried = { ...control, bind: (index: SnapshotIndex) => control.bind(index, 200_000) };
    const verdicts = verdictsOf(hurried, objects);
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['pass', 'unknown']));
    expect(verdicts.find(({ verdict }) => verdict === 'unknown')?.message).toBe(
      'The expression has no result: the control has used up its work for this snapshot.',
    );
  });

  test('fills in sensible words, and never touches facts', () => {
    const control = controlOf(FIVE);
    ControlMeta.parse(control.meta);
    expect(control.meta).toMatchObject({
      id: ID,
      family: 'custom',
      references: [],
      mappings: [],
      questions: [],
    });
    const objects = [deployment('many', 9)];
    expect(analyseSnapshot(snapshotOf(objects), { customControls: [control] }).facts).toEqual(
      analyseSnapshot(snapshotOf(objects)).facts,
    );
  });
});

describe('a file of custom controls', () => {
  const HEAD =
    'id: custom/a\ntitle: A title\nseverity: low\nmatch: { apiGroups: [apps], resources: [deployments] }\n';

  test.each([
    [
      'validations: [{ expression: "object.spec. == 1" }]',
      5,
      43,
      'A name belongs here, not "==". Correct the expression.',
    ],
    [
      'validations:\n  - expression: object.spec.frob() == 1',
      6,
      29,
      'There is no function frob(). Correct the expression.',
    ],
    [
      'validations:\n  - expression: |\n      object.spec.replicas < 3 &&\n      object.frob() == 1',
      8,
      14,
      'There is no function frob(). Correct the expression.',
    ],
    [
      'validations: [{ expression: "variables.x" }]',
      5,
      40,
      'No variable named x is defined before this point. Correct the expression.',
    ],
    [
      'validations: [{ expression: "request.userInfo.username == \'a\'" }]',
      5,
      30,
      'Request is not supported: a snapshot contains objects, not the requests that created them. Correct the expression.',
    ],
    ['validations: []', 5, 14, expect.stringContaining('validations is not valid')],
    [
      'validations: [{ expression: "true" }]\nseverty: high',
      6,
      10,
      'The field severty is not allowed here. Remove it, or correct its name.',
    ],
    [
      'validations: [{ expression: 3 }]',
      5,
      29,
      'validations[0].expression has the wrong type: string is expected.',
    ],
    ['validations: [{ message: x }]', 5, 15, 'validations[0].expression is missing. Add it.'],
    [
      'validations: [{ expression: "true", path: "a..b" }]',
      5,
      44,
      expect.stringContaining('The path is not valid'),
    ],
    ['validations: [', 5, 15, expect.stringContaining('This is not valid YAML')],
    [
      'mappings: [xyz:1]\nvalidations: [{ expression: "true" }]',
      5,
      12,
      expect.stringContaining('a mapping consists of one of cis,'),
    ],
  ])('names the line and the column: %s', (rest, line, column, message) => {
    const [file] = readCustomFiles([{ name: 'a.yaml', text: HEAD + rest }]);
    expect(file?.controls).toEqual([]);
    expect(file?.problems[0]).toEqual({ line, column, message });
  });

  test('an id may be used once, over all files', () => {
    const text = `${HEAD}validations: [{ expression: "true" }]\n`;
    const [first, second, both] = readCustomFiles([
      { name: 'one.yaml', text },
      { name: 'two.yaml', text },
      {
        name: 'both.yaml',
        text: `${text.replace('custom/a', 'custom/b')}---\n${text.replace('custom/a', 'custom/b')}`,
      },
    ]);
    expect(first?.controls).toHaveLength(1);
    expect(second?.problems).toEqual([
      { line: 1, column: 5, message: 'Control custom/a already exists in one.yaml. Choose another id.' },
    ]);
    expect(both?.problems[0]?.message).toContain('in this file');
  });

  test.each([
    '',
    '---\n',
    'a: &a [*a]',
    '- 1',
    'null',
    `${'a: '.repeat(1)}${'['.repeat(3_000)}`,
    '\u0000',
    'a: !!js/function "x"',
    'x'.repeat(2_000_000),
  ])('never throws, and never takes nonsense for a control', (text) => {
    const [file] = readCustomFiles([{ name: 'x.yaml', text }]);
    expect(file?.controls).toEqual([]);
    expect(file?.problems.length).toBeGreaterThan(0);
  });
});
