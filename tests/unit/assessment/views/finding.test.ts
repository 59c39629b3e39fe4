/** A finding in full: whose words it carries, and of what its fact was said. */
import { describe, expect, test } from 'vitest';
import { type FindingGround, findingView, newerResults } from '../../../../main/assessment/views.ts';
import { asMarkdown } from '../../../../shared/as-markdown.ts';
import type { FindingRecord } from '../../../../shared/finding.ts';
import type { ControlMeta } from '../../../../shared/verdict.ts';

const meta: ControlMeta = {
  id: 'pod/privileged-container',
  family: 'pod',
  title: 'Privileged container',
  severity: 'critical',
  rationale: 'It owns the node.',
  remediation: { short: 'Drop it.', steps: 'Set it to false.', effortHours: { low: 1, likely: 2, high: 4 } },
  references: [{ title: 'Docs', url: 'https://kubernetes.io/' }],
  mappings: [{ framework: 'cis', id: '5.2.2' }],
  questions: ['workloads.privileged', 'access.gitops'],
};
const evidence: FindingGround['evidence'] = ['a', 'b'].map((name) => ({
  object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name },
  message: `Pod *${name}* is privileged.`,
}));
const ground = (change: Partial<FindingGround> = {}): FindingGround => ({
  meta,
  evidence,
  exceptions: [],
  newerEvidence: null,
  preserve: [],
  ...change,
});
const recordOf = (change: Partial<FindingRecord> = {}): FindingRecord => ({
  row: {
    id: 'f1',
    number: 'F-01',
    origin: 'automated',
    title: 'Privileged container',
    domain: 'pod',
    clusterId: 'k1',
    clusterName: 'edge',
    severity: 'critical',
    verdict: 'fail',
    machineSeverity: 'critical',
    machineVerdict: 'fail',
    overridden: false,
    status: 'open',
    affectedCount: 2,
    exceptedCount: 0,
    expiredCount: 0,
    controlIds: [meta.id],
    mergedInto: null,
    updatedAt: '2026-11-24T00:00:00Z',
  },
  revision: 3,
  control: meta.id,
  input: null,
  questions: ['access.gitops'],
  overrides: [],
  members: [],
  imported: null,
  ...change,
});
const input: FindingRecord['input'] = {
  title: 'Mine',
  fact: 'I saw it.',
  whyItMatters: 'It matters.',
  recommendation: 'Mend it.',
  severity: 'high',
  domain: 'pod',
  clusterId: 'k1',
  affected: ['shop/Pod/a'],
  status: 'open',
  questions: [],
};
const imported: NonNullable<FindingRecord['imported']> = {
  source: {
    tool: 'trivy',
    toolVersion: '0.50',
    rule: 'KSV017',
    fileName: 'trivy.json',
    fileSha256: '',
    importedAt: '2026-11-24T00:00:00Z',
  },
  fact: 'trivy saw it.',
  whyItMatters: 'trivy says why.',
  recommendation: 'trivy says how.',
  references: [],
  mappings: [],
  stale: false,
};

describe('a finding', () => {
  test('of a control has its words, and the fact of the first object, as text', () => {
    const view = findingView(recordOf(), ground());
    expect(view).toMatchObject({
      fact: asMarkdown('Pod *a* is privileged.'),
      factOfFirst: true,
      whyItMatters: 'It owns the node.',
      recommendation: 'Drop it.\n\nSet it to false.',
      questions: ['access.gitops', 'workloads.privileged'],
      revision: 3,
    });
    expect(findingView(recordOf(), ground({ evidence: [] }))).toMatchObject({ fact: '', factOfFirst: false });
  });

  test('that a person wrote keeps every word of theirs', () => {
    expect(findingView(recordOf({ input }), ground())).toMatchObject({
      fact: 'I saw it.',
      factOfFirst: false,
      whyItMatters: 'It matters.',
      recommendation: 'Mend it.',
      affected: ['shop/Pod/a'],
    });
  });

  test('of another tool says what the tool said, and what became of it since', () => {
    const of = (change: Partial<typeof imported>, machineVerdict: 'fail' | 'pass' = 'fail') => {
      const { row, ...record } = recordOf({ imported: { ...imported, ...change }, control: null });
      return { ...record, row: { ...row, machineVerdict } };
    };
    const fact = (record: FindingRecord) => findingView(record, ground({ meta: null })).fact;
    expect(fact(of({}))).toBe(asMarkdown('trivy saw it.'));
    expect(fact(of({ stale: true }))).toMatch(/no longer list this rule/);
    expect(fact(of({ stale: true }))).toContain(asMarkdown('trivy saw it.'));
    expect(fact(of({}, 'pass'))).toMatch(/^The newest results of trivy report this as passed/);
    expect(newerResults(of({}))).toBeNull();
    expect(newerResults(of({ stale: true }))?.sentence).toContain('no longer list it');
    expect(newerResults(of({}, 'pass'))).not.toBeNull();
    expect(newerResults(recordOf())).toBeNull();
  });
});
