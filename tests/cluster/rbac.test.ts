/**
 * The authorizer against the real one: random worlds, and every subject of them asked hundreds of questions. In CI a few
 * worlds; `DRYDOCK_RBAC_WORLDS=200` asks all.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { buildGrants, type Grants } from '../../main/cluster/permissions/grants.ts';
import { analyseSnapshot } from '../../main/controls/analyse.ts';
import type { Request } from '../../main/kubernetes/rbac/rules.ts';
import { type Identity, identityOf } from '../../main/kubernetes/rbac/subjects.ts';
import { buildSnapshotIndex } from '../../main/snapshot/index.ts';
import type { SnapshotSource } from '../../main/snapshot/model.ts';
import { snapshotOf } from '../fixtures/snapshot-builder.ts';
import { type Api, type Manifest, openApi } from './api.ts';
import { collectAs } from './collect-real.ts';
import { ABLATIONS } from './rbac-ablate.ts';
import { makeWorld, type World } from './rbac-world.ts';
import { type ControlPlane, startControlPlane } from './start-control-plane.ts';

const WORLDS = Number(process.env['DRYDOCK_RBAC_WORLDS'] ?? 8);
const QUESTIONS = 300;
const DECISIVE = 100;

let plane: ControlPlane;
let api: Api;
let worlds: readonly World[];

beforeAll(async () => {
  // Without its audit log, which would have a line for each question.
  plane = await startControlPlane('newest', ['--audit-log-path=']);
  api = openApi(plane.address.kubeconfigs['admin'] ?? '');
  worlds = Array.from({ length: WORLDS }, (_, number) => makeWorld(number));
  await api.create(worlds.flatMap(({ namespaces }) => namespaces));
  // Cluster roles first: an aggregated one gathers what is there.
  for (const kind of ['ClusterRole', 'Role', 'ClusterRoleBinding', 'RoleBinding'])
    await api.create(worlds.flatMap(({ objects }) => objects.filter((object) => object.kind === kind)));
  await settled();
}, 600_000);
afterAll(async () => {
  await api.close();
  await plane.close();
});

test(
  'every subject is allowed exactly what the API server allows',
  async () => {
    const { sink } = await collectAs(plane.address, 'admin');
    const collected = grantsOf(sink);
    const counts = { questions: 0, allowed: 0, subjects: 0 };
    const decisive = new Map(Object.keys(ABLATIONS).map((feature) => [feature, 0]));
    const wrong: object[] = [];
    const began = performance.now();
    for (const [number, world] of worlds.entries()) {
      const read = grantsOf(asManifests(world.objects));
      const ablated = Object.entries(ABLATIONS).map(
        ([feature, change]) => [feature, grantsOf(asManifests(world.objects.map(change)))] as const,
      );
      for (const subject of world.subjects) {
        counts.subjects += 1;
        const questions = world.questions(subject, QUESTIONS);
        const answers = await askAll(questions.map((request) => ({ subject, request })));
        for (const [i, request] of questions.entries()) {
          const theirs = answers[i];
          const ours = can(read, subject, request);
          const live = can(collected, subject, request);
          if (ours !== theirs || live !== theirs)
            wrong.push({ world: number, subject, request, theirs, ours, live });
          counts.questions += 1;
          if (theirs === true) counts.allowed += 1;
          for (const [feature, grants] of ablated)
            if (can(grants, subject, request) !== ours)
              decisive.set(feature, (decisive.get(feature) ?? 0) + 1);
        }
      }
    }
    const share = counts.allowed / counts.questions;
    console.log(
      [
        `${WORLDS} worlds, ${counts.subjects} subjects, ${counts.questions} questions in ${Math.round((performance.now() - began) / 1000)} s`,
        `${'agreed'.padEnd(26)}${counts.questions - wrong.length}`,
        `${'allowed'.padEnd(26)}${counts.allowed} (${(share * 100).toFixed(1)} %)`,
        ...[...decisive].map(([feature, count]) => `${`decided by ${feature}`.padEnd(36)}${count}`),
      ].join('\n'),
    );
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(share).toBeGreaterThanOrEqual(0.3);
    for (const [feature, count] of decisive) expect([feature, count >= DECISIVE]).toEqual([feature, true]);
  },
  60_000 + WORLDS * 15_000,
);

test('who can names those whom the server allows, of all subjects that bindings name', async () => {
  for (const world of worlds.slice(0, 6)) {
    const { authorizer } = grantsOf(asManifests(world.objects));
    const [anyone] = world.subjects;
    if (anyone === undefined) continue;
    for (const request of world.questions(anyone, 12)) {
      const named = new Set(authorizer.whoCan(request).map(({ subject }) => JSON.stringify(asked(subject))));
      const subjects = subjectsOf(world.objects);
      const answers = await askAll(subjects.map((subject) => ({ subject, request })));
      for (const [i, subject] of subjects.entries())
        expect([subject, request, named.has(JSON.stringify(subject))]).toEqual([
          subject,
          request,
          answers[i],
        ]);
    }
  }
});

describe.each(['newest', 'older'] as const)('the %s control plane', (which) => {
  test('made no role or binding that is taken for anything but its own', async () => {
    const { sink } = await collectAs(inject(which), 'admin');
    const { all, roles } = grantsOf(sink);
    const mine = /^(system:|cluster-admin$|admin$|edit$|view$|extension-apiserver-authentication-reader$)/;
    const own = all.filter(({ binding, role }) => mine.test(binding.name) && mine.test(role.name));
    expect(own.length).toBeGreaterThan(50);
    expect(own.filter(({ system }) => !system).map(({ binding }) => binding.name)).toEqual([]);
    expect(roles.all.length).toBeGreaterThan(60);
    const { verdicts } = analyseSnapshot(sink, {
      controls: ['rbac/default-role-widened', 'rbac/unused-role', 'rbac/dangling-binding'],
    });
    const ofThem = verdicts.filter(({ object }) => object !== null && mine.test(object.name));
    expect(ofThem).toEqual([]);
  });
});

function grantsOf(source: SnapshotSource): Grants {
  return buildGrants(buildSnapshotIndex(source), null);
}

function asManifests(objects: readonly Manifest[]): SnapshotSource {
  return snapshotOf(objects);
}

const can = ({ authorizer }: Grants, subject: Identity, request: Request): boolean =>
  authorizer.can(subject, request).allowed;

/** What was asked of the server for a subject of a binding: with the groups that it surely has, a group alone. */
function asked(subject: {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}): Identity {
  if (subject.kind === 'Group') return { user: null, groups: [subject.name] };
  const account = subject.kind === 'ServiceAccount' || subject.name.startsWith('system:serviceaccount:');
  return account ? identityOf(subject) : { user: subject.name, groups: [] };
}

