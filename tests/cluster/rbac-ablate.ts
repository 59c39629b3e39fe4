/** Worlds read with one feature of RBAC left out: where the answer changes, the feature decided it. */
import type { Manifest } from './api.ts';

type Rule = Readonly<Record<string, readonly string[]>>;
type Subject = Readonly<Record<string, string>>;

const ruleWise =
  (change: (rule: Rule) => Rule | null) =>
  (object: Manifest): Manifest =>
    object['rules'] === undefined
      ? object
      : {
          ...object,
          rules: (object['rules'] as readonly Rule[]).map(change).filter((rule) => rule !== null),
        };

const subjectWise =
  (keeps: (subject: Subject, binding: Manifest) => boolean) =>
  (object: Manifest): Manifest =>
    object['subjects'] === undefined
      ? object
      : {
          ...object,
          subjects: (object['subjects'] as readonly Subject[]).filter((subject) => keeps(subject, object)),
        };

const without = (field: string, drop: (value: string) => boolean) => (rule: Rule) =>
  rule[field] === undefined ? rule : { ...rule, [field]: rule[field].filter((value) => !drop(value)) };

const dropped = (object: object, field: string): object =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== field));

export const ABLATIONS: Readonly<Record<string, (object: Manifest) => Manifest>> = {
  group: subjectWise(({ kind }) => kind !== 'Group'),
  aggregation: (object) => dropped(object, 'aggregationRule') as Manifest,
  // As a reader would that does not know of names.
  resourceNames: ruleWise((rule) => dropped(rule, 'resourceNames') as Rule),
  subresource: ruleWise(without('resources', (resource) => resource.includes('/'))),
  wildcard: ruleWise((rule) => {
    const starless = (field: string) =>
      without(field, (value) => value.endsWith('*') || value.startsWith('*/'));
    return ['verbs', 'apiGroups', 'resources', 'nonResourceURLs'].reduce(
      (left, field) => starless(field)(left),
      rule,
    );
  }),
  nonResourceURL: ruleWise((rule) => (rule['nonResourceURLs'] === undefined ? rule : null)),
  'cross-namespace subject': subjectWise(
    ({ kind, namespace }, { metadata }) =>
      kind !== 'ServiceAccount' || metadata.namespace === undefined || namespace === metadata.namespace,
  ),
};
