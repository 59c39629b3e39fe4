/**
 * One rule of a role, and what it allows. The only place that matches rules: the authorizer and the named powers both
 * stand on it. Source: Kubernetes, pkg/apis/rbac/v1/evaluation_helpers.go and RuleAllows in
 * plugin/pkg/auth/authorizer/rbac/rbac.go.
 */

import type { ObjectRef } from '../../../shared/evidence.ts';
import { list, strings } from '../../snapshot/read.ts';

export interface Rule {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly names: readonly string[];
  readonly urls: readonly string[];
}

/** A request for a resource; the core group, a list and the whole cluster are ''. */
export interface ResourceRequest {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly namespace: string;
}

/** A request for a path such as `/healthz`. */
export interface UrlRequest {
  readonly verb: string;
  readonly url: string;
}

export type Request = ResourceRequest | UrlRequest;

/** Whether a rule allows a request, wherever the rule holds. A rule with names allows nothing that has no name. */
export function ruleAllows(rule: Rule, request: Request): boolean {
  if ('url' in request) return verbMatches(rule, request.verb) && urlMatches(rule.urls, request.url);
  return (
    ruleReaches(rule, request.verb, request.group, request.resource, request.subresource) &&
    (rule.names.length === 0 || rule.names.includes(request.name))
  );
}

/** Whether a rule allows a verb on some object of a resource, its names left aside. */
export function ruleReaches(
  rule: Rule,
  verb: string,
  group: string,
  resource: string,
  subresource: string,
): boolean {
  return (
    verbMatches(rule, verb) &&
    (rule.groups.includes('*') || rule.groups.includes(group)) &&
    resourceMatches(rule.resources, resource, subresource)
  );
}

/** The rules of a role, as written. */
export function readRules(role: unknown): readonly Rule[] {
  return list(role, 'rules').map((rule) => ({
    verbs: strings(rule, 'verbs'),
    groups: strings(rule, 'apiGroups'),
    resources: strings(rule, 'resources'),
    names: strings(rule, 'resourceNames'),
    urls: strings(rule, 'nonResourceURLs'),
  }));
}

function verbMatches({ verbs }: Rule, verb: string): boolean {
  return verbs.includes('*') || verbs.includes(verb);
}

// `*` also stands for subresources, `*/scale` for that subresource of all; `pods` never for `pods/log`.
function resourceMatches(held: readonly string[], resource: string, subresource: string): boolean {
  if (held.includes('*')) return true;
  if (subresource === '') return held.includes(resource);
  return held.includes(`${resource}/${subresource}`) || held.includes(`*/${subresource}`);
}

// Only stars at the end stand for more: `/healthz/*` is not `/healthz`, and `*` is everything.
function urlMatches(held: readonly string[], url: string): boolean {
  return held.some(
    (one) => one === '*' || one === url || (one.endsWith('*') && url.startsWith(withoutStars(one))),
  );
}

function withoutStars(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '*') end -= 1;
  return text.slice(0, end);
}

/** A rule with the place where it is written: of an aggregated role read from files, that is another role. */
export interface PlacedRule {
  readonly rule: Rule;
  readonly role: ObjectRef;
  /** `rules[i]` of that role; null for a role that the API server makes itself and that files do not show. */
  readonly path: string | null;
}
