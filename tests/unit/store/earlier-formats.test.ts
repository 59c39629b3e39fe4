/** Files of every earlier format, with their JSON as it was written then, are read by today's version: nothing is lost. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createStoreApi } from '../../../main/store/api.ts';
import { closeFile, openFile } from '../../../main/store/file.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import { snapshotByKind, snapshotSource } from '../../../main/store/snapshots.ts';
import { FACT_IDS } from '../../../shared/facts.ts';
import { engagementOfFormat } from '../../fixtures/stored/engagement-of-format.ts';
import { place } from './places.ts';

const FORMATS = MIGRATIONS.map(({ version }) => version);
const AT = '2026-11-24T09:00:00.000Z';
const BY = { author: 'A. Ruiz', at: AT };

test('every format has a recording of what its first version wrote', () => {
  const missing = FORMATS.filter(
    (format) => !existsSync(join(import.meta.dirname, '../../fixtures/stored', `format-${format}.json`)),
  );
  expect(missing, 'record it as CONTRIBUTING.md says').toEqual([]);
});

describe.each(FORMATS)('a file of format %i', (format) => {
  test('gives back everything that was written into it', async () => {
    const { file, key } = await engagementOfFormat(format, place());
    const open = await openFile(file, { key });
    onTestFinished(() => closeFile(file, open));
    const store = createStoreApi(open.db, file, () => AT, open.guard);
    const [cluster] = store.clusters.list();
    const clusterId = cluster?.id ?? '';

    expect(store.engagement.damaged()).toEqual([]);
    expect(store.journal.check()).toMatchObject({ intact: true, problems: [] });
    expect(store.engagement.summary()).toMatchObject({
      profile: {
        name: 'Lantern',
        target: 'Halcyon Freight',
        assessor: 'A. Ruiz',
        bands: { 4: { impact: 5, from: 5_000_000, to: null } },
        dayRates: [{ role: 'Engineer', amount: 1200 }],
        people: [{ name: 'B. Okafor', role: 'Platform lead', organisation: 'Halcyon Freight' }],
        decision: 'conditional',
        conditions: ['The seller removes the mount before closing.'],
        executiveNote: 'A *note*.',
      },
      createdAt: AT,
      isSample: false,
    });
    expect(cluster).toEqual({ id: clusterId, name: 'harbour', createdAt: AT, latestSnapshotId: 's' });

    expect(store.estate.list()).toEqual([
      {
        id: 'e-nomad',
        name: 'batch',
        kind: 'nomad',
        purpose: 'Nightly jobs',
        provider: 'aws',
        status: 'refused',
        heardFrom: 'interview',
        note: 'Not in scope.',
        clusterId: null,
        suggested: false,
        revision: 1,
      },
      expect.objectContaining({ name: 'harbour', status: 'collected', clusterId, revision: 1 }),
    ]);
    expect(store.authorisations.list()).toMatchObject([
      {
        grantedBy: 'C. Lind',
        clusters: ['*'],
        validUntil: '2026-11-30',
        recordedBy: 'A. Ruiz',
        recordedAt: AT,
        corrects: null,
        correctionReason: '',
      },
      { grantedBy: 'D. Moreau', clusters: ['harbour'], scope: 'Namespaces of billing.', corrects: null },
    ]);

    const answer = {
      state: 'answered',
      askedOf: { name: 'B. Okafor', role: 'Platform lead' },
      askedAt: '2026-11-20',
      basis: 'interview',
      confidence: 'high',
      confidenceReason: 'Shown on screen.',
      ...BY,
    };
    expect(store.answers.latest().toSorted((a, b) => (a.questionId < b.questionId ? -1 : 1))).toMatchObject([
      {
        ...answer,
        questionId: 'access.deploy',
        clusterId: null,
        revision: 2,
        value: 'no',
        note: 'Second.',
        markedForReview: true,
        suggestedBy: null,
      },
      {
        ...answer,
        questionId: 'size.nodes',
        clusterId,
        revision: 1,
        value: 12,
        note: '',
        suggestedBy: 'size.nodes',
      },
      { questionId: 'where.others', clusterId: null, revision: 2, state: 'not-asked', value: null, ...BY },
    ]);
    const revisions = store.answers.revisions({ questionId: 'where.others', clusterId: null });
    expect(revisions).toMatchObject([
      { revision: 2, state: 'not-asked' },
      { revision: 1, value: ['batch', 'legacy'], note: 'A list.' },
    ]);
    expect(store.contradictions.resolutions()).toEqual([
      {
        contradictionId: `access.deploy@${clusterId}`,
        inFavourOf: 'evidence',
        reason: 'The bindings are plain.',
        fingerprint: 'a\nb',
        revision: 1,
        ...BY,
      },
    ]);
    expect(store.ratings.list()).toEqual([
      {
        scenarioId: 'pod-rce',
        clusterId,
        decision: 'moved',
        likelihood: 4,
        impact: 3,
        reason: 'A public page.',
        businessArea: 'Billing',
        proposedLikelihood: 3,
        proposedImpact: 3,
        revision: 1,
        ...BY,
      },
    ]);

    const { rows: findings } = store.findings.list({
      offset: 0,
      limit: 100,
      search: '',
      severities: [],
      verdicts: ['fail', 'pass', 'unknown', 'not-applicable'],
      origins: [],
      statuses: [],
      domains: [],
      clusterId: null,
      includeMerged: true,
      sort: 'number',
      descending: false,
    });
    const named = (title: string) => findings.find((one) => one.title === title)?.id ?? '';
    const shared = store.findings.record({ id: named('Shared account') });
    expect(shared).toMatchObject({
      row: {
        number: 'F-01',
        origin: 'manual',
        clusterName: 'harbour',
        severity: 'low',
        verdict: 'fail',
        overridden: true,
        status: 'open',
        affectedCount: 1,
      },
      revision: 1,
      input: {
        fact: 'Four people use one account.',
        whyItMatters: 'Nobody can tell who did what.',
        recommendation: 'One account each.',
        severity: 'high',
        affected: ['the bastion'],
      },
      questions: ['access.deploy'],
      overrides: [{ verdict: null, severity: 'low', reason: 'Seen on site.', ...BY }],
    });
    const halves = store.findings.record({ id: named('Both halves') });
    expect(halves).toMatchObject({
      row: { origin: 'merged', severity: 'medium' },
      members: [named('One half'), named('The other half')],
    });
    expect(store.findings.record({ id: `${clusterId}:pod/privileged-container` })).toMatchObject({
      row: {
        origin: 'automated',
        severity: 'critical',
        verdict: 'fail',
        machineVerdict: 'fail',
        affectedCount: 1,
        exceptedCount: format >= 5 ? 1 : 0,
        expiredCount: 0,
      },
      imported: null,
    });

    expect(store.snapshots.list()).toMatchObject([
      {
        id: 's',
        clusterId,
        clusterName: 'harbour',
        origin: 'live',
        server: 'https://api.example:6443',
        finishedAt: AT,
        analysed: true,
        evidenceSha256: 'e'.repeat(64),
      },
    ]);
    expect(store.snapshots.log({ snapshotId: 's', offset: 0, limit: 9 })).toEqual({
      total: 2,
      rows: [
        { at: AT, verb: 'GET', path: '/api/v1/pods', status: 200, bytes: 512, durationMs: 12.5, attempt: 1 },
        {
          at: AT,
          verb: 'GET',
          path: '/api/v1/secrets',
          status: 403,
          bytes: 0,
          durationMs: 3,
          attempt: 1,
          note: 'refused',
        },
      ],
    });
    const web = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' };
    expect(store.snapshots.object({ snapshotId: 's', object: web })).toMatchObject({
      metadata: { name: 'web', namespace: 'shop', uid: 'u1' },
      spec: { containers: [{ image: 'registry.example/web:1', securityContext: { privileged: true } }] },
    });
    expect([...snapshotSource(open.db, 's').objects()]).toHaveLength(1);
    const batches = [];
    const pods = { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true };
    for await (const batch of snapshotByKind(open.db, 's').objectsOf(pods)) batches.push(...batch);
    expect(batches).toHaveLength(1);

    const overview = store.analysis.overview({ snapshotId: 's' });
    expect(overview?.controls).toMatchObject([
      { control: 'pod/privileged-container', verdict: 'fail', counts: { fail: 1 } },
      { verdict: 'unknown' },
    ]);
    expect(overview?.size).toMatchObject({ pods: 1, regions: null });
    expect(FACT_IDS).toEqual(expect.arrayContaining(Object.keys(overview?.facts ?? {})));
    expect(overview?.facts['size.pods']).toMatchObject({ state: 'known', value: 1 });
    const verdicts = store.analysis.verdicts({
      snapshotId: 's',
      control: 'pod/privileged-container',
      offset: 0,
      limit: 9,
    });
    expect(verdicts.rows[0]).toMatchObject({
      severity: 'critical',
      verdict: 'fail',
      object: web,
      value: 'true',
    });

    const [artifact] = store.artifacts.list();
    expect(artifact).toMatchObject({ kind: 'report-pdf', fileName: 'report.pdf', bytes: 15, createdAt: AT });
    expect(Buffer.from(store.artifacts.read({ id: artifact?.id ?? '' }).bytes).toString()).toBe(
      '%PDF-1.7 report',
    );

    const imported = named('Privileged container');
    if (format >= 2) {
      expect(
        store.findings.record({ id: findings.find(({ origin }) => origin === 'imported')?.id ?? '' }),
      ).toMatchObject({
        row: { title: 'Privileged container', severity: 'high', verdict: 'fail', affectedCount: 1 },
        imported: {
          source: {
            tool: 'trivy',
            toolVersion: '0.58',
            rule: 'KSV017',
            fileName: 'trivy.json',
            importedAt: AT,
          },
          fact: 'Runs privileged.',
          references: [{ title: 'KSV017', url: 'https://avd.aquasec.com/ksv017' }],
          mappings: [{ framework: 'cis', id: '5.2.1' }],
          stale: false,
        },
      });
      const id = findings.find(({ origin }) => origin === 'imported')?.id ?? '';
      expect(store.findings.importedObjects({ id, offset: 0, limit: 9 })).toEqual({
        total: 1,
        rows: [{ snapshotId: 's', object: web, path: 'spec', message: 'web is privileged' }],
      });
    } else expect(imported).toBe(`${clusterId}:pod/privileged-container`);
    expect(store.consents.list()).toEqual(format >= 3 ? ['c'.repeat(64)] : []);
    expect(store.exceptions.list()).toMatchObject(
      format >= 5
        ? [
            {
              control: 'pod/privileged-container',
              clusterId: null,
              scope: { namespace: 'shop' },
              reason: 'Known since spring.',
              author: 'E. Sand',
              expires: '2999-12-31',
              revision: 1,
              savedBy: 'A. Ruiz',
              savedAt: AT,
              withdrawn: null,
            },
          ]
        : [],
    );
    expect(store.customControls.list()).toMatchObject(
      format >= 5 ? [{ name: 'own.yaml', text: 'id: custom/own\n', addedBy: 'A. Ruiz', addedAt: AT }] : [],
    );
    expect(store.unfinishedForms.list()).toEqual(
      format >= 6 ? [{ key: 'override x', revision: 1, fields: { reason: 'half a sent' }, savedAt: AT }] : [],
    );
  });

  test('takes further work on all of it', async () => {
    const { file, key } = await engagementOfFormat(format, place());
    const open = await openFile(file, { key });
    onTestFinished(() => closeFile(file, open));
    const store = createStoreApi(open.db, file, () => AT, open.guard);
    const [rating] = store.ratings.list();
    const [resolution] = store.contradictions.resolutions();
    const [authorisation] = store.authorisations.list();
    const [answer] = store.answers.latest();
    const [entry] = store.estate.list();
    if (!rating || !resolution || !authorisation || !answer || !entry) throw new Error('the file is bare');
    const { author: _a, at: _t, revision: _r, ...rated } = rating;
    store.ratings.save({ ...rated, reason: 'Again.', baseRevision: 1 });
    const { author: _b, at: _u, revision: _s, ...resolved } = resolution;
    store.contradictions.resolve({ ...resolved, reason: 'Again.', baseRevision: 1 });
    const {
      id,
      recordedAt: _c,
      recordedBy: _d,
      corrects: _e,
      correctionReason: _f,
      ...wording
    } = authorisation;
    store.authorisations.correct({ ...wording, id, reason: 'Again.' });
    const { questionId, clusterId, suggestedBy, revision, author: _g, at: _h, ...input } = answer;
    store.answers.save({ questionId, clusterId, suggestedBy, baseRevision: revision, input });
    const { suggested: _i, revision: baseRevision, ...estate } = entry;
    store.estate.save({ ...estate, note: 'Again.', baseRevision });
    expect(store.ratings.list()).toMatchObject([{ reason: 'Again.', revision: 2 }]);
    expect(store.contradictions.resolutions()).toMatchObject([{ reason: 'Again.', revision: 2 }]);
    expect(store.authorisations.list()).toMatchObject([{}, {}, { corrects: id, correctionReason: 'Again.' }]);
    expect(store.engagement.damaged()).toEqual([]);
    expect(store.journal.check()).toMatchObject({ intact: true });
  });
});
