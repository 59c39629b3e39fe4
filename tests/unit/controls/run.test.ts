/** What a control may still say when something that it leans on could not be read, and how its verdicts are counted. */
import { describe, expect, test } from 'vitest';
import { describeCluster } from '../../../main/cluster/cluster.ts';
import {
  type Control,
  type Draft,
  defineControl,
  fail,
  found,
  notApplicable,
  pass,
  seen,
  unknown,
} from '../../../main/controls/define.ts';
import { runControl } from '../../../main/controls/run.ts';
import { buildSnapshotIndex } from '../../../main/snapshot/index.ts';
import type { ObjectRef } from '../../../shared/evidence.ts';
import type { Severity } from '../../../shared/verdict.ts';
import { type Removal, without } from '../../fixtures/removal.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { namespace, object } from './objects.ts';

const ref = (kind: string, name: string, inNamespace: string | null): ObjectRef => ({
  apiVersion: 'v1',
  kind,
  namespace: inNamespace,
  name,
});
const pod = (name: string, inNamespace = 'shop') => ref('Pod', name, inNamespace);

const source = snapshotOf(
  [
    namespace('shop'),
    namespace('data'),
    object('v1', 'Pod', 'web', {}, { namespace: 'shop' }),
    object('v1', 'Service', 'web', {}, { namespace: 'shop' }),
  ],
  { origin: 'live', collected: ['/pods', '/services', '/namespaces'] },
);

/** A control over pods that leans on services and says these drafts. */
const controlOf = (drafts: readonly Draft[], change: Partial<Control> = {}): Control => ({
  ...defineControl({
    id: 'pod/as-told',
    title: 'As told',
    severity: 'medium',
    rationale: '',
    remediation: { short: '', steps: '', effortHours: { low: 1, likely: 1, high: 1 } },
    judges: ['/pods'],
    needs: ['/services'],
    evaluate: () => drafts,
  }),
  ...change,
});

function run(
  drafts: readonly Draft[],
  removals: readonly Removal[] = [],
  change: Partial<Control> = {},
  keepPasses = true,
) {
  const evidence = removals.length === 0 ? source : without(source, removals);
  return runControl(
    controlOf(drafts, change),
    describeCluster(buildSnapshotIndex(evidence), { allowedRegistries: [] }),
    keepPasses,
  );
}
const told = (...args: Parameters<typeof run>) =>
  run(...args).verdicts.map(({ verdict, object: about }) => `${verdict} ${about?.name ?? 'as a whole'}`);

const refusedIn = (...namespaces: string[]): Removal[] => [
  { kind: '/services', way: 'refused-in', namespaces },
];

describe('a need that was refused in one namespace', () => {
  test('leaves unknown what lies in it, and says nothing against the others', () => {
    const drafts = [fail(pod('web', 'shop'), 'Bad.'), pass(pod('db', 'data'), 'Good.')];
    expect(told(drafts, refusedIn('shop'))).toEqual(['unknown web', 'unknown as a whole', 'pass db']);
    expect(told(drafts, refusedIn('data'))).toEqual(['fail web', 'unknown db', 'unknown as a whole']);
    expect(told(drafts, refusedIn('elsewhere'))).toEqual(['fail web', 'unknown as a whole', 'pass db']);
  });

  test('leaves unknown an object of the whole cluster, which may lean on any namespace', () => {
    expect(told([pass(ref('Node', 'n1', null), 'Good.')], refusedIn('elsewhere'))).toEqual([
      'unknown n1',
      'unknown as a whole',
    ]);
    expect(told([fail(ref('Node', 'n1', null), 'Bad.')], refusedIn('elsewhere'))[0]).toBe('unknown n1');
  });

  test('leaves unknown the namespace itself, by its name', () => {
    const drafts = [
      pass(ref('Namespace', 'shop', null), 'Good.'),
      pass(ref('Namespace', 'data', null), 'Good.'),
    ];
    expect(told(drafts, refusedIn('shop'))).toEqual(['unknown shop', 'unknown as a whole', 'pass data']);
  });

  test('drops what is said of the cluster as a whole', () => {
    expect(told([pass(null, 'Good.')], refusedIn('shop'))).toEqual(['unknown as a whole']);
    expect(told([fail(null, 'Bad.')], refusedIn('shop'))).toEqual(['unknown as a whole']);
  });

  test('counts where the judgement leans on, not where the object lies', () => {
    const about = (missing: string) =>
      fail(pod('web', 'shop'), 'Bad.', { about: { key: '/services', namespace: missing } });
    expect(told([about('data')], refusedIn('shop'))[0]).toBe('fail web');
    expect(told([about('data')], refusedIn('data'))[0]).toBe('unknown web');
  });

  test('leaves everything unknown where judgements lean on other namespaces', () => {
    const across = { acrossNamespaces: true };
    expect(told([fail(pod('web', 'shop'), 'Bad.')], refusedIn('elsewhere'), across)[0]).toBe('unknown web');
    const elsewhere = fail(pod('web', 'shop'), 'Bad.', { about: { key: '/services', namespace: 'data' } });
    expect(told([elsewhere], refusedIn('shop'), across)[0]).toBe('fail web');
  });
});

