/**
 * The sample's report against the sample's manifests: each figure and sentence is rebuilt here from the YAML files by
 * counting, without the product's analysis. The story's newest state is the one that the report speaks of.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { buildReportModel } from '../../../main/report/build-model.ts';
import type { ReportInput } from '../../../main/report/input.ts';
import { renderPdf } from '../../../main/report/pdf/render.ts';
import { SAMPLE_ANSWERS, SAMPLE_DAYS, SAMPLE_ESTATE } from '../../../main/sample/engagement.ts';
import { loadSample } from '../../../main/sample/load.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import { readBack } from '../../fixtures/report/read-back.ts';
import { SAMPLE_REPORT_TIME, sampleReport } from '../../fixtures/sample-engagement.ts';
import { templatesOf, writtenSample } from '../../fixtures/sample-written.ts';

const written = writtenSample();
const of = (kind: string) => written.filter((object) => object.kind === kind);
let input: ReportInput;
let model: ReportModel;
/** When the first requests of each collection were made, as their log says. */
const logged: string[] = [];

beforeAll(async () => {
  ({ input, model } = await sampleReport(async (client) => {
    for (const { id } of await client.snapshots.list()) {
      const { rows } = await client.snapshots.log({ snapshotId: id, offset: 0, limit: 10 });
      logged.push(...rows.map(({ at }) => at));
    }
  }));
});

const figure = (label: string) => model.environment[0]?.figures.find((each) => each.label === label)?.value;
const sorted = (values: readonly string[]) => values.toSorted((a, b) => (a < b ? -1 : 1));
const unique = (values: readonly string[]) => new Set(values).size;

