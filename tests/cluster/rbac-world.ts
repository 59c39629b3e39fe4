/**
 * Random RBAC worlds. Many live side by side in one server, for every name in one begins with the world's own; so each
 * can also be read alone, as manifests. A world is the same for the same seed.
 */

import type { Request } from '../../main/kubernetes/rbac/rules.ts';
import { type Identity, identityOf } from '../../main/kubernetes/rbac/subjects.ts';
import type { Manifest } from './api.ts';
import { randomFrom } from './generate.ts';

export interface World {
  readonly namespaces: readonly Manifest[];
  readonly objects: readonly Manifest[];
  readonly subjects: readonly Identity[];
  /** As many questions as asked for, for one of the subjects. */
  questions(subject: Identity, count: number): readonly Request[];
}

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

const API = 'rbac.authorization.k8s.io/v1';
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'use'];
const GROUPS = ['', 'apps', 'shops.example'];
const RESOURCES = ['pods', 'secrets', 'deployments', 'nodes', 'shops'];
const SUBRESOURCES = ['log', 'scale', 'status'];
const NAMES = ['alpha', 'beta', 'gamma'];

export function makeWorld(number: number): World {
  const random = randomFrom(1_000 + number);
  const id = `w${number}`;
  const chance = (probability: number) => random() < probability;
  const pick = <T>(values: readonly T[]): T => {
    const chosen = values[Math.floor(random() * values.length)];
    if (chosen === undefined) throw new Error('There is nothing to choose from.');
    return chosen;
  };
  const some = <T>(values: readonly T[], most: number): T[] => {
    const left = [...values];
    return Array.from({ length: 1 + Math.floor(random() * most) }, () =>
      left.splice(Math.floor(random() * left.length), 1),
    ).flat();
  };
  const namespaces = ['a', 'b', 'c'].map((letter) => `${id}-${letter}`);
  const urls = [`/${id}`, `/${id}/x`, `/${id}/x/y`, `/${id}/z`];

  const resourceRule = (): Rule => ({
    verbs: chance(0.15) ? ['*'] : some(VERBS, 4),
    apiGroups: chance(0.15) ? ['*'] : some(GROUPS, 2),
    resources: chance(0.12)
      ? ['*']
      : some(RESOURCES, 3).map((resource) => {
          if (chance(0.6)) return resource;
          return `${chance(0.3) ? '*' : resource}/${pick(SUBRESOURCES)}`;
        }),
    ...(chance(0.3) ? { resourceNames: some(NAMES, 2) } : {}),
  });
  const urlRule = (): Rule => ({
    verbs: chance(0.2) ? ['*'] : some(['get', 'post'], 2),
    nonResourceURLs: some([...urls, `/${id}/*`, `/${id}/x/*`, `/${id}*`], 2),
  });
  const rules = (inCluster: boolean): Rule[] =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      inCluster && chance(0.3) ? urlRule() : resourceRule(),
    );

  const label = (key: string) => ({ [`drydock.test/${id}-${key}`]: 'true' });
  const clusterRole = (
    name: string,
    held: readonly Rule[],
    more: { readonly labels?: Record<string, string>; readonly selectors?: readonly object[] } = {},
  ): Manifest => ({
    apiVersion: API,
    kind: 'ClusterRole',
    metadata: { name: `${id}-${name}`, labels: more.labels ?? {} },
    rules: held,
    ...(more.selectors === undefined ? {} : { aggregationRule: { clusterRoleSelectors: more.selectors } }),
  });
  const clusterRoles: Manifest[] = [
    clusterRole('plain-0', rules(true)),
    clusterRole('plain-1', rules(true)),
    clusterRole('part-0', rules(true), { labels: label('p') }),
    clusterRole('part-1', rules(true), { labels: { ...label('p'), ...label('q') } }),
    clusterRole('part-2', rules(true), { labels: label('q') }),
    // One selects by a label, one by expressions, and one takes in the first.
    clusterRole('whole-0', [], { labels: label('r'), selectors: [{ matchLabels: label('p') }] }),
    clusterRole('whole-1', [], {
      selectors: [
        {
          matchExpressions: [
            { key: `drydock.test/${id}-q`, operator: 'In', values: ['true'] },
            { key: `drydock.test/${id}-p`, operator: 'DoesNotExist' },
          ],
        },
        { matchLabels: label('r') },
      ],
    }),
  ];
  const roles: Manifest[] = namespaces.flatMap((namespace) =>
    ['r0', 'r1'].map((name) => ({
      apiVersion: API,
      kind: 'Role',
      metadata: { name: `${id}-${name}`, namespace },
      rules: rules(false),
    })),
  );

  const people = ['anna', 'boris', 'carla'].map((name) => `${id}:${name}`);
  const groups = ['devs', 'ops'].map((name) => `${id}:${name}`);
  const accounts = namespaces
    .slice(0, 2)
    .flatMap((namespace) => ['s0', 's1'].map((name) => ({ namespace, name })));
  const userOf = ({ namespace, name }: { namespace: string; name: string }) =>
    `system:serviceaccount:${namespace}:${name}`;
  const subject = (): object => {
    const named = (kind: string, name: string) => ({ kind, name, apiGroup: 'rbac.authorization.k8s.io' });
    const kind = random();
    if (kind < 0.25) return named('User', pick(people));
    if (kind < 0.45) return named('Group', pick(groups));
    if (kind < 0.55) return named('Group', `system:serviceaccounts:${pick(namespaces)}`);
    if (kind < 0.62) return named('User', userOf(pick(accounts)));
    return { kind: 'ServiceAccount', ...pick(accounts) };
  };
  const binding = (namespace: string | null, at: number): Manifest => {
    const local = namespace !== null && chance(0.4);
    const dangling = chance(0.05);
    const name = dangling
      ? `${id}-gone`
      : local
        ? `${id}-${pick(['r0', 'r1'])}`
        : pick(clusterRoles).metadata.name;
    return {
      apiVersion: API,
      kind: namespace === null ? 'ClusterRoleBinding' : 'RoleBinding',
      metadata: { name: `${id}-b${at}`, ...(namespace === null ? {} : { namespace }) },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: local ? 'Role' : 'ClusterRole', name },
      subjects: Array.from({ length: 1 + Math.floor(random() * 2) }, subject),
    };
  };
  const bindings = [
    ...Array.from({ length: 5 }, (_, at) => binding(null, at)),
    ...namespaces.flatMap((namespace) => Array.from({ length: 4 }, (_, at) => binding(namespace, at))),
  ];

  const person = (name: string, member: readonly string[]) =>
    identityOf({ kind: 'User', namespace: null, name }, member);
  const subjects: Identity[] = [
    person(people[0] ?? '', [groups[0] ?? '']),
    person(people[1] ?? '', groups),
    person(people[2] ?? '', []),
    person(`${id}:stranger`, [groups[1] ?? '']),
    ...accounts.map(({ namespace, name }) => identityOf({ kind: 'ServiceAccount', namespace, name })),
  ];

  const held = bindings.map((one) => ({
    namespace: one.metadata.namespace ?? null,
    subjects: one['subjects'] as readonly { kind: string; name: string; namespace?: string }[],
    rules: rulesBehind(one, clusterRoles, roles),
  }));

  /** A question that a rule meant: most are answered by it, the others miss by one field. */
  const near = (rule: Rule, namespace: string | null): Request => {
    const one = (values: readonly string[] | undefined, all: readonly string[], star = '*') => {
      const chosen = pick(values ?? all);
      return chosen === star || chance(0.08) ? pick(all) : chosen;
    };
    if (rule.nonResourceURLs !== undefined) {
      const url = pick(rule.nonResourceURLs);
      return {
        verb: one(rule.verbs, ['get', 'post']),
        url: url.endsWith('*') || chance(0.2) ? pick(urls) : url,
      };
    }
    const [resource = '', subresource = ''] = pick(rule.resources ?? RESOURCES).split('/');
    const any = resource === '*' && subresource === '';
    return {
      verb: one(rule.verbs, VERBS),
      group: one(rule.apiGroups, GROUPS),
      resource: resource === '*' || chance(0.05) ? pick(RESOURCES) : resource,
      subresource: any || chance(0.08) ? pick(['', ...SUBRESOURCES]) : subresource,
      name: rule.resourceNames === undefined || chance(0.3) ? pick(['', ...NAMES]) : pick(rule.resourceNames),
      namespace: namespace === null || chance(0.08) ? pick(['', ...namespaces]) : namespace,
    };
  };
  const far = (): Request =>
    chance(0.15)
      ? { verb: pick(['get', 'post']), url: pick(urls) }
      : {
          verb: pick(VERBS),
          group: pick(GROUPS),
          resource: pick(RESOURCES),
          subresource: chance(0.6) ? '' : pick(SUBRESOURCES),
          name: pick(['', ...NAMES]),
          namespace: pick(['', ...namespaces]),
        };

  return {
    namespaces: namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    objects: [...clusterRoles, ...roles, ...bindings],
    subjects,
    questions({ user, groups: member }, count) {
      const own = held.filter((one) =>
        one.subjects.some(({ kind, name, namespace }) =>
          kind === 'Group'
            ? member.includes(name)
            : user === (kind === 'User' ? name : `system:serviceaccount:${namespace}:${name}`),
        ),
      );
      return Array.from({ length: count }, () => {
        const source = own.length > 0 && chance(0.75) ? pick(own) : null;
        const rule = source === null || source.rules.length === 0 ? null : pick(source.rules);
        return rule === null ? far() : near(rule, source?.namespace ?? null);
      });
    },
  };
}

/** The rules that a binding may mean, to ask about them; what they are is not decided here. */
function rulesBehind(
  binding: Manifest,
  clusterRoles: readonly Manifest[],
  roles: readonly Manifest[],
): readonly Rule[] {
  const { kind, name } = binding['roleRef'] as { kind: string; name: string };
  if (kind === 'ClusterRole' && name.includes('-whole-'))
    return clusterRoles
      .filter((one) => one.metadata.name.includes('-part-'))
      .flatMap((one) => one['rules'] as readonly Rule[]);
  const all = kind === 'ClusterRole' ? clusterRoles : roles;
  return all
    .filter(
      ({ metadata }) =>
        metadata.name === name &&
        (kind === 'ClusterRole' || metadata.namespace === binding.metadata.namespace),
    )
    .flatMap((one) => one['rules'] as readonly Rule[]);
}
