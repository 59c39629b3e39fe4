/** What a consultant reads about a control is complete, and what a framework is asked for exists there. */
import { describe, expect, test } from 'vitest';
import { QUESTIONS } from '../../../main/assessment/interview/catalogue.ts';
import { CONTROLS } from '../../../main/controls/catalogue.ts';

const ID: Readonly<Record<string, RegExp>> = {
  /** CIS Kubernetes Benchmark v1.11, by number only. */
  cis: /^[1-5]\.\d{1,2}(\.\d{1,2})?$/,
  /** A topic of the NSA/CISA Kubernetes Hardening Guidance 1.2, as a slug. */
  'nsa-cisa':
    /^(pod-security|non-root|immutable-filesystems|image-scanning|service-account-token|container-runtime|network-separation|network-policies|resource-policies|control-plane|etcd|kubeconfig|worker-nodes|encrypt-traffic|secrets|authentication|rbac|audit-logging|log-shipping|threat-detection|upgrading)$/,
  'mitre-attack': /^T\d{4}(\.\d{3})?$/,
  /** A level, or an upstream check id after it: `baseline/hostPorts`. */
  'pod-security': /^(baseline|restricted)(\/[A-Za-z_]+)?$/,
  /** OWASP Kubernetes Top 10 of 2022. */
  'owasp-k8s': /^K(0[1-9]|10)$/,
};

describe.each(CONTROLS.map((control) => [control.id, control] as const))('%s', (_id, control) => {
  test("tells the attacker's view, the remedy, its effort and an example", () => {
    expect(control.rationale.length).toBeGreaterThan(60);
    expect(control.remediation.short).toMatch(/\.$/);
    expect(control.remediation.steps.length).toBeGreaterThan(20);
    expect(control.remediation.yaml ?? '').not.toBe('');
    const { low, likely, high } = control.remediation.effortHours;
    expect([low, likely, high]).toEqual([low, likely, high].toSorted((a, b) => a - b));
    expect(low).toBeGreaterThan(0);
  });
  test('has references and mappings that exist', () => {
    expect(control.references.length).toBeGreaterThan(0);
    for (const { url } of control.references) expect(url).toMatch(/^https:\/\//);
    expect(control.mappings.length).toBeGreaterThan(0);
    for (const { framework, id } of control.mappings) expect(id).toMatch(ID[framework] ?? /^$/);
  });
  test('informs questions that exist', () => {
    const known = new Set(QUESTIONS.map(({ meta }) => meta.id));
    for (const id of control.questions) expect(known).toContain(id);
  });
});
