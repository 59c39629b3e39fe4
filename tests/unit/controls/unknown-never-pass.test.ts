/**
 * Knowing less never makes anything look better, and never makes up a fault. Kinds and answers of the server are taken
 * out of the sample and of random worlds; a failure names the removal, the control, the object, before and after.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QUESTIONS } from '../../../main/assessment/interview/catalogue.ts';
import { SCENARIOS } from '../../../main/assessment/risk/catalogue.ts';
import { proposeRating } from '../../../main/assessment/risk/propose.ts';
import { type Analysis, analyseSnapshot } from '../../../main/controls/analyse.ts';
import { CONTROLS } from '../../../main/controls/catalogue.ts';
import { loadSample, SAMPLE_NOW } from '../../../main/sample/load.ts';
import { WORKLOAD_KINDS } from '../../../main/snapshot/coverage.ts';
import type { SnapshotSource } from '../../../main/snapshot/model.ts';
import { redactObject } from '../../../main/snapshot/redaction/redact.ts';
import type { ApiFacts } from '../../../shared/evidence.ts';
import type { EvidenceView } from '../../../shared/evidence-view.ts';
import { FACT_IDS } from '../../../shared/facts.ts';
import type { AnswerValue } from '../../../shared/interview.ts';
import { kindsOf, type Removal, removalText, WAYS, without } from '../../fixtures/removal.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { type Judged, rootsOf, turnedBad, turnedGood } from '../../fixtures/turned.ts';
import { BUILT_IN, randomWorld } from '../../fixtures/worlds/index.ts';
import { answersOf } from '../assessment/interview/views.ts';
import { valuesFor } from '../assessment/risk/answer-values.ts';
import { serverVersion } from './objects.ts';

/** More and other ones: `WORLDS=1000 SEED=7 npx vitest run --project unit tests/unit/controls/unknown-never-pass.test.ts`. */
const WORLDS = Number(process.env['WORLDS'] ?? 40);
const SEED = Number(process.env['SEED'] ?? 1);

const API_FACTS = [
  'serverVersion',
  'anonymous',
  'certificates',
  'publicAddress',
  'tlsVerified',
  'openidIssuer',
  'jwksReachable',
] as const satisfies readonly (keyof ApiFacts)[];

describe('the sample, with one kind taken out', () => {
  const source = sample();
  const whole = look(source);
  test.each(kindsOf(source))('%s', (kind) => {
    for (const way of ['forbidden', 'unrecorded', 'refused-in', 'half'] as const)
      expectNoWorse(
        whole,
        [{ kind, way, ...(way === 'refused-in' ? { namespaces: ['argocd', 'ci', 'kube-system'] } : {}) }],
        [],
      );
  });
  test.each(API_FACTS)('the answer of the server: %s', (fact) => {
    expectNoWorse(whole, [], [fact]);
  });
});

describe('random worlds, with kinds taken out at random', () => {
  test('nothing looks better, and no fault is made up', { timeout: 600_000 + WORLDS * 2_000 }, () => {
    fc.assert(
      fc.property(worlds(), ({ seed, removals, facts, answers }) => {
        expectNoWorse(worldSeen(seed), removals, facts, answers);
      }),
      { numRuns: WORLDS, seed: SEED },
    );
  });
  test('each kind of a few worlds, alone', () => {
    for (const seed of [1, 2, 3, 4]) {
      const whole = worldSeen(seed);
      for (const kind of kindsOf(whole.source)) expectNoWorse(whole, [{ kind, way: 'forbidden' }], []);
    }
  });
  test('most controls fail in one of them and pass in another', () => {
    const seen = new Map<string, Set<string>>(CONTROLS.map(({ id }) => [id, new Set()]));
    for (let seed = 0; seed < 40; seed += 1)
      for (const { control, verdict } of worldSeen(seed).analysis.verdicts) seen.get(control)?.add(verdict);
    const dull = [...seen].flatMap(([id, states]) =>
      ['fail', 'pass'].filter((state) => !states.has(state)).map((state) => `${id}: no ${state}`),
    );
    // What they do not show, the table of each control's family does: its cases are held to the same rule.
    expect(dull.length, dull.join('\n')).toBeLessThan(CONTROLS.length);
  });
});

type Answers = Readonly<Record<string, AnswerValue>>;

interface Seen {
  readonly name: string;
  readonly source: SnapshotSource;
  readonly analysis: Analysis;
  readonly judged: readonly Judged[];
  readonly rootOf: (object: string) => string;
}

function look(source: SnapshotSource, name = 'sample'): Seen {
  const analysis = analyseSnapshot(source, { includePasses: true });
  return { name, source, analysis, judged: judgedBy(analysis), rootOf: rootsOf(source) };
}

const worldsSeen = new Map<number, Seen>();
function worldSeen(seed: number): Seen {
  let seen = worldsSeen.get(seed);
  if (seen === undefined) {
    const { source, origin, platform } = randomWorld(seed);
    seen = look(source, `world ${seed} (${origin}, ${platform})`);
    worldsSeen.set(seed, seen);
  }
  return seen;
}