describe('a need that could not be read at all', () => {
  const ways = ['forbidden', 'failed', 'not-collected', 'unrecorded', 'half'] as const;
  test.each(ways)('(%s) leaves every object unknown, with the reason', (way) => {
    const { verdicts, summary } = run(
      [fail(pod('web'), 'Bad.'), pass(pod('db', 'data'), 'Good.')],
      [{ kind: '/services', way }],
    );
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(verdicts.every(({ reason, message }) => reason !== undefined && message !== '')).toBe(true);
    expect(summary).toMatchObject({ verdict: 'unknown', reason: verdicts[0]?.reason });
    expect(summary.counts).toMatchObject({ fail: 0, pass: 0 });
  });

  test('takes nothing from what is certain, nor from an unknown that says why itself', () => {
    const gone: Removal[] = [{ kind: '/services', way: 'forbidden' }];
    expect(told([fail(pod('web'), 'Bad.', { certain: true })], gone)).toEqual([
      'fail web',
      'unknown as a whole',
    ]);
    const { verdicts } = run([unknown('redacted', 'It was removed.', pod('web'))], gone);
    expect(verdicts[0]).toMatchObject({ reason: 'redacted', message: 'It was removed.' });
  });

  test('matters no more once what was looked for was found', () => {
    const gone: Removal[] = [{ kind: '/services', way: 'forbidden' }];
    expect(told([found(null, 'It is there.')], gone)).toEqual(['pass as a whole']);
    expect(told([found(null, 'It is there.')], [{ kind: '/pods', way: 'forbidden' }])).toEqual([
      'unknown as a whole',
      'pass as a whole',
    ]);
    // A fail, however certain, proves nothing of the rest.
    expect(told([fail(pod('web'), 'Bad.', { certain: true })], gone)).toContain('unknown as a whole');
  });
});

describe('a kind that is judged and could not be read', () => {
  const gone: Removal[] = [{ kind: '/pods', way: 'half' }];
  test('leaves what was seen, and adds an unknown for the rest', () => {
    expect(told([fail(pod('web'), 'Bad.'), pass(pod('db'), 'Good.')], gone)).toEqual([
      'fail web',
      'unknown as a whole',
      'pass db',
    ]);
  });
  test('leaves a fail of the cluster as a whole, and no pass of it', () => {
    expect(told([fail(null, 'Bad.')], gone)).toEqual(['fail as a whole', 'unknown as a whole']);
    expect(told([pass(null, 'Good.')], gone)).toEqual(['unknown as a whole']);
    expect(told([notApplicable('Nothing.')], gone)).toEqual(['unknown as a whole']);
  });
});

