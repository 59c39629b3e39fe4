import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { isLike } from '../../../main/controls/custom/match.ts';
import { concerns, exceptionMarker, judgedOn } from '../../../main/controls/exceptions.ts';
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import type { Exception } from '../../../shared/exception.ts';
import type { Verdict } from '../../../shared/verdict.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';

const pod = (name: string, namespace = 'shop', labels = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels },
  spec: { containers: [{ name: 'c', image: 'r/c:1', securityContext: { privileged: true } }] },
});

const exception = (change: Partial<Exception> = {}): Exception => ({
  id: 'e1',
  control: 'pod/privileged-container',
  clusterId: null,
  scope: {},
  reason: 'The driver needs it.',
  author: 'Ann',
  expires: '2026-12-31',
  ...change,
});

const fail: Verdict = {
  control: 'pod/privileged-container',
  severity: 'high',
  verdict: 'fail',
  object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'a' },
  message: 'm',
};
const marked = (one: Exception, verdict: Verdict = fail, labels: Record<string, string> = {}) =>
  exceptionMarker([one], { day: '2026-05-01', labels: () => new Map(Object.entries(labels)) })(verdict);

describe('exceptions', () => {
  test('a fail stays a fail, says who accepts it and until when, and is counted', () => {
    const { verdicts, summaries } = analyseSnapshot(snapshotOf([pod('a'), pod('b')]), {
      controls: ['pod/privileged-container'],
      exceptions: [exception({ scope: { name: 'a' } })],
    });
    expect(verdicts.map(({ verdict, object, exception: mark }) => [verdict, object?.name, mark])).toEqual([
      ['fail', 'a', { id: 'e1', reason: 'The driver needs it.', author: 'Ann', expires: '2026-12-31' }],
      ['fail', 'b', undefined],
    ]);
    expect(summaries[0]).toMatchObject({ verdict: 'fail', counts: { fail: 2, excepted: 1 } });
  });

  test('facts are the same with and without', () => {
    const source = snapshotOf([pod('a')]);
    const exceptions = [exception({ control: 'pod/*' })];
    expect(analyseSnapshot(source, { exceptions }).facts).toEqual(analyseSnapshot(source).facts);
  });

  test.each([
    ['2026-05-01', 'exception'],
    ['2026-05-02', 'exception'],
    ['2026-04-30', 'expiredException'],
  ] as const)(
    'one that expires on %s is judged on the day of the evidence, 2026-05-01: %s',
    (expires, field) => {
      const { verdicts, summaries } = analyseSnapshot(snapshotOf([pod('a')], { origin: 'live' }), {
        controls: ['pod/privileged-container'],
        exceptions: [exception({ expires })],
        exceptionsAt: '2030-01-01T00:00:00Z',
      });
      const about = verdicts.find(({ verdict }) => verdict === 'fail');
      expect(about?.[field]).toMatchObject({ id: 'e1', expires });
      expect(summaries[0]?.counts.excepted).toBe(field === 'exception' ? 1 : undefined);
    },
  );

  test('manifests have no time: the day is given', () => {
    expect(
      judgedOn({ origin: 'manifests', finishedAt: '1970-01-01T00:00:00Z' }, '2026-05-01T10:00:00Z'),
    ).toBe('2026-05-01');
    expect(judgedOn({ origin: 'live', finishedAt: '2026-03-01T00:00:00Z' }, '2026-05-01T10:00:00Z')).toBe(
      '2026-03-01',
    );
  });

  test.each([
    [{}, true],
    [{ kind: 'Pod' }, true],
    [{ kind: 'Deployment' }, false],
    [{ name: 'a*' }, true],
    [{ name: 'b' }, false],
    [{ namespace: 'shop' }, true],
    [{ namespace: 'team-*' }, false],
    [{ labels: { matchLabels: { app: 'x' } } }, true],
    [{ labels: { matchLabels: { app: 'y' } } }, false],
    [{ kind: 'Pod', name: 'a', namespace: 'other' }, false],
    [{ subject: { name: 'ann' } }, false],
  ] as const)('a scope of %j covers the pod: %s', (scope, covered) => {
    expect(marked(exception({ scope }), fail, { app: 'x' }).exception !== undefined).toBe(covered);
  });

  test.each([
    [{ name: 'ann' }, true],
    [{ name: 'ann', kind: 'User' }, true],
    [{ name: 'ann', kind: 'Group' }, false],
    [{ name: 'ann', namespace: 'shop' }, false],
    [{ name: 'ann', namespace: '' }, true],
    [{ name: '*' }, true],
  ])('a subject of %j covers the user ann: %s', (subject, covered) => {
    const verdict: Verdict = {
      ...fail,
      object: null,
      subject: { kind: 'User', namespace: null, name: 'ann' },
    };
    expect(marked(exception({ scope: { subject } }), verdict).exception !== undefined).toBe(covered);
  });

  test('a namespace covers the namespace itself, and a scope never covers the cluster as a whole', () => {
    const namespace = {
      ...fail,
      object: { apiVersion: 'v1', kind: 'Namespace', namespace: null, name: 'shop' },
    };
    expect(marked(exception({ scope: { namespace: 'shop' } }), namespace).exception).toBeDefined();
    expect(
      marked(exception({ scope: { namespace: '*' } }), { ...fail, object: null }).exception,
    ).toBeUndefined();
  });

  test('a family covers its controls and no others; nothing but fails is marked', () => {
    expect(concerns({ control: 'pod/*' }, 'pod/host-path')).toBe(true);
    expect(concerns({ control: 'pod/*' }, 'podsecurity/baseline')).toBe(false);
    expect(concerns({ control: 'pod/a' }, 'pod/ab')).toBe(false);
    for (const verdict of ['pass', 'unknown', 'not-applicable'] as const)
      expect(marked(exception(), { ...fail, verdict })).toEqual({ ...fail, verdict });
  });

  test('an exception for one control leaves the fails of every other control unmarked', () => {
    for (const control of ['pod/host-network', 'rbac/*', 'pod/privileged'])
      expect(marked(exception({ control })), control).toEqual(fail);
    expect(marked(exception({ control: 'pod/*' })).exception).toBeDefined();
  });

  test('of two exceptions that expire on one day, the first by id counts, in whatever order they come', () => {
    const two = [exception({ id: 'e1' }), exception({ id: 'e2' })];
    const judging = { day: '2026-05-01', labels: () => new Map<string, string>() };
    for (const order of [two, [...two].reverse()])
      expect(exceptionMarker(order, judging)(fail).exception?.id).toBe('e1');
  });

  test('an object counts as accepted when every fail of it is', () => {
    const twice = pod('a');
    (twice as never as { spec: { containers: unknown[] } }).spec.containers.push({
      name: 'd',
      image: 'r/d:1',
      securityContext: { privileged: true },
    });
    const { summaries } = analyseSnapshot(snapshotOf([twice]), {
      controls: ['pod/privileged-container'],
      exceptions: [exception()],
    });
    expect(summaries[0]?.counts).toMatchObject({ fail: 1, excepted: 1 });
  });

  test('the order of the exceptions changes nothing, and marking again gives the same', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            id: fc.string({ maxLength: 3 }),
            control: fc.constantFrom('pod/*', 'pod/privileged-container', 'rbac/*'),
            expires: fc.constantFrom('2026-01-01', '2026-05-01', '2027-01-01'),
            scope: fc.constantFrom({}, { name: 'a' }, { name: 'b' }, { namespace: 'shop' }),
          }),
          { maxLength: 6 },
        ),
        (changes) => {
          const all = changes.map(exception);
          const judging = { day: '2026-05-01', labels: () => new Map<string, string>() };
          const once = exceptionMarker(all, judging)(fail);
          expect(exceptionMarker([...all].reverse(), judging)(fail).exception?.expires).toBe(
            once.exception?.expires,
          );
          expect(exceptionMarker(all, judging)(once)).toEqual(once);
          expect(once.verdict).toBe('fail');
        },
      ),
    );
  });

  test('patterns with stars agree with regular expressions', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab*]{0,8}$/), fc.stringMatching(/^[ab]{0,8}$/), (pattern, name) => {
        expect(isLike(pattern, name)).toBe(new RegExp(`^${pattern.replaceAll('*', '[ab]*')}$`).test(name));
      }),
    );
  });
});