function expectNoWorse(
  whole: Seen,
  removals: readonly Removal[],
  facts: readonly (keyof ApiFacts)[],
  answers: Answers = {},
): void {
  const less = analyseSnapshot(without(whole.source, removals, facts), { includePasses: true });
  const judged = judgedBy(less);
  const wrong = [
    ...turnedGood(whole.judged, judged, whole.rootOf),
    // Pods of the sample hold what its mesh puts beside their template, so they may fail where the template passes.
    ...(whole.name === 'sample' && removals.some(({ kind }) => WORKLOAD_KINDS.includes(kind))
      ? []
      : turnedBad(whole.judged, judged, whole.rootOf)),
    ...turnedFacts(whole.analysis, less),
    ...turnedRatings(whole.analysis, less, answers),
  ];
  const removed = [...removals.map(removalText), ...facts].join(', ');
  expect(wrong, `${whole.name} without ${removed}`).toEqual([]);
}

function judgedBy({ summaries, verdicts }: Analysis): Judged[] {
  const byControl = Map.groupBy(verdicts, ({ control }) => control);
  return summaries.map(({ control, verdict }) => ({
    control,
    rollUp: verdict,
    verdicts: byControl.get(control) ?? [],
  }));
}

/** A fact may only become unknown. */
function turnedFacts(before: Analysis, after: Analysis): string[] {
  return FACT_IDS.flatMap((id) => {
    const was = before.facts[id];
    const is = after.facts[id];
    if (is.state === 'unknown') return [];
    const then = was.state === 'unknown' ? 'unknown' : JSON.stringify(was.value);
    return then === JSON.stringify(is.value) ? [] : [`fact ${id}: ${then} → ${JSON.stringify(is.value)}`];
  });
}

function turnedRatings(before: Analysis, after: Analysis, answers: Answers): string[] {
  return SCENARIOS.flatMap((scenario) => {
    const was = proposeRating(scenario, viewOf(before), answersOf(answers));
    const is = proposeRating(scenario, viewOf(after), answersOf(answers));
    return (['likelihood', 'impact'] as const)
      .filter((axis) => is[axis] < was[axis])
      .map((axis) => `scenario ${scenario.meta.id}: ${axis} ${was[axis]} → ${is[axis]}`);
  });
}

function viewOf({ facts, summaries }: Analysis): EvidenceView {
  return {
    clusterId: 'cluster-1',
    clusterName: 'production',
    fact: (id) => facts[id],
    control: (id) => summaries.find(({ control }) => control === id) ?? null,
  };
}

function worlds() {
  const kind = fc.constantFrom(...BUILT_IN, ...CUSTOM_KINDS);
  const removal = fc
    .record({
      kind,
      way: fc.constantFrom(...WAYS),
      namespaces: fc.subarray(['default', 'shop', 'tools', 'data', 'kube-system'], { minLength: 1 }),
    })
    .map(({ namespaces, ...rest }) => (rest.way === 'refused-in' ? { ...rest, namespaces } : rest));
  return fc.record({
    seed: fc.nat(100_000),
    removals: fc.uniqueArray(removal, { minLength: 1, maxLength: 8, selector: (one) => one.kind }),
    facts: fc.subarray([...API_FACTS], { maxLength: 2 }),
    answers: fc.record(
      Object.fromEntries(
        QUESTIONS.map(({ meta }) => [meta.id, fc.constantFrom(...valuesFor(meta.type))] as const),
      ),
      { requiredKeys: [] },
    ) as fc.Arbitrary<Answers>,
  });
}

const CUSTOM_KINDS = [
  'gateway.networking.k8s.io/httproutes',
  'gateway.networking.k8s.io/gateways',
  'networking.istio.io/virtualservices',
  'networking.istio.io/gateways',
  'security.istio.io/peerauthentications',
  'route.openshift.io/routes',
  'cilium.io/ciliumnetworkpolicies',
  'policy.networking.k8s.io/adminnetworkpolicies',
  'kyverno.io/clusterpolicies',
  'constraints.gatekeeper.sh/k8spspprivilegedcontainers',
  'policy.sigstore.dev/clusterimagepolicies',
  'argoproj.io/applications',
  'velero.io/schedules',
  'postgresql.cnpg.io/clusters',
];

function sample(): SnapshotSource {
  const objects = loadSample('first').flatMap((object) => redactObject(object) ?? []);
  const empty = snapshotOf([]).manifest;
  return snapshotOf(objects, {
    origin: 'live',
    collected: BUILT_IN,
    manifest: {
      finishedAt: SAMPLE_NOW.first,
      identity: { username: 'collector', groups: ['drydock:collectors', 'system:authenticated'] },
      apiFacts: {
        ...empty.apiFacts,
        ...serverVersion(33, '-eks-1'),
        publicAddress: true,
        tlsVerified: true,
        anonymous: [{ path: '/api', status: 403 }],
      },
    },
  });
}
