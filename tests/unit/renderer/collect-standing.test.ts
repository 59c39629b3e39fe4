import { describe, expect, test } from 'vitest';
import type { AccessCheck } from '../../../renderer/screens/collect/draft.ts';
import { standingOf, stepState } from '../../../renderer/screens/collect/standing.ts';
import type { Preflight } from '../../../shared/collect.ts';
import type { Authorisation } from '../../../shared/engagement.ts';
import type { KubeconfigContext } from '../../../shared/kubeconfig.ts';

const context = (name: string): KubeconfigContext => ({
  name,
  cluster: name,
  server: `https://${name}.example`,
  user: 'anna',
  namespace: '',
  authentication: 'token',
  warnings: [],
  refusal: null,
  exec: null,
  proxy: null,
  insecureSkipTlsVerify: false,
});
const always = (...clusters: string[]): Authorisation => ({
  id: 'a1',
  grantedBy: 'Ines',
  role: '',
  clusters,
  scope: '',
  validFrom: '2020-01-01',
  validUntil: '2099-12-31',
  reference: '',
  recordedBy: 'Anna',
  recordedAt: '2020-01-01T00:00:00Z',
  corrects: null,
  correctionReason: '',
});
const answered = (...access: string[]): AccessCheck => ({
  status: 'answered',
  preflight: { rows: access.map((each) => ({ access: each })) } as unknown as Preflight,
});

const standing = (
  change: Partial<Parameters<typeof standingOf>[0]> = {},
  names: [string, string][] = [['a', ' one ']],
) =>
  standingOf({
    draft: { names: new Map(names), checks: new Map() },
    contexts: [context('a'), context('b')],
    programs: [],
    authorisations: [always('one', 'two')],
    ...change,
  });

describe('how far the choices have come', () => {
  test('names count without the white space around them', () => {
    const { chosen, typedNames, clusterNames, allowed } = standing();
    expect(chosen.map(({ name }) => name)).toEqual(['a']);
    expect([[...typedNames], clusterNames]).toEqual([[['a', ' one ']], ['one']]);
    expect(allowed).toBe(true);
  });

  test('nothing chosen, or a name missing or given twice, goes no further', () => {
    for (const names of [
      [],
      [['a', ' ']],
      [
        ['a', 'one'],
        ['b', 'ONE'],
      ],
    ] as [string, string][][])
      expect(standing({}, names)).toMatchObject({ named: false, consented: false, allowed: false });
  });

  test('a program without consent goes no further, whoever allowed it', () => {
    const programs = [{ consent: 'earlier' as const }, { consent: 'none' as const }];
    expect(standing({ programs })).toMatchObject({ named: true, consented: false, allowed: false });
    expect(standing({ programs: [{ consent: 'given' }] })).toMatchObject({ consented: true, allowed: true });
  });

  test('each named cluster needs a record, and nothing is allowed until the records are known', () => {
    const both: [string, string][] = [
      ['a', 'one'],
      ['b', 'three'],
    ];
    expect(standing({}, both)).toMatchObject({ allowed: false, uncovered: ['three'] });
    expect(standing({}, both).covering).toHaveLength(1);
    expect(standing({ authorisations: undefined })).toMatchObject({ allowed: false, consented: true });
  });

  test('access is checked when every chosen cluster answered', () => {
    const names = new Map([
      ['a', 'one'],
      ['b', 'two'],
    ]);
    const withChecks = (a: AccessCheck, b?: AccessCheck) =>
      standing({
        draft: {
          names,
          checks: new Map(
            b === undefined
              ? [['a', a]]
              : [
                  ['a', a],
                  ['b', b],
                ],
          ),
        },
      });
    expect(withChecks(answered('everywhere'))).toMatchObject({
      checked: false,
      lacking: false,
      asking: false,
    });
    expect(withChecks(answered('nowhere'), { status: 'asking' })).toMatchObject({
      checked: false,
      lacking: true,
      asking: true,
    });
    expect(withChecks(answered('everywhere'), answered('everywhere'))).toMatchObject({
      checked: true,
      lacking: false,
    });
  });
});

test('a step waits, is open, and is done', () => {
  expect([stepState(false, true), stepState(true, false), stepState(true, true)]).toEqual([
    'later',
    'open',
    'done',
  ]);
});
