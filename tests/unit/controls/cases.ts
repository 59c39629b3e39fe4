/**
 * Tables of cases. Each family lists, for each of its controls, tiny clusters that must fail, pass and be
 * unknown; a control without all three does not compile, and one that is not listed fails its family's test.
 */
import { describe, expect, test } from 'vitest';
import { describeCluster } from '../../../main/cluster/cluster.ts';
import { type AnalyseOptions, analyseSnapshot } from '../../../main/controls/analyse.ts';
import { CONTROLS } from '../../../main/controls/catalogue.ts';
import { runControl } from '../../../main/controls/run.ts';
import { buildSnapshotIndex } from '../../../main/snapshot/index.ts';
import type { KubernetesObject, SnapshotSource } from '../../../main/snapshot/model.ts';
import type { ApiFacts, EvidenceRef } from '../../../shared/evidence.ts';
import type { ControlFamily, Verdict } from '../../../shared/verdict.ts';
import { kindsOf, without } from '../../fixtures/removal.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { turnedBad, turnedGood } from '../../fixtures/turned.ts';

export interface Case {
  readonly objects?: readonly KubernetesObject[];
  /** Keys such as `/secrets` that the server refused. */
  readonly forbidden?: readonly string[];
  readonly origin?: 'live' | 'manifests';
  readonly facts?: Partial<ApiFacts>;
  readonly finishedAt?: string;
  readonly allowedRegistries?: AnalyseOptions['allowedRegistries'];
  /** Where the first verdict points. */
  readonly path?: string;
  readonly value?: string;
  readonly message?: RegExp;
  readonly severity?: Verdict['severity'];
}

export interface ControlCases {
  readonly fail: Case | readonly Case[];
  readonly pass: Case | readonly Case[];
  readonly unknown: Case | readonly Case[];
  /** A cluster that has nothing to judge; `never` says why there is no such cluster. */
  readonly 'not-applicable'?: Case | readonly Case[] | { readonly never: string };
}

const STATES = ['fail', 'pass', 'unknown', 'not-applicable'] as const;

/** Runs the table of one family. Keys are the ids without the family. */
export function testFamily(
  family: (typeof ControlFamily.options)[number],
  table: Readonly<Record<string, ControlCases>>,
): void {
  describe(family, () => {
    test('every control of the family has its cases', () => {
      const ids = CONTROLS.filter((one) => one.family === family).map(({ id }) => id);
      const listed = Object.keys(table).map((slug) => `${family}/${slug}`);
      expect(
        ids.filter((id) => !listed.includes(id)),
        `to be added to the table in ${family}.test.ts`,
      ).toEqual([]);
      expect(
        listed.filter((id) => !ids.includes(id)),
        'in the table, and no control of the catalogue',
      ).toEqual([]);
    });
    for (const [slug, cases] of Object.entries(table))
      describe(slug, () => {
        test('has a cluster to which it does not apply, or says why there is none', () => {
          expect(cases['not-applicable']).toBeDefined();
        });
        for (const state of STATES)
          for (const [i, one] of casesOf(cases[state]).entries())
            test(`${state} ${i + 1}`, () => {
              check(`${family}/${slug}`, state, one);
              needsNoNamespace(`${family}/${slug}`, one);
              knowsLess(`${family}/${slug}`, one);
            });
      });
  });
}

/** A cluster without a single object. */
export const NOTHING: Case = {};

function casesOf(cases: ControlCases[keyof ControlCases]): readonly Case[] {
  const all = [cases ?? []].flat();
  return all.filter((one): one is Case => !('never' in one));
}

