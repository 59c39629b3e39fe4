import { describe, expect, test } from 'vitest';
import { type AvailabilitySources, availabilityOf } from '../../../main/snapshot/availability.ts';
import type { KindOutcome, KindStatus } from '../../../shared/evidence.ts';

const outcome = (resource: string, status: KindStatus, more: Partial<KindOutcome> = {}): KindOutcome => ({
  resource: { group: '', version: 'v1', resource, kind: resource, namespaced: true },
  status,
  objects: 0,
  bytes: 0,
  refusedNamespaces: [],
  message: '',
  sha256: '',
  ...more,
});
const sources = (more: Partial<AvailabilitySources> = {}): AvailabilitySources => ({
  origin: 'live',
  outcomes: [],
  customResources: null,
  apiGroups: null,
  serverMinor: null,
  ...more,
});
const reason = (key: string, more: Partial<AvailabilitySources> = {}) =>
  availabilityOf(sources(more))(key).reason;

describe('what the absence of a kind means', () => {
  test.each([
    ['collected', null],
    ['not-served', null],
    ['partial', 'partial'],
    ['forbidden', 'forbidden'],
    ['failed', 'not-collected'],
    ['not-collected', 'not-collected'],
  ] as const)('an outcome %s gives the reason %s', (status, expected) => {
    expect(reason('/pods', { outcomes: [outcome('pods', status)] })).toBe(expected);
  });
  test('a kind that nobody recorded is not collected, unless the cluster provably does not serve it', () => {
    expect(reason('kyverno.io/clusterpolicies')).toBe('not-collected');
    expect(reason('kyverno.io/clusterpolicies', { customResources: new Set(['a.example/bs']) })).toBeNull();
    expect(
      reason('kyverno.io/clusterpolicies', { customResources: new Set(['kyverno.io/clusterpolicies']) }),
    ).toBe('not-collected');
    expect(reason('apps/deployments', { customResources: new Set() })).toBe('not-collected');
    expect(reason('policy/podsecuritypolicies', { serverMinor: 25 })).toBeNull();
    expect(reason('policy/podsecuritypolicies', { serverMinor: 24 })).toBe('not-collected');
  });
  test('a group whose kinds nobody can name beforehand is known when all that is of it is', () => {
    const all = 'constraints.example.sh/*';
    const kind = (resource: string, status: KindStatus) =>
      outcome(resource, status, {
        resource: {
          group: 'constraints.example.sh',
          version: 'v1',
          resource,
          kind: resource,
          namespaced: false,
        },
      });
    expect(reason(all)).toBe('not-collected');
    expect(reason(all, { outcomes: [kind('as', 'collected')] })).toBeNull();
    expect(reason(all, { outcomes: [kind('as', 'collected'), kind('bs', 'forbidden')] })).toBe('forbidden');
    expect(reason(all, { customResources: new Set(['other.example/as']) })).toBeNull();
    expect(
      reason(all, {
        outcomes: [kind('as', 'collected')],
        customResources: new Set(['constraints.example.sh/as', 'constraints.example.sh/bs']),
      }),
    ).toBe('not-collected');
  });
  test('what has no namespace is not refused in some of them only', () => {
    const nodes = outcome('nodes', 'partial', {
      resource: { group: '', version: 'v1', resource: 'nodes', kind: 'Node', namespaced: false },
      refusedNamespaces: ['a'],
    });
    const answer = availabilityOf(sources({ outcomes: [nodes] }))('/nodes');
    expect(answer).toMatchObject({ reason: 'partial', refusedNamespaces: [] });
  });
  test('files show what somebody writes, and never what only a cluster makes', () => {
    expect(reason('apps/deployments', { origin: 'manifests' })).toBeNull();
    expect(reason('/nodes', { origin: 'manifests' })).toBe('not-in-manifests');
  });
  test('refused namespaces are named, at most three', () => {
    const refused = outcome('secrets', 'partial', { refusedNamespaces: ['a', 'b', 'c', 'd'] });
    const answer = availabilityOf(sources({ outcomes: [refused] }))('/secrets');
    expect(answer.message).toBe('The secrets of a, b, c and 1 more could not be read: the server refused.');
    expect(answer.refusedNamespaces).toHaveLength(4);
  });
});
