import { describe, expect, it } from 'vitest';
import { inspectKubeconfig } from '../../../main/kubeconfig/inspect.ts';
import { accessSentence, seesAll } from '../../../renderer/screens/collect/access.ts';
import { choicesOf, withChoices } from '../../../renderer/screens/collect/choices.ts';
import { contextToComplete, EMPTY_COLLECT_DRAFT } from '../../../renderer/screens/collect/draft.ts';
import { defaultName, nameProblem, otherServer } from '../../../renderer/screens/collect/names.ts';
import { rateOf } from '../../../renderer/screens/collect/useRate.ts';
import { rankedWarnings } from '../../../renderer/screens/collect/warnings.ts';
import type { Preflight } from '../../../shared/collect.ts';
import type { KubeconfigContext } from '../../../shared/kubeconfig.ts';

const context = (change: Partial<KubeconfigContext>): KubeconfigContext => ({
  name: 'admin@kubernetes',
  cluster: 'kubernetes',
  server: 'https://a.example:6443',
  user: 'admin',
  namespace: '',
  authentication: 'token',
  warnings: [],
  refusal: null,
  exec: null,
  proxy: null,
  insecureSkipTlsVerify: false,
  ...change,
});
const collectedFrom = (clusterName: string, server: string) => ({
  clusterName,
  server,
  origin: 'live' as const,
});

describe('names of clusters', () => {
  it('takes the kubeconfig’s name for the cluster while it is free', () => {
    expect(defaultName(context({}), new Map(), [])).toBe('kubernetes');
    expect(defaultName(context({}), new Map(), [collectedFrom('kubernetes', 'https://a.example:6443')])).toBe(
      'kubernetes',
    );
  });

  it('keeps two clusters apart that their files call the same', () => {
    const taken = new Map([['other', 'Kubernetes']]);
    expect(defaultName(context({}), taken, [])).toBe('admin@kubernetes');
    const both = new Map([
      ['other', 'kubernetes'],
      ['third', 'admin@kubernetes'],
    ]);
    expect(defaultName(context({}), both, [])).toBe('kubernetes 2');
    expect(defaultName(context({}), new Map(), [collectedFrom('kubernetes', 'https://b.example')])).toBe(
      'admin@kubernetes',
    );
  });

  it('says why a name cannot stand', () => {
    const names = new Map([
      ['a', 'prod'],
      ['b', ' PROD '],
      ['c', ' '],
      ['d', 'stage'],
    ]);
    expect(nameProblem('a', names)).toContain('b has the same name');
    expect(nameProblem('c', names)).toBe('Give the cluster a name.');
    expect(nameProblem('d', names)).toBeNull();
  });

  it('tells the server a name was collected from, unless it is the same or no server at all', () => {
    const snapshots = [
      collectedFrom('prod', 'https://a'),
      { clusterName: 'repo', server: '', origin: 'manifests' as const },
    ];
    expect(otherServer('Prod', 'https://b', snapshots)).toBe('https://a');
    expect(otherServer('prod', 'https://a', snapshots)).toBeNull();
    expect(otherServer('repo', 'https://b', snapshots)).toBeNull();
  });
});

it('ranks as dangers exactly what the inspection says about forged or overheard answers', () => {
  const { contexts } = inspectKubeconfig([
    {
      path: null,
      text: `
apiVersion: v1
kind: Config
clusters:
- {name: open, cluster: {server: 'http://a.example', proxy-url: 'http://proxy.example:3128'}}
- {name: unchecked, cluster: {server: 'https://b.example', insecure-skip-tls-verify: true}}
- {name: fine, cluster: {server: 'https://c.example'}}
contexts:
- {name: open, context: {cluster: open, user: nobody}}
- {name: unchecked, context: {cluster: unchecked, user: basic}}
- {name: fine, context: {cluster: fine, user: basic}}
users:
- {name: nobody, user: {}}
- {name: basic, user: {username: a, password: not-a-real-one}}
`,
    },
  ]);
  const dangers = (name: string) =>
    contexts
      .filter((one) => one.name === name)
      .flatMap(rankedWarnings)
      .filter(({ tone }) => tone === 'danger')
      .map(({ text }) => text);
  expect(dangers('open')).toEqual([expect.stringContaining('plain HTTP')]);
  expect(dangers('unchecked')).toEqual([expect.stringContaining('skips verification')]);
  expect(dangers('fine')).toEqual([]);
});

it('a completion goes to the same context, to another of the same server, or nowhere', () => {
  const resume = {
    snapshotId: 's',
    clusterId: 'c',
    clusterName: 'prod',
    context: 'b',
    server: 'https://a',
    startedAt: '',
  };
  const of = (name: string, server: string, refusal: string | null = null) =>
    context({ name, server, refusal });
  expect(contextToComplete(resume, [of('a', 'https://a'), of('b', 'https://a')])).toBe('b');
  expect(contextToComplete(resume, [of('a', 'https://a'), of('b', 'https://other')])).toBe('a');
  expect(contextToComplete(resume, [of('b', 'https://other')])).toBeNull();
  expect(contextToComplete(resume, [of('b', 'https://a', 'no')])).toBeNull();
});

it('says what a preflight found in one sentence', () => {
  const row = (access: Preflight['rows'][number]['access']) => ({
    resource: { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true },
    access,
    namespaces: [],
    controls: [],
  });
  const preflight = (...rows: Preflight['rows']): Preflight => ({
    server: '',
    serverVersion: '',
    identity: '',
    rows,
    unknownControls: [],
    sampledNamespaces: [],
    clusterRole: '',
    notes: [],
  });
  expect(accessSentence(preflight(row('everywhere')))).toBe('All 1 kind can be read.');
  const some = preflight(row('everywhere'), row('some-namespaces'), row('unknown'), row('unknown'));
  expect(seesAll(some)).toBe(false);
  expect(accessSentence(some)).toBe(
    '1 of 4 kinds can be read everywhere, 1 only in some namespaces, 2 unknown.',
  );
});

it('tells a rate over the last samples, and none from too little time', () => {
  expect(rateOf([])).toBeNull();
  expect(
    rateOf([
      [0, 0],
      [100, 5000],
    ]),
  ).toBeNull();
  expect(
    rateOf([
      [1000, 1000],
      [2000, 1500],
      [3000, 5000],
    ]),
  ).toBe(2000);
});

describe('what is kept of the choices', () => {
  const chosen = {
    ...EMPTY_COLLECT_DRAFT,
    files: [
      { id: 'a', name: '/home/me/config', ref: { path: '/home/me/config' } },
      { id: 'b', name: 'dropped', ref: { uploadId: 'u1' } },
    ],
    names: new Map([
      ['admin@kubernetes', 'Harbour'],
      ['__proto__', 'Quay'],
    ]),
    namespaces: ['shop'],
    limitMinutes: 45,
    consents: new Set(['fingerprint']),
  };

  it('brings back paths, names and options, and no consent', () => {
    const kept = choicesOf(chosen);
    expect(JSON.stringify(kept)).not.toContain('fingerprint');
    const restored = withChoices(EMPTY_COLLECT_DRAFT, kept);
    expect(restored.files.map(({ ref }) => ref)).toEqual([{ path: '/home/me/config' }]);
    expect([...restored.names]).toEqual([...chosen.names]);
    expect(restored).toMatchObject({ namespaces: ['shop'], limitMinutes: 45 });
    expect(choicesOf(restored)).toEqual(kept);
  });

  it('leaves the chosen files alone where the paths are the same', () => {
    expect(withChoices(chosen, { ...choicesOf(chosen), typedPath: '/home' }).files).toBe(chosen.files);
  });
});
