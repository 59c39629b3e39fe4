/** One suite against every way to speak to the workbench: MessagePort, WebSocket, direct. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Host } from '../../main/workbench/host.ts';
import {
  directClient,
  serveMessagePort,
  serveWebSocket,
  type WorkbenchClient,
} from '../../main/workbench/serve.ts';
import { createWorkbench, type Workbench } from '../../main/workbench/workbench.ts';
import { ERROR_CODES } from '../../shared/errors.ts';
import type { ObjectRef } from '../../shared/evidence.ts';
import { writeSampleBundle } from '../fixtures/sample-bundle.ts';

interface Connected {
  readonly client: WorkbenchClient;
  close(): Promise<void>;
}

const WAYS: Record<string, (workbench: Workbench) => Promise<Connected>> = {
  async direct(workbench) {
    return { client: directClient(workbench), close: async () => undefined };
  },
  async MessagePort(workbench) {
    const { port1, port2 } = new MessageChannel();
    serveMessagePort(workbench, port1);
    port1.start();
    port2.start();
    const client: WorkbenchClient = createORPCClient(new PortLink({ port: port2 }));
    return {
      client,
      close: async () => {
        port1.close();
        port2.close();
      },
    };
  },
  async WebSocket(workbench) {
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => void serveWebSocket(workbench, socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await new Promise((resolve) => socket.once('open', resolve));
    const client: WorkbenchClient = createORPCClient(new SocketLink({ websocket: socket as never }));
    return {
      client,
      close: async () => {
        socket.terminate();
        for (const other of sockets.clients) other.terminate();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      },
    };
  },
};

describe.each(Object.keys(WAYS))('the contract over %s', (way) => {
  const homeDir = mkdtempSync(join(tmpdir(), 'drydock-contract-'));
  let workbench: Workbench;
  let connected: Connected;
  let client: WorkbenchClient;

  beforeAll(async () => {
    workbench = await createWorkbench(hostOf(homeDir));
    connected = await (WAYS[way] ?? WAYS['direct']!)(workbench);
    client = connected.client;
  });

  afterAll(async () => {
    await connected.close();
    await workbench.close();
    rmSync(homeDir, { recursive: true, force: true });
  });

  test('a call without an open engagement says so as a code, a sentence and what to do', async () => {
    const error = await client.clusters.list().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ORPCError);
    const { code, message, data } = error as ORPCError<string, { remedy: string }>;
    expect(ERROR_CODES).toContain(code);
    expect(code).toBe('ENGAGEMENT_LOCKED');
    expect(message).toBe('No engagement is open.');
    expect(data.remedy).not.toBe('');
  });

  test('an input of the wrong form is refused with what is wrong', async () => {
    const error = (await client.engagements
      .create({ fileName: '', passphrase: 'long enough', profile: { name: 'x', target: 'y' } })
      .catch((thrown: unknown) => thrown)) as ORPCError<string, unknown>;
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.message).toContain('fileName');
  });

  test('an engagement is made, changed, locked and opened again with every word kept', async () => {
    const created = await client.engagements.create({
      fileName: 'Project Ä / 1',
      passphrase: 'correct horse battery',
      profile: { name: 'Lantern', target: 'Halcyon <img src=x>' },
    });
    expect(created.profile.target).toBe('Halcyon <img src=x>');
    const cluster = await client.clusters.create({ name: 'prod' });
    const question = await client.interview.question({
      questionId: 'workloads.namespaces-isolated',
      clusterId: cluster.id,
    });
    const answered = await client.interview.answer({
      questionId: question.meta.id,
      clusterId: cluster.id,
      baseRevision: 0,
      input: ANSWER,
    });
    expect(answered.answer?.note).toBe(ANSWER.note);
    await client.engagements.lock();
    expect(await client.engagements.current()).toBeNull();
    const wrong = (await client.engagements
      .open({ file: created.file, passphrase: 'not the passphrase' })
      .catch((thrown: unknown) => thrown)) as ORPCError<string, unknown>;
    expect(wrong.code).toBe('ENGAGEMENT_WRONG_PASSPHRASE');
    await client.engagements.open({ file: created.file, passphrase: 'correct horse battery' });
    const again = await client.interview.question({ questionId: question.meta.id, clusterId: cluster.id });
    expect(again.answer).toEqual(answered.answer);
    const journal = await client.engagements.journal({});
    expect(journal.intact).toBe(true);
  });

  test('an edit from an older revision is a conflict, and the newer words stay', async () => {
    const [cluster] = await client.clusters.list();
    const error = (await client.interview
      .answer({
        questionId: 'workloads.namespaces-isolated',
        clusterId: cluster?.id ?? '',
        baseRevision: 0,
        input: { ...ANSWER, note: 'older' },
      })
      .catch((thrown: unknown) => thrown)) as ORPCError<string, unknown>;
    expect(error.code).toBe('CONFLICT');
  });

  test('forms refuse nonsense in a sentence, and an authorisation is corrected without losing its wording', async () => {
    const wording = {
      grantedBy: 'M. Okafor',
      role: 'CTO',
      clusters: ['prod'],
      scope: 'All',
      validFrom: '2026-11-01T00:00:00.000Z',
      validUntil: '2026-11-30T23:59:59.000Z',
      reference: 'Letter',
    };
    const refusal = async (call: Promise<unknown>): Promise<string> => {
      const error = (await call.catch((thrown: unknown) => thrown)) as ORPCError<string, unknown>;
      expect(error.code).toBe('INPUT_REFUSED');
      return error.message;
    };
    expect(
      await refusal(client.authorisations.record({ ...wording, validUntil: '2026-10-01T00:00:00.000Z' })),
    ).toBe('The window ends before it begins. Choose a later last day.');
    const recorded = await client.authorisations.record(wording);
    const corrected = await client.authorisations.correct({
      ...wording,
      clusters: ['production'],
      id: recorded.id,
      reason: 'The cluster is named production.',
    });
    expect(await client.authorisations.list()).toEqual([recorded, corrected]);
    expect(corrected).toMatchObject({ corrects: recorded.id, clusters: ['production'] });
    expect(
      await refusal(client.authorisations.correct({ ...wording, id: recorded.id, reason: 'Again.' })),
    ).toContain('corrected in the meantime');

    const profile = (await client.engagements.current())?.profile;
    const bands = (profile?.bands ?? []).map((band) => (band.impact === 2 ? { ...band, to: 1 } : band));
    expect(await refusal(client.engagements.update({ bands }))).toBe(
      'The upper end must exceed the lower end.',
    );
    expect(
      await refusal(
        client.exceptions.save({
          id: null,
          control: 'pod/*',
          clusterId: null,
          scope: {},
          reason: 'Known.',
          author: 'A',
          expires: '2020-01-01',
        }),
      ),
    ).toContain('This day has passed');
    const answer = (questionId: string, change: Partial<typeof ANSWER>) =>
      client.interview.answer({
        questionId,
        clusterId: null,
        baseRevision: 0,
        input: { ...ANSWER, note: '', ...change },
      });
    expect(
      await refusal(answer('where.clusters-total', { state: 'not-applicable', value: null } as never)),
    ).toContain('always applies');
    expect(await refusal(answer('where.clusters-total', { value: -1 } as never))).toBe('Enter 0 or more.');
  });

  test('lists are windows: a window larger than allowed is refused', async () => {
    await expect(client.findings.list({ limit: 501 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await client.findings.list({ limit: 5 })).toMatchObject({ total: 0, rows: [] });
  });

  test('long work streams its states to the end, and an interview alone makes a report', async () => {
    const { jobId } = await client.report.build({ draft: true });
    const states = [];
    for await (const state of await client.jobs.watch({ jobId })) states.push(state.status);
    expect(states.at(0)).toBe('running');
    expect(states.at(-1)).toBe('done');
    const [artifact] = await client.files.artifacts();
    expect(artifact).toMatchObject({ kind: 'report-pdf', mediaType: 'application/pdf' });
  });

  test('leaving a watch does not cancel, and a cancelled job ends as cancelled', async () => {
    const { jobId } = await client.report.build({ draft: true });
    for await (const _ of await client.jobs.watch({ jobId })) break;
    await client.jobs.cancel({ jobId });
    let last = '';
    for await (const state of await client.jobs.watch({ jobId })) last = state.status;
    expect(['cancelled', 'done']).toContain(last);
  });

  test('a cluster that is only heard of can be interviewed about, rated and reported', async () => {
    const entry = await client.estate.save({
      id: null,
      name: 'heard-of',
      kind: 'kubernetes',
      purpose: '',
      provider: '',
      status: 'refused',
      heardFrom: 'interview',
      note: '',
      clusterId: null,
    });
    const clusterId = entry.clusterId ?? '';
    expect((await client.clusters.list()).map(({ id, name }) => [id, name])).toContainEqual([
      clusterId,
      'heard-of',
    ]);
    const questions = await client.interview.questions({ step: 'workloads', clusterId });
    expect(questions.filter(({ meta }) => meta.scope === 'cluster').length).toBeGreaterThan(5);
    const scenarios = await client.risk.scenarios({ clusterId });
    expect(scenarios).toHaveLength(14);
    expect(scenarios.map(({ proposal }) => proposal.confidence)).not.toContain('high');
    const { jobId } = await client.report.build({ draft: true });
    let last = '';
    for await (const state of await client.jobs.watch({ jobId })) last = state.status;
    expect(last).toBe('done');
  });

  test('a bundle is reviewed without an engagement, as a whole, and nothing of it is kept', async () => {
    await client.engagements.lock();
    const identity = await generateIdentity();
    const files = mkdtempSync(join(tmpdir(), 'drydock-review-'));
    onTestFinished(() => rmSync(files, { recursive: true, force: true }));
    const bundle = join(files, 'sealed.evidence.zip');
    await writeSampleBundle(bundle, [await identityToRecipient(identity)]);
    writeFileSync(join(files, 'identity.txt'), `# mine\n${identity}\n`, { mode: 0o600 });
    const reviewOf = async (identityFile: string | null) => {
      const { jobId } = await client.review.open({
        file: { path: bundle },
        identity: identityFile === null ? null : { path: identityFile },
      });
      let last;
      for await (const state of await client.jobs.watch({ jobId })) last = state;
      return last;
    };
    expect((await reviewOf(null))?.error?.code).toBe('BUNDLE_ENCRYPTED');

    const reviewId = (await reviewOf(join(files, 'identity.txt')))?.result?.reviewId ?? '';
    const summary = await client.review.summary({ reviewId });
    expect(summary).toMatchObject({ fileName: 'sealed.evidence.zip', encrypted: true });
    expect(summary.files.map(({ path }) => path).slice(0, 3)).toEqual([
      'README.txt',
      'manifest.json',
      'collection-log.ndjson',
    ]);
    expect(summary.removed).toContainEqual({
      place: 'Deployment spec.template.spec.containers[].env[].value',
      looksLike: 'password-like-name',
      count: expect.any(Number) as number,
    });
    expect(summary.kept.map(({ place }) => place)).toContain('Pod spec.containers[].args[]');

    const pods = await client.review.objects({ reviewId, kind: 'Pod', limit: 3 });
    expect(pods.rows).toHaveLength(3);
    expect(pods.total).toBe(
      summary.manifest.kinds.find(({ resource }) => resource.resource === 'pods')?.objects,
    );
    const [pod] = pods.rows;
    const { yaml } = await client.review.object({ reviewId, object: pod as ObjectRef });
    expect(yaml).toContain(`name: ${pod?.name}`);
    expect((await client.review.log({ reviewId, limit: 1 })).total).toBe(2);

    const kept = filesBelow(homeDir).filter((path) => path.includes('reviews'));
    expect(kept.length).toBeGreaterThan(0);
    for (const path of kept) expect(readFileSync(path).includes(pod?.name ?? '')).toBe(false);
    await client.review.close({ reviewId });
    await expect(client.review.summary({ reviewId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(filesBelow(homeDir).filter((path) => path.includes('reviews'))).toEqual([]);

    const again = (await reviewOf(join(files, 'identity.txt')))?.result?.reviewId ?? '';
    await client.engagements.lock();
    await expect(client.review.summary({ reviewId: again })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(filesBelow(homeDir).filter((path) => path.includes('reviews'))).toEqual([]);
  });

  test('an encrypted bundle is imported with its identity, exported again and is the same evidence', async () => {
    const files = mkdtempSync(join(tmpdir(), 'drydock-import-'));
    onTestFinished(() => rmSync(files, { recursive: true, force: true }));
    const identity = await generateIdentity();
    const bundle = join(files, 'sealed.evidence.zip');
    await writeSampleBundle(bundle, [await identityToRecipient(identity)]);
    writeFileSync(join(files, 'identity.txt'), identity, { mode: 0o600 });
    await client.engagements.create({
      fileName: 'imports',
      passphrase: 'correct horse battery',
      profile: { name: 'Imports', target: 'Halcyon' },
    });
    const run = async ({ jobId }: { jobId: string }) => {
      let last;
      for await (const state of await client.jobs.watch({ jobId })) last = state;
      return last;
    };
    const imported = await run(
      await client.snapshots.importEvidence({
        file: { path: bundle },
        identity: { path: join(files, 'identity.txt') },
        clusterId: null,
        clusterName: 'sealed',
      }),
    );
    const snapshotId = imported?.result?.snapshotId ?? '';
    const exported = async () => {
      const job = await run(await client.snapshots.exportBundle({ snapshotId }));
      const artifacts = await client.files.artifacts();
      return artifacts.find(({ id }) => id === job?.result?.artifactId);
    };
    const [first, second] = [await exported(), await exported()];
    expect(first).toMatchObject({ kind: 'evidence-bundle', fileName: 'sample-2026-05-01.evidence.zip' });
    expect(second?.sha256).toBe(first?.sha256);
    expect(second?.id).not.toBe(first?.id);
  });

  test('a control of one’s own is loaded and judged, its fail accepted, and both reach the browser of controls', async () => {
    const files = mkdtempSync(join(tmpdir(), 'drydock-controls-'));
    onTestFinished(() => rmSync(files, { recursive: true, force: true }));
    const finished = async (jobId: string | null) => {
      for await (const state of await client.jobs.watch({ jobId: jobId ?? '' }))
        if (state.status !== 'running') expect(state.status).toBe('done');
    };
    const kubeconfig = join(files, 'config');
    writeFileSync(kubeconfig, 'apiVersion: v1\nkind: Config\nusers: [{ name: a, user: { token: x } }]\n');
    await expect(client.customControls.add({ file: { path: kubeconfig } })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await client.customControls.list()).toEqual([]);
    const own = join(files, 'own.yaml');
    writeFileSync(own, OWN_CONTROL.replace('object.kind', 'nobody.kind'));
    const broken = await client.customControls.add({ file: { path: own } });
    expect(broken.file).toMatchObject({ name: 'own.yaml', controls: [] });
    expect(broken.file.problems).toEqual([
      { line: 6, column: 29, message: expect.stringContaining('There is no nobody') as string },
    ]);
    await finished(broken.jobId);
    writeFileSync(own, OWN_CONTROL);
    const added = await client.customControls.add({ file: { path: own } });
    expect(added.file).toMatchObject({ id: broken.file.id, problems: [], controls: [{ id: 'custom/none' }] });
    await finished(added.jobId);

    const [snapshot] = await client.snapshots.list();
    const snapshotId = snapshot?.id ?? '';
    const rowOf = async () =>
      (await client.analysis.controls({ snapshotId })).find(({ meta }) => meta.id === 'custom/none');
    const fails = (await rowOf())?.summary?.counts.fail ?? 0;
    expect(fails).toBeGreaterThan(1);
    expect((await rowOf())?.leansOn).toEqual(['apps/deployments']);
    const verdicts = () =>
      client.analysis.verdicts({ snapshotId, control: 'custom/none', states: ['fail'], limit: 500 });
    const [first] = (await verdicts()).rows;
    const exception = await client.exceptions.save({
      id: null,
      control: 'custom/none',
      clusterId: null,
      scope: { kind: 'Deployment', name: first?.object?.name ?? '' },
      reason: 'It stays.',
      author: 'Ann',
      expires: '2099-12-31',
    });
    expect(exception).toMatchObject({
      revision: 1,
      state: 'stands',
      accepts: 1,
      controlTitle: 'No deployment',
    });
    expect((await rowOf())?.summary).toMatchObject({ verdict: 'fail', counts: { fail: fails, excepted: 1 } });
    expect((await verdicts()).rows[0]?.exception).toMatchObject({
      id: exception.id,
      reason: 'It stays.',
      author: 'Ann',
    });
    const { rows } = await client.findings.list({ search: 'custom/none' });
    expect(rows).toMatchObject([{ title: 'No deployment', verdict: 'fail', exceptedCount: 1 }]);
    const detail = await client.findings.get({ id: rows[0]?.id ?? '' });
    expect(detail.exceptions).toMatchObject([{ id: exception.id, expired: false, objects: 1 }]);
    expect(detail.whyItMatters).toContain('nothing is needed');

    const { revision: baseRevision } = exception;
    const seen = { id: exception.id, control: 'custom/none', clusterId: null, author: 'Ann' };
    const late = client.exceptions.save({
      ...seen,
      baseRevision: baseRevision - 1,
      scope: {},
      reason: 'Too late.',
      expires: '2099-12-31',
    });
    await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
    const withdrawn = await client.exceptions.withdraw({
      id: exception.id,
      reason: 'It went.',
      baseRevision,
    });
    expect(withdrawn).toMatchObject({ state: 'withdrawn', withdrawn: 'It went.', accepts: 0 });
    expect(await client.exceptions.revisions({ id: exception.id })).toHaveLength(2);
    await expect(
      client.exceptions.withdraw({ id: exception.id, reason: 'x', baseRevision: 2 }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await client.customControls.text({ id: added.file.id })).toEqual({
      name: 'own.yaml',
      text: OWN_CONTROL,
    });

    await finished((await client.customControls.remove({ id: added.file.id })).jobId);
    expect(await client.customControls.list()).toEqual([]);
    expect(await rowOf()).toBeUndefined();
    expect(await client.findings.get({ id: rows[0]?.id ?? '' })).toMatchObject({ verdict: 'not-applicable' });
  });

  test('changes are announced to every listener', async () => {
    const events = await client.app.events();
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const event of events) {
        seen.push(event);
        if (event.kind === 'changed' && event.topics.includes('estate')) return;
      }
    })();
    await client.estate.save({
      id: null,
      name: 'staging',
      kind: 'kubernetes',
      purpose: '',
      provider: '',
      status: 'pending',
      heardFrom: '',
      note: '',
      clusterId: null,
    });
    await reading;
    expect(seen.at(0)).toEqual({ kind: 'ready' });
  });
});

const OWN_CONTROL = `id: custom/none
title: No deployment
severity: low
rationale: A cluster in which nothing is needed needs no deployment.
match: { apiGroups: [apps], resources: [deployments] }
validations: [{ expression: object.kind != "Deployment" }]
`;

const ANSWER = {
  state: 'answered' as const,
  value: 'yes',
  note: '**bold** <script>alert(1)</script> =cmd() \u202e #eval("1")',
  askedOf: { name: 'L. Brandt', role: 'Platform lead' },
  askedAt: '2026-11-03',
  basis: 'interview' as const,
  confidence: 'medium' as const,
  confidenceReason: '',
  markedForReview: false,
};

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile());

function hostOf(homeDir: string): Host {
  return {
    kind: 'cli',
    homeDir,
    keychain: null,
    pickFiles: async () => null,
    uploadedFile: () => null,
    saveFile: async () => ({ kind: 'cancelled' }),
  };
}
