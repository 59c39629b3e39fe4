/**
 * The sample's report against the sample's manifests: each figure and sentence is rebuilt here from the YAML files by
 * counting, without the product's analysis. The story's newest state is the one that the report speaks of.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { ReportInput } from '../../../main/report/input.ts';
import { SAMPLE_ANSWERS, SAMPLE_DAYS, SAMPLE_ESTATE } from '../../../main/sample/engagement.ts';
import { loadSample } from '../../../main/sample/load.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import { sampleReport } from '../../fixtures/sample-engagement.ts';
import { templatesOf, writtenSample } from '../../fixtures/sample-written.ts';

const written = writtenSample();
const of = (kind: string) => written.filter((object) => object.kind === kind);
let input: ReportInput;
let model: ReportModel;

beforeAll(async () => {
  ({ input, model } = await sampleReport());
}, 300_000);

const figure = (label: string) => model.environment[0]?.figures.find((each) => each.label === label)?.value;
const sorted = (values: readonly string[]) => values.toSorted((a, b) => (a < b ? -1 : 1));
const unique = (values: readonly string[]) => new Set(values).size;

describe('the dates of the sample', () => {
  test('are those of the story, whatever the real clock says', () => {
    const finished = input.snapshots.map(({ summary }) => summary.finishedAt).toSorted();
    expect(finished).toEqual(['2026-11-02T09:00:00Z', '2026-11-16T09:00:00Z']);
    for (const { answer } of input.questions) if (answer !== null) expect(answer.at).toBe(SAMPLE_DAYS.asked);
    for (const { rating } of input.scenarios) if (rating !== null) expect(rating.at).toBe(SAMPLE_DAYS.judged);
    expect(model.limitations.evidenceAge).toMatchObject([{ days: 2 }]);
  });

  test('agree with each other: nothing is older than its cluster, its namespace or its owner', () => {
    for (const variant of ['first', 'later'] as const) {
      const objects = loadSample(variant);
      const made = ({ metadata }: (typeof objects)[number]) => Date.parse(metadata.creationTimestamp ?? '');
      const namespaces = new Map(
        objects.filter(({ kind }) => kind === 'Namespace').map((one) => [one.metadata.name, made(one)]),
      );
      const byUid = new Map(objects.map((one) => [one.metadata.uid, made(one)]));
      const birth = namespaces.get('kube-system') ?? Number.NaN;
      for (const object of objects) {
        const { namespace, ownerReferences = [] } = object.metadata;
        const name = `${object.kind} ${namespace ?? ''}/${object.metadata.name}`;
        expect(made(object), name).toBeGreaterThanOrEqual(birth);
        if (namespace !== undefined)
          expect(made(object), name).toBeGreaterThanOrEqual(namespaces.get(namespace) ?? Number.NaN);
        for (const { uid } of ownerReferences)
          expect(made(object), name).toBeGreaterThanOrEqual(byUid.get(uid) ?? made(object));
      }
    }
  });

  test('and the authorisation, as said and as recorded, name one window that holds both collections', () => {
    const [authorisation] = input.authorisations;
    const said = SAMPLE_ANSWERS.find(({ questionId }) => questionId === 'scope.authorised-by')?.value;
    expect(said).toContain('until 31 January 2027');
    expect(authorisation).toMatchObject({ validFrom: '2026-10-30', validUntil: '2027-01-31' });
  });

  test('give the pod of unknown origin the age that the story tells', () => {
    const pod = written.find(({ metadata }) => metadata.name === 'kube-proxy-7zq2m');
    const days =
      (Date.parse('2026-11-02T09:00:00Z') - Date.parse(pod?.metadata.creationTimestamp ?? '')) / 86_400_000;
    expect(Math.round(days)).toBe(21);
  });
});

describe('the estate', () => {
  test('counts what the register names and what only Argo CD names', () => {
    const elsewhere = new Set(
      of('Application')
        .map((application) => application.spec?.destination?.server ?? '')
        .filter((server) => server !== 'https://kubernetes.default.svc'),
    );
    expect([...elsewhere]).toEqual(['https://staging-eks.halcyon.example']);
    const heardOf = SAMPLE_ESTATE.length + elsewhere.size;
    expect(model.scope.coverage).toMatchObject({ heardOf, collected: 1 });
    expect(model.decision.numbers[2]?.value).toBe(`1 of ${heardOf}`);
    expect(model.scope.estate.filter(({ suggested }) => suggested).map(({ name }) => name)).toEqual([
      ...elsewhere,
    ]);
  });
});

describe('the cluster in numbers', () => {
  test('is what the files hold', () => {
    const templates = templatesOf(written);
    expect(figure('nodes')).toBe(of('Node').length);
    expect(figure('zones')).toBe(
      unique(of('Node').map(({ metadata }) => metadata.labels?.['topology.kubernetes.io/zone'] ?? '')),
    );
    expect(figure('namespaces')).toBe(of('Namespace').length);
    // Pods of the PostgreSQL operator belong to its two Clusters.
    expect(figure('workloads')).toBe(templates.length + of('Cluster').length);
    expect(figure('services')).toBe(of('Service').length);
    expect(figure('custom resource kinds')).toBe(of('CustomResourceDefinition').length);
    const images = templates.flatMap(({ spec }) =>
      [...spec.containers, ...(spec.initContainers ?? [])].map(({ image }) => image),
    );
    expect(figure('distinct images')).toBeGreaterThanOrEqual(unique(images));
    const rules = of('Ingress').flatMap(({ spec }) =>
      (spec?.rules ?? []).map(({ host }) => ({
        host,
        tls: spec?.tls?.some(({ hosts }) => hosts.includes(host)) ?? false,
      })),
    );
    const facts = input.snapshots[0]?.facts;
    expect(facts?.['exposure.ingressHosts']).toMatchObject({
      value: sorted([...new Set(rules.map(({ host }) => host))]),
    });
    expect(facts?.['exposure.plainHttpHosts']).toMatchObject({
      value: sorted(rules.filter(({ tls }) => !tls).map(({ host }) => host)),
    });
  });
});
