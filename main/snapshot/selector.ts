/** Label selectors, as the API machinery matches them. */
import { at, fields, list, str, strings } from './read.ts';

/**
 * Whether a LabelSelector matches labels. An empty selector matches everything. An unknown operator or an
 * entry of the wrong type matches nothing, as the server would have refused it.
 */
export function matchesSelector(selector: unknown, labels: ReadonlyMap<string, string>): boolean {
  for (const [key, value] of fields(selector, 'matchLabels')) {
    if (typeof value !== 'string' || labels.get(key) !== value) return false;
  }
  for (const expression of list(selector, 'matchExpressions')) {
    if (!matchesExpression(expression, labels)) return false;
  }
  return true;
}

/** Whether the plain map selector of a Service matches labels. Without entries it selects nothing. */
export function matchesMap(selector: unknown, labels: ReadonlyMap<string, string>): boolean {
  const wanted = fields(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels.get(key) === value);
}

/** True when the selector is `{}` or absent: it selects everything. */
export function selectsEverything(selector: unknown): boolean {
  return fields(selector, 'matchLabels').length === 0 && list(selector, 'matchExpressions').length === 0;
}

function matchesExpression(expression: unknown, labels: ReadonlyMap<string, string>): boolean {
  const key = str(expression, 'key');
  if (key === undefined || at(expression, 'operator') === undefined) return false;
  const value = labels.get(key);
  const values = strings(expression, 'values');
  switch (str(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