describe('the dates of the sample', () => {
  test('are those of the story, whatever the real clock says', () => {
    const finished = input.snapshots.map(({ summary }) => summary.finishedAt).toSorted();
    expect(finished).toEqual(['2026-11-02T09:00:00Z', '2026-11-16T09:00:00Z']);
    expect([...new Set(logged)].toSorted()).toEqual(finished);
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
    expect(said).toContain('until 31 Jan 2027');
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

describe('what stands on the first pages', () => {
  test('counts as rated only what a person rated', () => {
    expect(model.decision.numbers[0]?.note).toBe(
      'of 14 scenarios over 12 months; 2 rated by the assessor, 12 proposed',
    );
  });

  test('tells what the provider answers for in one line, and not as unknown', () => {
    expect(model.limitations.byProvider).toHaveLength(1);
    const [line] = model.limitations.byProvider;
    expect(line?.sentence).toMatch(
      /^The provider of EKS .* API server; etcd; Scheduler and controller manager\./,
    );
    const controlPlane = input.snapshots[0]?.controls.filter(
      ({ reason }) => reason === 'managed-by-provider',
    ).length;
    expect(model.executive.verdicts.unknown + (line?.checks ?? 0)).toBe(
      input.snapshots[0]?.controls.filter(({ verdict }) => verdict === 'unknown').length,
    );
    expect(line?.checks).toBeLessThan(controlPlane ?? 0);
    for (const { title } of model.findings) expect(title).not.toBe('API server allows anonymous requests');
  });

  test('names no red flag and no condition that rests on an unknown', () => {
    for (const flag of model.redFlags.filter(({ kind }) => kind === 'Very high risk')) {
      const scenario = model.scenarios.find(({ number }) => flag.number === number);
      expect(scenario?.evidencedLevel).toBe('very-high');
      if (flag.condition !== '')
        expect(scenario?.calledFor.some((what) => flag.condition.includes(what.slice(1)))).toBe(true);
    }
    const unknown = new Set(
      model.scenarios
        .filter(({ evidencedLevel }) => evidencedLevel !== 'very-high')
        .map(({ number }) => number),
    );
    for (const { number } of model.redFlags) expect(unknown).not.toContain(number);
  });

  test('makes no condition of what the newer evidence shows to be done, and says that the finding is older', () => {
    expect(of('ClusterRoleBinding').map(({ metadata }) => metadata.name)).not.toContain(
      'contractor-temporary',
    );
    const finding = model.findings.find(({ title }) => title === 'A departed contractor can still sign in');
    expect(finding?.newerEvidence).toBe(
      'Written on 3 Nov 2026; the evidence of 16 Nov 2026 is newer. It no longer contains ClusterRoleBinding/contractor-temporary. It still contains kube-system/ConfigMap/aws-auth. Review this finding against it.',
    );
    const flag = model.redFlags.find(({ number }) => number === finding?.number);
    expect(flag).toMatchObject({ ladder: '', condition: '' });
    // And none of the decision's own conditions is met: what each asks for is still to do.
    const parcelPhotos = of('Namespace').find(({ metadata }) => metadata.name === 'parcel-photos');
    expect(parcelPhotos?.metadata.labels?.['pod-security.kubernetes.io/enforce']).toBe('baseline');
    expect(model.decision.conditions.join(' ')).not.toContain('parcel-photos');
    expect(of('Secret').map(({ metadata }) => metadata.name)).toContain(
      'argocd-application-controller-token',
    );
    expect(of('Pod').map(({ metadata }) => metadata.name)).toContain('kube-proxy-7zq2m');
    const awsAuth = of('ConfigMap').find(({ metadata }) => metadata.name === 'aws-auth');
    expect(awsAuth?.data?.['mapUsers']).toContain('marten');
  });

  test('never advises to change or delete what must be preserved', () => {
    const sign = 'default/Pod/kube-proxy-7zq2m';
    const about = model.findings.filter(
      ({ evidence, domain }) =>
        domain !== 'compromise' && evidence.some(({ first }) => first.some(({ object }) => object === sign)),
    );
    expect(about.length).toBeGreaterThan(5);
    for (const { preserve } of about) expect(preserve).toEqual([sign]);
    for (const { domain, recommendationMarkdown } of model.findings)
      if (domain === 'compromise') expect(recommendationMarkdown).toContain('Do not delete');
  });

  test('blames nobody for the access that was given for this assessment', () => {
    for (const { evidence } of model.findings)
      for (const { first } of evidence)
        for (const { object, message } of first)
          expect(`${object} ${message}`).not.toContain('drydock-collector');
  });

  test('counts administrators as what they are: people, programs and identities of the cloud', () => {
    const bound = of('ClusterRoleBinding')
      .filter(({ roleRef }) => roleRef?.name === 'cluster-admin')
      .flatMap(({ subjects = [] }) =>
        subjects.map(
          ({ kind, namespace, name }) => `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`,
        ),
      )
      .filter((name) => name !== 'Group system:masters');
    const mapped = ['AWS role halcyon-platform-admin', 'AWS user marten'];
    const facts = input.snapshots[0]?.facts;
    expect(facts?.['rbac.clusterAdmins']).toMatchObject({ value: sorted([...bound, ...mapped]) });
    expect(facts?.['rbac.humanClusterAdmins']).toMatchObject({
      value: sorted([
        ...bound.filter((name) => !name.startsWith('ServiceAccount') && name !== 'User gitlab-ci'),
        ...mapped,
      ]),
    });
  });

  test('knows nothing of the reach of an API server that was read through a tunnel', () => {
    expect(model.scope.access[0]?.server).toContain('127.0.0.1');
    expect(input.snapshots[0]?.facts?.['exposure.apiServerPublic']).toMatchObject({ state: 'unknown' });
    expect(model.strengths.map(({ controlId }) => controlId)).not.toContain(
      'control-plane/api-server-public',
    );
  });

  test('takes the tokens that the readable part shows as evidenced', () => {
    const tokens = of('Secret')
      .filter(({ type }) => type === 'kubernetes.io/service-account-token')
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(input.snapshots[0]?.facts?.['secrets.longLivedTokens']).toMatchObject({
      state: 'unknown',
      seen: { value: sorted(tokens) },
    });
    const drivers = model.scenarios.find(({ id }) => id === 'node-compromise')?.drivers;
    expect(drivers?.find(({ sentence }) => sentence.includes('long-lived'))?.source).toBe('fact');
  });

  test('weighs a disputed answer as unknown, and says that it is disputed where it is quoted', () => {
    const drivers = model.scenarios.flatMap((scenario) => scenario.drivers);
    expect(
      drivers.some(({ source, sentence }) => source === 'answer' && /patched every month/.test(sentence)),
    ).toBe(false);
    const said = model.sentences.find(({ questionId }) => questionId === 'deployment.patch-monthly');
    expect(said?.sentence).toMatch(/; disputed by the evidence\)\.$/);
  });

  test('names strengths that the manifests show: platform and vault, never a check that found nothing', () => {
    const restricted = of('Namespace')
      .filter(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted')
      .map(({ metadata }) => metadata.name);
    expect(
      model.strengths.find(({ controlId }) => controlId === 'admission/no-enforce-label')?.namespaces,
    ).toEqual(sorted(restricted));
    const denied = of('NetworkPolicy')
      .filter(
        ({ spec }) =>
          Object.keys(spec?.podSelector?.matchLabels ?? {}).length === 0 &&
          spec?.policyTypes?.includes('Ingress') === true &&
          (spec.ingress ?? []).length === 0,
      )
      .map(({ metadata }) => metadata.namespace ?? '');
    expect(
      model.strengths.find(({ controlId }) => controlId === 'network/namespace-without-policy')?.namespaces,
    ).toEqual(sorted([...new Set(denied)]));
    const quotas = new Set(of('ResourceQuota').map(({ metadata }) => metadata.namespace ?? ''));
    for (const namespace of model.strengths.find(({ controlId }) => controlId === 'tenancy/no-quota')
      ?.namespaces ?? [])
      expect(quotas).toContain(namespace);
    expect(model.strengths.map(({ controlId }) => controlId.split('/')[0])).not.toContain('compromise');
    expect(model.strengths.every(({ detail }) => !detail.includes('none fails'))).toBe(true);
  });

  test('says of each privileged container in a red flag what its manifest says, and of no other', () => {
    const privileged = templatesOf(written).flatMap(({ owner, spec }) =>
      [...spec.containers, ...(spec.initContainers ?? [])]
        .filter(({ securityContext }) => securityContext?.privileged === true)
        .map(
          ({ name }) =>
            `${owner.metadata.namespace}/${owner.kind}/${owner.metadata.name}: Container "${name}" is privileged.`,
        ),
    );
    const flag = model.redFlags.find(({ title }) => title === 'Privileged container');
    const told = flag?.fact.split(/(?<=\.) (?=[a-z0-9-]+\/[A-Z])/) ?? [];
    expect(told.length).toBeGreaterThan(0);
    // Agents that need it for their work are no finding, so the flag may name fewer; never one that is not so.
    for (const sentence of told) expect(privileged).toContain(sentence);
  });

  test('is never less certain than the same evidence without the interview', () => {
    const rank = ['low', 'medium', 'high'];
    const silent = buildReportModel({
      ...input,
      estate: [],
      questions: input.questions.map((view) => ({ ...view, answer: null })),
      contradictions: [],
      sentences: [],
    });
    expect(rank.indexOf(silent.decision.confidence)).toBeLessThanOrEqual(
      rank.indexOf(model.decision.confidence),
    );
  });
});

describe('what one page says and another page proves', () => {
  const standing = () =>
    input.contradictions.flatMap(({ resolution, questionId }, index) =>
      resolution?.current === true && resolution.inFavourOf === 'interview'
        ? []
        : [{ questionId, number: `C-${String(index + 1).padStart(2, '0')}` }],
    );

  test('a disputed answer is marked wherever it is quoted', () => {
    const texts = new Map(input.questions.map(({ meta }) => [meta.id, meta.text]));
    expect(standing().length).toBeGreaterThan(5);
    const quoted = model.findings.flatMap(({ questions }) => questions);
    for (const { questionId, number } of standing()) {
      const entry = model.interview
        .flatMap(({ entries }) => entries)
        .find((each) => each.questionId === questionId);
      expect(entry?.disputedBy, questionId).toContain(number);
      for (const { question, answer } of quoted)
        if (question === texts.get(questionId))
          expect(answer).toContain(`(disputed by the evidence: ${number})`);
    }
    expect(quoted.filter(({ answer }) => answer.includes('disputed')).length).toBeGreaterThan(0);
  });

  test('a scenario lists as findings only what failed, and apart from them what could not be judged', () => {
    const verdictOf = new Map(model.findings.map(({ number, verdict }) => [number, verdict]));
    for (const { findings, notJudged, number } of model.scenarios) {
      for (const each of findings) expect(verdictOf.get(each), number).not.toBe('unknown');
      for (const each of notJudged) expect(verdictOf.get(each), number).toBe('unknown');
    }
    expect(model.scenarios.flatMap(({ notJudged }) => notJudged).length).toBeGreaterThan(0);
  });

  test('a scenario counts the drivers that its own table shows', () => {
    for (const { drivers, confidenceReason, number } of model.scenarios) {
      const [, examined, all] = /^(\d+) of (\d+) drivers? (?:was|were) examined/.exec(confidenceReason) ?? [];
      const told = (pattern: RegExp) => Number(pattern.exec(confidenceReason)?.[1] ?? 0);
      const evidence = told(/(\d+) by evidence/);
      const interview = told(/(\d+) by interview/);
      const both = told(/(\d+) by both, which disagree/);
      expect(Number(all), number).toBe(drivers.length);
      expect(Number(examined), number).toBe(evidence + interview + both);
      expect(evidence, number).toBe(drivers.filter(({ source }) => source === 'fact').length);
      expect(both, number).toBe(drivers.filter(({ sentence }) => sentence.includes('is disputed')).length);
      expect(interview + told(/not counted: (\d+)/), number).toBe(
        drivers.filter(({ source }) => source === 'answer').length,
      );
    }
  });

  test('the objects of a finding add up to the number that it claims', () => {
    for (const { origin, verdict, evidence, evidenceShown, affectedCount, number } of model.findings) {
      if (origin !== 'automated' || verdict !== 'fail' || evidenceShown >= 50) continue;
      expect(
        evidence.reduce((total, { count }) => total + count, 0),
        number,
      ).toBe(affectedCount);
    }
  });

  test('the fact of several objects says how many, and of which one it speaks', () => {
    const several = model.findings.filter(
      ({ origin, verdict, affectedCount }) =>
        origin === 'automated' && verdict === 'fail' && affectedCount > 1,
    );
    expect(several.length).toBeGreaterThan(40);
    for (const { factMarkdown, affectedCount, number } of several)
      expect(factMarkdown, number).toMatch(new RegExp(`^${affectedCount} objects(: |\\. The first, \\S+: )`));
  });

  test('a contradiction names each piece of its evidence once, and none that says the opposite', () => {
    for (const { evidence, number } of model.contradictions) {
      const lines = evidence.map(({ object, path, value }) => `${object} ${path} ${value}`);
      expect(new Set(lines).size, number).toBe(lines.length);
    }
    const mesh = model.contradictions.find(({ question }) => question.includes('mesh'));
    expect(mesh?.evidence.filter(({ value }) => value === 'STRICT')).toEqual([]);
    expect(mesh?.evidenceSays).toContain('Istio');
    // One policy allows plain traffic as a whole, the other on one port.
    expect(mesh?.evidence.map(({ path, value }) => `${path} ${value}`)).toEqual(
      expect.arrayContaining(['spec.mtls.mode PERMISSIVE', 'spec.portLevelMtls[9090].mode DISABLE']),
    );
  });

  test('the glossary is in the order of the alphabet', () => {
    const terms = model.glossary.map(({ term }) => term.toLowerCase());
    expect(terms).toEqual(sorted(terms));
  });

  test('no word of the machine is left in the text', () => {
    const text = JSON.stringify(model);
    for (const word of [
      'password-like-name',
      'high-entropy',
      'url-with-credentials',
      'nsa-cisa',
      'mitre-attack',
    ])
      expect(text).not.toContain(word);
  });
});

describe('the pages', () => {
  test('each scenario stands on one page', () => {
    const pages = readBack(renderPdf(model, { now: SAMPLE_REPORT_TIME })).split('\f');
    const own = pages.flatMap((page, at) => (page.includes('Why this rating') ? [at] : []));
    expect(own).toHaveLength(model.scenarios.length);
    const [first = 0] = own;
    expect(own).toEqual(own.map((_, at) => first + at));
    expect(pages[first + own.length]).toContain('Risk register and matrix');
  });
});
