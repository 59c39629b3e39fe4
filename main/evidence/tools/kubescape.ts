/**
 * Results of kubescape as JSON, `kubescape scan --format json` of versions 2 to 4 (posture report v2): controls in
 * `summaryDetails`, verdicts in `results`, the objects behind them in `resources`.
 *
 * Severity: the `severity` that version 3 writes, else by score factor as kubescape ranks it: 9 critical, 7 high,
 * 4 medium, 1 low, below that unrated, taken as medium.
 * Not findings: passed, skipped (manual review, configuration or integration missing), irrelevant.
 * Kept as exceptions: `w/exceptions`, and `excluded` and `ignored` of older versions.
 */
import type { Severity } from '../../../shared/verdict.ts';
import { at, fields, list, num, str } from '../../snapshot/read.ts';
import type { JsonPart } from '../json-split.ts';
import { domainOfKind, type Hit, type RuleBook } from './rule-book.ts';

export const KUBESCAPE_LISTS = ['results', 'resources'];

interface Control {
  readonly name: unknown;
  readonly severity: Severity | null;
}

interface Row {
  readonly resourceId: string;
  readonly control: unknown;
}

/** Rows wait until the whole file was read: their controls and objects may stand behind them. */
export interface KubescapeReader {
  part(part: JsonPart): void;
  finish(): void;
  /** Controls that the summary calls failed. */
  readonly failedControls: number;
}

const MAX_ROWS = 2_000_000;

export function createKubescapeReader(book: RuleBook): KubescapeReader {
  const controls = new Map<string, Control>();
  const passed: string[] = [];
  let failedControls = 0;
  const objects = new Map<string, Hit['named']>();
  const rows: Row[] = [];
  return {
    get failedControls() {
      return failedControls;
    },
    part({ key, element, value }) {
      if (key === 'summaryDetails') {
        for (const [id, control] of fields(value, 'controls')) {
          controls.set(id, { name: at(control, 'name'), severity: severityOf(control) });
          if (isFailed(control)) failedControls += 1;
          if (statusOf(control).status === 'passed' && !isExcepted(control)) passed.push(id);
        }
      } else if (key === 'resources' && element) {
        const id = str(value, 'resourceID');
        const named = namedIn(at(value, 'object'));
        if (id !== undefined && named !== null) objects.set(id, named);
      } else if (key === 'results' && element) {
        const resourceId = str(value, 'resourceID') ?? '';
        for (const control of controlsOf(value)) {
          if (rows.length >= MAX_ROWS) return;
          if (isFailed(control) || isExcepted(control)) rows.push({ resourceId, control: slim(control) });
        }
      }
    },
    finish() {
      for (const id of passed) book.pass(id);
      for (const { resourceId, control } of rows) {
        const id = str(control, 'controlID') ?? '';
        const known = controls.get(id);
        const named = objects.get(resourceId) ?? namedBy(resourceId);
        const severity = severityOf(control) ?? known?.severity ?? 'medium';
        const title = known?.name ?? at(control, 'name');
        const failed = isFailed(control);
        const exception = failed ? undefined : exceptionOf(control);
        const paths = list(control, 'paths');
        for (const path of paths.length === 0 ? [''] : paths.slice(0, 20)) {
          book.add(
            {
              rule: id,
              title,
              severity,
              domain: domainOfKind(named.kind),
              area: 'control',
              fact: title,
              references: [`https://kubescape.io/docs/controls/${id.toLowerCase()}/`],
            },
            {
              named,
              path,
              message: title,
              ...(exception === undefined ? {} : { exception }),
            },
          );
        }
      }
    },
  };
}

/** A list of controls; some versions and converters write a map. */
function controlsOf(value: unknown): readonly unknown[] {
  const controls = at(value, 'controls');
  return Array.isArray(controls) ? controls : fields(controls).map(([, control]) => control);
}

