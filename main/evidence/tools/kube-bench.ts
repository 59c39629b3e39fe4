/**
 * Results of kube-bench as JSON, `kube-bench run --json` of version 0.6 on (`Controls` and `Totals`) and before (a
 * list of controls, or one alone).
 *
 * kube-bench rates nothing: a failed check that is scored (automated) is taken as medium, one that is not as low.
 * FAIL is a finding. WARN says that the check is manual or could not be carried out: the verdict is unknown, for
 * unknown is not pass. PASS and INFO (skipped by its configuration) are no findings.
 * Never read: `actual_value`, `audit` and `reason`, which quote command lines, files and their secrets.
 */
import { at, bool, list, str } from '../../snapshot/read.ts';
import type { RuleBook } from './rule-book.ts';

export const KUBE_BENCH_LISTS = ['Controls'];

export const kubeBenchVersion = (controls: unknown): unknown => at(controls, 'version');

/** @param node the node that the file is about; '' when nothing tells */
export function readKubeBench(controls: unknown, node: string, book: RuleBook): void {
  const nodeType = str(controls, 'node_type') ?? '';
  for (const group of list(controls, 'tests')) {
    for (const check of list(group, 'results')) {
      const rule = str(check, 'test_number') ?? '';
      const status = str(check, 'status');
      if (status === 'PASS') book.pass(rule);
      if (status !== 'FAIL' && status !== 'WARN') continue;
      const scored = bool(check, 'scored') ?? true;
      const state = status === 'FAIL' ? 'fail' : 'unknown';
      const title = str(check, 'test_desc') ?? rule;
      book.add(
        {
          rule,
          title: `${rule} ${title}`,
          severity: scored ? 'medium' : 'low',
          domain: domainOf(rule),
          area: nodeType,
          fact: `${title}\n\nSection ${str(group, 'section') ?? ''}: ${str(group, 'desc') ?? ''}`,
          recommendation: at(check, 'remediation'),
          mappings: /^\d+(\.\d+){1,3}$/.test(rule) ? [{ framework: 'cis', id: rule }] : [],
        },
        {
          state,
          named: { apiVersion: 'v1', kind: 'Node', namespace: null, name: node },
          message: state === 'fail' ? 'The check failed.' : whyUnknown(check),
        },
      );
    }
  }
  if (nodeType !== '') book.looked(nodeType);
}

function whyUnknown(check: unknown): string {
  return str(check, 'type') === 'manual'
    ? 'This is a manual check: somebody has to look.'
    : 'The check could not be run.';
}

/** Chapters of the CIS Kubernetes Benchmark. */
function domainOf(rule: string): string {
  if (/^5\.1(\.|$)/.test(rule)) return 'rbac';
  if (/^5\.2(\.|$)/.test(rule)) return 'pod';
  if (/^5\.3(\.|$)/.test(rule)) return 'network';
  if (/^5\.4(\.|$)/.test(rule)) return 'secrets';
  if (/^5\.5(\.|$)/.test(rule)) return 'admission';
  if (/^5\.[67](\.|$)/.test(rule)) return 'tenancy';
  if (/^3\.2(\.|$)/.test(rule)) return 'audit';
  return /^[1-4]\./.test(rule) ? 'control-plane' : 'other';
}