function subjectsOf(objects: readonly Manifest[]): readonly Identity[] {
  const all = grantsOf(asManifests(objects)).all.map(({ subject }) => asked(subject));
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

interface Question {
  readonly subject: Identity;
  readonly request: Request;
}

const LANES = 24;

async function askAll(questions: readonly Question[]): Promise<readonly boolean[]> {
  const answers: boolean[] = [];
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < questions.length; at = next++) {
      const question = questions[at];
      if (question !== undefined) answers[at] = await allowed(question);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return answers;
}

async function allowed({ subject: { user, groups }, request }: Question): Promise<boolean> {
  const { status, text } = await api.send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {
      ...(user === null ? {} : { user }),
      groups,
      ...('url' in request
        ? { nonResourceAttributes: { verb: request.verb, path: request.url } }
        : { resourceAttributes: request }),
    },
  });
  if (status !== 201) throw new Error(`The review failed (${status}): ${text.slice(0, 400)}`);
  return (JSON.parse(text) as { status: { allowed: boolean } }).status.allowed;
}

/**
 * Waits until the aggregated roles change no more, and the server's authorizer has heard of a role, a cluster role, a
 * binding and a cluster binding that were written after all others.
 */
async function settled(): Promise<void> {
  let before = '';
  for (let calm = 0; calm < 3; ) {
    await sleep(700);
    const { text } = await api.send('GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles');
    const { items } = JSON.parse(text) as { items: readonly Manifest[] };
    const rules = JSON.stringify(items.map((one) => one['rules']));
    calm = rules === before ? calm + 1 : 0;
    before = rules;
  }
  const namespace = worlds[0]?.namespaces[0]?.metadata.name ?? '';
  const last = { user: 'last', groups: [] };
  const rule = (resource: string) => [{ apiGroups: [''], resources: [resource], verbs: ['get'] }];
  const rbac = (kind: string, name: string, rest: object, place: object = {}): Manifest => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name, ...place },
    ...rest,
  });
  const bound = (kind: string, name: string) => ({
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'last' }],
  });
  await api.create([
    rbac('ClusterRole', 'last', { rules: rule('one') }),
    rbac('Role', 'last', { rules: rule('two') }, { namespace }),
    rbac('ClusterRoleBinding', 'last', bound('ClusterRole', 'last')),
    rbac('RoleBinding', 'last', bound('Role', 'last'), { namespace }),
  ]);
  const ask = (resource: string) =>
    allowed({
      subject: last,
      request: { verb: 'get', group: '', resource, subresource: '', name: '', namespace },
    });
  for (let tries = 0; !((await ask('one')) && (await ask('two'))); tries += 1) {
    if (tries === 100) throw new Error('The authorizer did not hear of the last binding.');
    await sleep(200);
  }
}