function check(id: string, state: (typeof STATES)[number], one: Case): void {
  const { summaries, verdicts } = analyse(id, one);
  const summary = summaries[0];
  expect(summary).toMatchObject({ control: id, verdict: state });
  const first = verdicts.find(({ verdict }) => verdict === state);
  const expected = Object.fromEntries(
    (['path', 'value', 'severity'] as const).flatMap((key) =>
      one[key] === undefined ? [] : [[key, one[key]]],
    ),
  );
  expect(first).toMatchObject(expected);
  if (one.message !== undefined) expect(first?.message).toMatch(one.message);
  if (state === 'unknown') expect(summary?.reason).toBeDefined();
  if (state === 'fail') expectConsequence(verdicts, summary?.evidence ?? []);
}

/** Files that leave `default` out say the same as files that write it: the case is moved there, and read both ways. */
function needsNoNamespace(id: string, one: Case): void {
  if ((one.origin ?? 'manifests') !== 'manifests' || one.objects === undefined) return;
  const written = one.objects.map((object) => renamed(object, ['shop', 'default']) as KubernetesObject);
  const leftOut = written.map((object): KubernetesObject => {
    const { namespace, ...metadata } = object.metadata;
    return namespace === 'default' ? { ...object, metadata } : object;
  });
  const verdictsOf = (objects: readonly KubernetesObject[]) => analyse(id, { ...one, objects }).verdicts;
  expect(verdictsOf(leftOut), 'without the namespace').toEqual(verdictsOf(written));
}

/** Every text that is one word, changed to another. */
function renamed(value: unknown, [from, to]: readonly [string, string]): unknown {
  if (value === from) return to;
  if (Array.isArray(value)) return value.map((entry) => renamed(entry, [from, to]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, renamed(entry, [from, to])]));
}

/** Any kind that is refused may only make the verdicts unknown: never better, and never a fault that was none. */
function knowsLess(id: string, one: Case): void {
  const control = CONTROLS.find((candidate) => candidate.id === id);
  if (control === undefined) throw new Error(`There is no control ${id}.`);
  const source = sourceOf(one);
  const settings = { allowedRegistries: one.allowedRegistries ?? [] };
  const judged = (evidence: SnapshotSource) => {
    const { summary, verdicts } = runControl(
      control,
      describeCluster(buildSnapshotIndex(evidence), settings),
    );
    return [{ control: id, rollUp: summary.verdict, verdicts }];
  };
  const whole = judged(source);
  for (const kind of new Set([...kindsOf(source), ...control.judges, ...control.needs])) {
    if (kind.endsWith('/*')) continue;
    for (const way of ['forbidden', 'half'] as const) {
      const less = judged(without(source, [{ kind, way }]));
      expect([...turnedGood(whole, less), ...turnedBad(whole, less)], `without ${kind} (${way})`).toEqual([]);
    }
  }
}

/** What a failing control changes: a summary that says so, with a place that proves it. */
function expectConsequence(verdicts: readonly Verdict[], evidence: readonly EvidenceRef[]): void {
  const fails = verdicts.filter(({ verdict }) => verdict === 'fail');
  for (const fail of fails) {
    expect(fail.path, 'a fail says where').toBeDefined();
    // A fail of the cluster as a whole points into the snapshot's own record and shows what was seen there.
    if (fail.object === null) expect(fail.value).toBeDefined();
  }
  if (fails.some(({ object }) => object !== null)) expect(evidence[0]?.path).toBeDefined();
}

function analyse(id: string, one: Case) {
  const { allowedRegistries } = one;
  return analyseSnapshot(sourceOf(one), {
    controls: [id],
    includePasses: true,
    ...(allowedRegistries === undefined ? {} : { allowedRegistries }),
  });
}

function sourceOf({ objects = [], facts, finishedAt, ...rest }: Case): SnapshotSource {
  const empty = snapshotOf([]).manifest;
  return snapshotOf(objects, {
    forbidden: rest.forbidden ?? [],
    origin: rest.origin ?? 'manifests',
    manifest: {
      apiFacts: { ...empty.apiFacts, ...facts },
      ...(finishedAt === undefined ? {} : { finishedAt }),
    },
  });
}
