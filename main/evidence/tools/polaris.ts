/**
 * Results of polaris as JSON, `polaris audit -f json`, output version 1.0: checks of a controller, of its pod and of
 * each container, as maps (and as lists in the first versions).
 *
 * Severity: danger (once `error`) is high, warning is medium. Not findings: `Success: true`, severity ignore.
 * Never read: `Details` and `Mutations`, which quote values of the manifests. Exemptions are left out by polaris itself.
 */
import type { Severity } from '../../../shared/verdict.ts';
import { at, bool, fields, list, num, str } from '../../snapshot/read.ts';
import type { JsonPart } from '../json-split.ts';
import { domainOfKind, type Hit, type RuleBook } from './rule-book.ts';

export const POLARIS_LISTS = ['Results'];

const SEVERITIES: Readonly<Record<string, Severity>> = { danger: 'high', error: 'high', warning: 'medium' };

/** What the members beside the results say of failures. */
export interface PolarisReport {
  readonly failures: number;
  /** They say that there are some without their number. */
  readonly isSome: boolean;
}

/** The first versions counted by severity (`ClusterSummary`); later ones give the share of successes (`Score`). */
export function notePolaris({ key, element, value }: JsonPart, before: PolarisReport): PolarisReport {
  if (element) return before;
  if (key === 'Score')
    return { ...before, isSome: before.isSome || (typeof value === 'number' && value > 0 && value < 100) };
  if (key !== 'ClusterSummary') return before;
  const counts = [at(value, 'Results', 'Totals'), at(value, 'Results'), value].find((one) =>
    COUNTED.some((name) => num(one, name) !== undefined),
  );
  const failures = COUNTED.reduce((sum, name) => sum + (num(counts, name) ?? 0), 0);
  return { ...before, failures: before.failures + failures };
}

const COUNTED = ['Errors', 'Dangers', 'Warnings'];

export function readPolaris({ key, element, value }: JsonPart, book: RuleBook): void {
  if (key !== 'Results' || !element) return;
  const named = {
    apiVersion: at(value, 'APIVersion') ?? '',
    kind: at(value, 'Kind'),
    namespace: at(value, 'Namespace'),
    name: at(value, 'Name'),
  };
  book.looked('polaris');
  checks(at(value, 'Results'), named, '', book);
  const pod = at(value, 'PodResult');
  checks(at(pod, 'Results'), named, '', book);
  for (const container of list(pod, 'ContainerResults'))
    checks(at(container, 'Results'), named, str(container, 'Name') ?? '', book);
}

function checks(results: unknown, named: Hit['named'], container: string, book: RuleBook): void {
  const all = Array.isArray(results) ? results : fields(results).map(([, check]) => check);
  for (const check of all) {
    const rule = str(check, 'ID');
    if (rule === undefined) continue;
    // Older versions wrote a type instead of success and severity.
    const type = str(check, 'Type');
    const success = bool(check, 'Success') ?? type === 'success';
    if (success) {
      book.pass(rule);
      continue;
    }
    const severity = SEVERITIES[str(check, 'Severity') ?? type ?? ''];
    if (severity === undefined) continue;
    const category = str(check, 'Category') ?? '';
    book.add(
      {
        rule,
        title: at(check, 'Message') ?? rule,
        severity,
        domain: domainOf(category, named.kind),
        area: 'polaris',
        fact: at(check, 'Message'),
      },
      {
        named,
        path: container === '' ? '' : `container ${container}`,
        message: at(check, 'Message'),
      },
    );
  }
}

function domainOf(category: string, kind: unknown): string {
  switch (category.toLowerCase()) {
    case 'reliability':
    case 'efficiency':
    case 'resources':
    case 'health checks':
      return 'availability';
    case 'images':
      return 'supply-chain';
    case 'networking':
    case 'network':
      return 'network';
    default:
      return domainOfKind(kind);
  }
}
