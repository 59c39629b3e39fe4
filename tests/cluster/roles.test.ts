/** With less than full access: partial, every refusal named, and nothing passes that could not be seen. */

import { describe, expect, inject, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { preflight } from '../../main/collect/preflight.ts';
import { analyseSnapshot } from '../../main/controls/analyse.ts';
import { CONTROLS } from '../../main/controls/catalogue.ts';
import { type ObjectRef, resourceKey } from '../../shared/evidence.ts';
import { type Manifest, openApi } from './api.ts';
import { type Collected, collectAs, connectAs } from './collect-real.ts';

const signal = new AbortController().signal;

describe.each(['newest', 'older'] as const)('the %s control plane', (which) => {
  const plane = inject(which);

  test.each([
    // What the built-in role `view` leaves out.
    ['viewer', ['/secrets', '/nodes', '/persistentvolumes', 'rbac.authorization.k8s.io/clusterroles']],
    // Administrator of one namespace.
    ['tenant', ['/nodes', '/namespaces', 'apiextensions.k8s.io/customresourcedefinitions']],
    // May ask what there is, and nothing else.
    ['nobody', ['/pods', '/secrets', '/nodes', '/namespaces', 'apps/deployments']],
  ])(
    'seen as %s: each refusal is named, and no verdict that depends on it is a pass',
    async (user, refused) => {
      const collected = await collectAs(plane, user);
      const { manifest } = collected;
      expect(manifest.completeness).toBe('partial');
      expect(manifest.identity.username).toBe(user);
      for (const key of refused) {
        expect({ key, status: collected.kind(key)?.status }).toEqual({ key, status: 'forbidden' });
        expect(collected.kind(key)?.message).not.toBe('');
      }
      expectNoPassOnWhatIsMissing(collected);
    },
  );

  test('as the administrator of one namespace: its objects are there, and never taken for all', async () => {
    const collected = await collectAs(plane, 'tenant', { namespaces: ['shop'] });
    const pods = collected.kind('/pods');
    expect(pods).toMatchObject({ status: 'partial', objects: 1 });
    expect(pods?.message).toContain('Listed only in shop, as requested.');
    expect(collected.kind('/secrets')).toMatchObject({ status: 'partial' });
    expect(collected.kind('/secrets')?.objects).toBeGreaterThan(0);
    expect(collected.manifest.scope).toEqual({ namespaces: ['shop'] });
    expectNoPassOnWhatIsMissing(collected);
  });

  test.each(['viewer', 'tenant', 'nobody'])(
    'preflight as %s foretells what the collection meets',
    async (user) => {
      const connection = await connectAs(plane, user);
      const foretold = await preflight({ connection, signal });
      const collected = await collectAs(plane, user);
      expect(foretold.identity).toBe(user);
      for (const { resource, access } of foretold.rows) {
        const key = resourceKey(resource);
        const status = collected.kind(key)?.status;
        const expected = {
          everywhere: ['collected'],
          nowhere: ['forbidden'],
          'some-namespaces': ['partial'],
        };
        if (access !== 'unknown') expect({ key, in: expected[access] }).toEqual({ key, in: [status] });
      }
      const missing = new Set(foretold.unknownControls.map(({ id }) => id));
      expect(missing.size).toBeGreaterThan(0);
      const { summaries } = analyseSnapshot(collected.sink);
      // A control that preflight promised to be judged is not unknown for want of access.
      const surprises = summaries.filter(
        ({ control, verdict, message }) =>
          verdict === 'unknown' && !missing.has(control) && /not allowed to list/.test(message),
      );
      expect(surprises.map(({ control }) => control)).toEqual([]);
    },
  );

  test('the role that preflight prints is enough for a whole collection, and grants nothing but list', async () => {
    const admin = openApi(plane.kubeconfigs['admin'] ?? '');
    try {
      const { clusterRole } = await preflight({ connection: await connectAs(plane, 'reader'), signal });
      const [role, binding] = parseAllDocuments(clusterRole).map((document) => document.toJS() as Manifest);
      const verbs = ((role?.['rules'] ?? []) as { verbs: string[]; nonResourceURLs?: string[] }[])
        .filter(({ nonResourceURLs }) => nonResourceURLs === undefined)
        .flatMap((rule) => rule.verbs);
      expect([...new Set(verbs)]).toEqual(['list']);
      await admin.create([
        role!,
        { ...binding!, subjects: [{ kind: 'User', name: 'reader', apiGroup: 'rbac.authorization.k8s.io' }] },
      ]);
      const collected = await collectedSoon(plane, 'reader');
      const open = collected.manifest.kinds.filter(({ status }) => status !== 'collected');
      expect(open.map(({ resource }) => resource.resource)).toEqual(['events', 'events']);
    } finally {
      await admin.close();
    }
  });
});

/** RBAC reaches the authoriser a moment after it was written. */
async function collectedSoon(plane: Parameters<typeof collectAs>[0], user: string): Promise<Collected> {
  for (let tries = 1; ; tries += 1) {
    const collected = await collectAs(plane, user);
    if (tries === 10 || collected.manifest.kinds.every(({ status }) => status !== 'forbidden'))
      return collected;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

const PROVEN_BY_WHAT_IS_SEEN: ReadonlySet<string> = new Set([
  'admission/no-engine',
  'pod/writable-host-path',
]);

/** No object-level or cluster-level pass of a control that judges or needs a kind which was not seen whole. */
function expectNoPassOnWhatIsMissing({ manifest, sink }: Collected): void {
  const missing = new Set(
    manifest.kinds
      .filter(({ status }) => status !== 'collected')
      .map(({ resource }) => resourceKey(resource)),
  );
  const { summaries, verdicts } = analyseSnapshot(sink, { includePasses: true });
  const seen = new Set(
    [...sink.objects()].map(({ object: { kind, metadata } }) =>
      placeOf({ kind, namespace: metadata.namespace ?? null, name: metadata.name }),
    ),
  );
  const dependent: string[] = [];
  const passed: string[] = [];
  for (const { meta, judges, needs } of CONTROLS) {
    const lacks = [...judges, ...needs].filter((key) => missing.has(key));
    if (lacks.length === 0) continue;
    dependent.push(meta.id);
    const summary = summaries.find(({ control }) => control === meta.id);
    if (summary?.verdict !== 'pass' && summary?.verdict !== 'not-applicable') continue;
    // What is proven by objects that were seen holds whatever was not: a namespace that enforces, pods without a claim.
    const proofs = verdicts.filter(({ control, verdict }) => control === meta.id && verdict === 'pass');
    const proven =
      proofs.length > 0 && proofs.every(({ object }) => object !== null && seen.has(placeOf(object)));
    if (!proven || !PROVEN_BY_WHAT_IS_SEEN.has(meta.id)) passed.push(meta.id);
  }
  expect(dependent.length).toBeGreaterThan(20);
  expect(passed).toEqual([]);
}

function placeOf({ kind, namespace, name }: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}