describe('what files may bring besides', () => {
  /** Files with a chart that was not rendered: any kind may be in it. */
  const files = snapshotOf([object('v1', 'Pod', 'web', {}, { namespace: 'shop' })], {
    origin: 'manifests',
    forbidden: ['/services'],
  });
  const manifest = {
    ...files.manifest,
    kinds: files.manifest.kinds.filter(({ status }) => status !== 'forbidden'),
  };
  const inFiles = (drafts: readonly Draft[], change: Partial<Control> = {}) =>
    runControl(
      // Files never show nodes.
      controlOf(drafts, { needs: ['/nodes'], ...change }),
      describeCluster(buildSnapshotIndex({ ...files, manifest }), { allowedRegistries: [] }),
    ).verdicts.map(({ verdict, object: about }) => `${verdict} ${about?.name ?? 'as a whole'}`);

  test('changes nothing about what they show, and leaves the rest unknown', () => {
    expect(inFiles([pass(pod('web'), 'Good.')])[0]).toBe('unknown web');
    expect(inFiles([seen(pod('web'), 'Good.')])).toContain('pass web');
    expect(inFiles([fail(pod('web'), 'Bad.')])[0]).toBe('unknown web');
    expect(inFiles([fail(pod('web'), 'Bad.')], { showsWhatIsThere: true })[0]).toBe('fail web');
    // Only a fail shows what is there.
    expect(inFiles([pass(pod('web'), 'Good.')], { showsWhatIsThere: true })[0]).toBe('unknown web');
  });

  test('changes nothing about a fail that lacks something of another kind', () => {
    const lacking = (key: string) => fail(pod('web'), 'Bad.', { about: { key, namespace: 'shop' } });
    expect(inFiles([lacking('/services')])[0]).toBe('fail web');
    expect(inFiles([lacking('/nodes')])[0]).toBe('unknown web');
  });
});

describe('objects of files whose pods only their operator knows', () => {
  const machine = (name: string) =>
    object('kubevirt.io/v1', 'VirtualMachine', name, {}, { namespace: 'shop' });
  const inFiles = (change: Partial<Control>) =>
    runControl(
      controlOf([], { needs: [], ...change }),
      describeCluster(buildSnapshotIndex(snapshotOf([machine('a'), machine('b')], { origin: 'manifests' })), {
        allowedRegistries: [],
      }),
    ).verdicts.map(({ verdict, message }) => `${verdict}: ${message}`);

  test('are one unknown, and what their pods may bring is not said again', () => {
    expect(inFiles({ judges: ['batch/cronjobs'], needs: ['/services'] })).toEqual([
      'unknown: 2 VirtualMachines of kubevirt.io/v1 create pods that their operators complete; the files do not show them completely.',
    ]);
    expect(inFiles({ judges: ['/events'], needs: ['/services'] })[0]).toContain('VirtualMachine shop/a');
  });

  test('may bring several kinds, which is one sentence', () => {
    const told = inFiles({ judges: [], needs: ['/services', '/configmaps'] });
    expect(told).toEqual([expect.stringContaining('VirtualMachine shop/a and 1 more')]);
  });
});