/** Only what is used, so that a large file's rows fit into memory. Fixes and exceptions may hold values. */
function slim(control: unknown): unknown {
  const rules = list(control, 'rules');
  const paths = rules.flatMap((rule) =>
    list(rule, 'paths').flatMap((path) => {
      const found =
        str(path, 'failedPath') ||
        str(path, 'reviewPath') ||
        str(path, 'deletePath') ||
        str(path, 'fixPath', 'path');
      return found === undefined || found === '' ? [] : [found.slice(0, 500)];
    }),
  );
  return {
    controlID: str(control, 'controlID'),
    name: str(control, 'name'),
    severity: str(control, 'severity'),
    scoreFactor: num(control, 'scoreFactor'),
    ...statusOf(control),
    paths: [...new Set(paths)],
    exceptions: rules.flatMap((rule) => list(rule, 'exception').map((each) => str(each, 'name') ?? '')),
  };
}

/**
 * `status` is a word, or an object that holds it; the sub-status stands in either. Version 2.0 gave a control of a
 * resource none, only its rules: one failed rule fails it.
 */
function statusOf(control: unknown): { readonly status: string; readonly subStatus: string } {
  const info = at(control, 'statusInfo');
  const status = str(control, 'status', 'status') ?? str(control, 'status') ?? str(info, 'status');
  const subStatus =
    str(control, 'status', 'subStatus') ?? str(control, 'subStatus') ?? str(info, 'subStatus') ?? '';
  if (status !== undefined && status !== '') return { status, subStatus };
  const rules = list(control, 'rules').map((rule) => str(rule, 'status') ?? '');
  const [first = ''] = rules;
  return {
    status: rules.find((rule) => rule === 'failed') ?? rules.find((rule) => rule !== 'passed') ?? first,
    subStatus,
  };
}

const isFailed = (control: unknown): boolean => statusOf(control).status === 'failed';

function isExcepted(control: unknown): boolean {
  const { status, subStatus } = statusOf(control);
  return subStatus === 'w/exceptions' || status === 'excluded' || status === 'ignored';
}

const exceptionOf = (control: unknown): string =>
  list(control, 'exceptions')
    .filter((name) => typeof name === 'string' && name !== '')
    .slice(0, 3)
    .join(', ') || 'an exception of the tool';

function severityOf(control: unknown): Severity | null {
  switch (str(control, 'severity')?.toLowerCase()) {
    case 'critical':
      return 'critical';
    case 'high':
      return 'high';
    case 'medium':
      return 'medium';
    case 'low':
      return 'low';
    default:
  }
  const factor = num(control, 'scoreFactor') ?? num(control, 'baseScore');
  if (factor === undefined || factor < 1) return null;
  return factor >= 9 ? 'critical' : factor >= 7 ? 'high' : factor >= 4 ? 'medium' : 'low';
}

/** SECURITY: of an object that kubescape repeats whole only its name. */
function namedIn(object: unknown): Hit['named'] | null {
  const kind = str(object, 'kind');
  const name = str(object, 'metadata', 'name') ?? str(object, 'name');
  if (kind === undefined || name === undefined) return null;
  const apiVersion = str(object, 'apiVersion') ?? str(object, 'apiGroup') ?? '';
  return {
    apiVersion,
    kind,
    namespace: str(object, 'metadata', 'namespace') ?? str(object, 'namespace') ?? null,
    name,
  };
}

/**
 * `apps/v1/NAMESPACE/Deployment/NAME`, `/v1/NAMESPACE/Pod/NAME`, `rbac.authorization.k8s.io//User/NAME/…`; files
 * have `path=…/` before it. What fits none keeps its id as its name.
 */
function namedBy(id: string): Hit['named'] {
  const plain = id.replace(/^path=[^/]*\//, '');
  const match = /^([\w.-]*)\/([\w-]*)\/([\w.-]*)\/([A-Z]\w*)\/([^/]+)/.exec(plain);
  if (match === null) {
    const subject = /\/(User|Group|ServiceAccount)\/([^/]+)/.exec(plain);
    return subject === null
      ? { apiVersion: '', kind: '', namespace: null, name: id }
      : { apiVersion: '', kind: subject[1], namespace: null, name: subject[2] };
  }
  const [, group = '', version = '', namespace = '', kind = '', name = ''] = match;
  return { apiVersion: group === '' ? version : `${group}/${version}`, kind, namespace, name };
}