describe('the summary', () => {
  const at = (severity: Severity, name: string) => fail(pod(name), `${name} is bad.`, { severity });

  test('is of the worst: fails before unknowns before passes, and the worst severity first', () => {
    const drafts = [
      pass(pod('a'), 'Good.'),
      unknown('forbidden', 'Nobody knows.', pod('b')),
      at('low', 'c'),
      at('critical', 'd'),
      at('high', 'e'),
    ];
    const { summary, verdicts } = run(drafts);
    expect(verdicts.map(({ object: about }) => about?.name)).toEqual(['d', 'e', 'c', 'b', 'a']);
    expect(summary).toMatchObject({
      verdict: 'fail',
      severity: 'critical',
      counts: { fail: 3, pass: 1, unknown: 1, notApplicable: 0 },
      message: '3 objects fail. First: d is bad.',
    });
    expect(run(drafts.slice(0, 2)).summary).toMatchObject({
      verdict: 'unknown',
      severity: 'medium',
      reason: 'forbidden',
    });
    expect(run(drafts.slice(0, 1)).summary).toMatchObject({ verdict: 'pass', message: 'Good.' });
  });

  test('rests on verdicts that carry what their draft says, and no empty fields', () => {
    const bare = {
      control: 'pod/as-told',
      severity: 'medium',
      verdict: 'fail',
      object: pod('a'),
      message: 'Bad.',
    };
    const full = { path: 'spec.x', value: 'y', subject: { kind: 'User', namespace: '', name: 'anna' } };
    const draft: Draft = { verdict: 'fail', object: pod('a'), message: 'Bad.' };
    expect(run([draft]).verdicts).toStrictEqual([bare]);
    expect(run([{ ...draft, ...full }]).verdicts).toStrictEqual([{ ...bare, ...full }]);
    expect(run([{ ...draft, verdict: 'unknown', reason: 'forbidden' }]).verdicts).toStrictEqual([
      { ...bare, verdict: 'unknown', reason: 'forbidden' },
    ]);
  });

  test('counts objects, not verdicts, and each holder of a permission by itself', () => {
    const twice = [at('low', 'a'), at('high', 'a')];
    expect(run(twice).summary).toMatchObject({ counts: { fail: 1 }, message: 'a is bad.' });
    const held = (name: string) =>
      fail(null, 'Bad.', { subject: { kind: 'User', namespace: '', name }, path: 'x', value: 'y' });
    expect(run([held('anna'), held('bert'), held('anna')]).summary.counts.fail).toBe(2);
  });

  test('is the same whether passes are kept or not', () => {
    const drafts = [
      { ...pass(pod('a'), 'Low.'), severity: 'low' as const },
      { ...pass(pod('b'), 'High.'), severity: 'high' as const },
      pass(pod('b'), 'Again.'),
    ];
    const [kept, dropped] = [run(drafts), run(drafts, [], {}, false)];
    expect(dropped.summary).toEqual(kept.summary);
    expect([kept.verdicts.length, dropped.verdicts.length]).toEqual([3, 0]);
    expect([kept.passes, dropped.passes]).toEqual([3, 3]);
    const mixed = [
      ...drafts,
      at('low', 'c'),
      unknown('forbidden', 'Why.', pod('d')),
      notApplicable('Not here.', pod('e')),
    ];
    expect(run(mixed, [], {}, false).verdicts.map(({ verdict }) => verdict)).toEqual([
      'fail',
      'unknown',
      'not-applicable',
    ]);
    expect(kept.summary).toMatchObject({
      counts: { pass: 2 },
      message: '2 objects pass. First: High.',
    });
  });

  test('shows five objects at most as evidence, of fails and unknowns alone', () => {
    const many = Array.from({ length: 7 }, (_, index) => at('low', `p${index}`));
    expect(run(many).summary.evidence.map(({ object: about }) => about.name)).toEqual([
      'p0',
      'p1',
      'p2',
      'p3',
      'p4',
    ]);
    expect(run([pass(pod('a'), 'Good.')]).summary.evidence).toEqual([]);
    expect(run([unknown('forbidden', 'Why.', pod('a'))]).summary.evidence).toHaveLength(1);
  });

  test('of objects to which the control does not apply is what the first of them says', () => {
    const drafts = [notApplicable('Not for Windows.', pod('a')), notApplicable('Not for Linux.', pod('b'))];
    expect(run(drafts).summary).toMatchObject({
      verdict: 'not-applicable',
      counts: { notApplicable: 2 },
      message: 'Not for Windows.',
    });
  });

  test('of nothing to judge says so, and only then', () => {
    expect(run([]).summary).toMatchObject({
      verdict: 'not-applicable',
      message: 'The cluster has nothing to which this control applies.',
    });
    expect(run([], [{ kind: '/pods', way: 'forbidden' }]).summary.verdict).toBe('unknown');
    expect(run([pass(pod('a'), 'Good.')], [], {}, false).verdicts).toEqual([]);
  });
});
