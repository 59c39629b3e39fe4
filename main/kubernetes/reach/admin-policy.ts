/**
 * AdminNetworkPolicy and BaselineAdminNetworkPolicy (policy.networking.k8s.io/v1alpha1, the first release's shape
 * too) and their successor ClusterNetworkPolicy (v1alpha2), compiled. Source: the Go types of
 * kubernetes-sigs/network-policy-api.
 */
import { type KubernetesObject, refOf } from '../../snapshot/index.ts';
import { at, fields, has, isObject, list, num, str, strings } from '../../snapshot/read.ts';
import { parseCidr } from './addresses.ts';
import { isPort, isProtocol, LAST_PORT, type Protocol } from './connections.ts';
import { compileSelector, type LabelMatcher } from './matcher.ts';
import type { Direction, Peer, Policy, PortRule, Rule } from './policy.ts';

export type AdminApi = Exclude<Policy['api'], 'NetworkPolicy'>;

/** Compiles a policy of one of the three kinds. A field that is not known makes its part undecidable, not empty. */
export function compileAdminPolicy(object: KubernetesObject, api: AdminApi): Policy {
  return {
    ref: refOf(object),
    object,
    api,
    tier: tierOf(object, api),
    priority: num(object, 'spec', 'priority') ?? 0,
    subject: subjectOf(at(object, 'spec', 'subject')),
    ingress: rulesOf(object, 'ingress', 'from'),
    egress: rulesOf(object, 'egress', 'to'),
  };
}

function tierOf(object: KubernetesObject, api: AdminApi): Policy['tier'] {
  if (api === 'AdminNetworkPolicy') return 'admin';
  if (api === 'BaselineAdminNetworkPolicy') return 'baseline';
  return str(object, 'spec', 'tier') === 'Baseline' ? 'baseline' : 'admin';
}

function subjectOf(subject: unknown): Policy['subject'] {
  if (has(subject, 'pods')) {
    const pods = at(subject, 'pods');
    return {
      kind: 'pods',
      namespaces: compileSelector(at(pods, 'namespaceSelector')),
      pods: compileSelector(at(pods, 'podSelector')),
    };
  }
  if (has(subject, 'namespaces')) {
    return { kind: 'pods', namespaces: compileSelector(at(subject, 'namespaces')), pods: null };
  }
  return { kind: 'unreadable' };
}

/** Rules in their order; null when there are none, for such a policy does not touch the direction. */
function rulesOf(object: KubernetesObject, direction: Direction, field: 'from' | 'to'): Policy[Direction] {
  const rules = list(object, 'spec', direction);
  if (rules.length === 0) return null;
  return rules.map(
    (rule, i): Rule => ({
      action: actionOf(str(rule, 'action')),
      peers: list(rule, field).flatMap(peersOf),
      ports: portsOf(rule),
      path: `spec.${direction}[${i}]`,
    }),
  );
}

function actionOf(action: string | undefined): Rule['action'] {
  switch (action) {
    case 'Allow':
    case 'Accept':
      return 'allow';
    case 'Deny':
      return 'deny';
    case 'Pass':
      return 'pass';
    default:
      return 'unknown';
  }
}

function peersOf(peer: unknown): readonly Peer[] {
  if (has(peer, 'pods')) {
    const pods = at(peer, 'pods');
    const selector = compileSelector(at(pods, 'podSelector'));
    return has(pods, 'namespaces')
      ? namespacesOf(at(pods, 'namespaces'), selector)
      : [{ kind: 'pods', namespaces: compileSelector(at(pods, 'namespaceSelector')), pods: selector }];
  }
  if (has(peer, 'namespaces')) return namespacesOf(at(peer, 'namespaces'), null);
  if (has(peer, 'nodes')) return [nodesOf(at(peer, 'nodes'))];
  if (has(peer, 'networks')) {
    return strings(peer, 'networks').flatMap((text) => {
      const range = parseCidr(text);
      return range === null ? [] : [{ kind: 'addresses', ranges: [range], text, coversPods: true }];
    });
  }
  if (has(peer, 'domainNames')) return [{ kind: 'domain-names', names: strings(peer, 'domainNames') }];
  return [{ kind: 'unreadable' }];
}

/** A selector of namespaces, or the first release's choice between a selector, sameLabels and notSameLabels. */
function namespacesOf(namespaces: unknown, pods: LabelMatcher | null): readonly Peer[] {
  for (const field of ['sameLabels', 'notSameLabels'] as const) {
    const keys = strings(namespaces, field);
    if (keys.length > 0) return [{ kind: 'same-labels', keys, same: field === 'sameLabels', pods }];
  }
  const selector = has(namespaces, 'namespaceSelector') ? at(namespaces, 'namespaceSelector') : namespaces;
  return [{ kind: 'pods', namespaces: compileSelector(selector), pods }];
}

function nodesOf(selector: unknown): Peer {
  return { kind: 'nodes', nodes: compileSelector(selector) };
}

/** `protocols` of ClusterNetworkPolicy, `ports` of the others; null when the rule does not look at ports. */
function portsOf(rule: unknown): Rule['ports'] {
  if (list(rule, 'protocols').length > 0) return list(rule, 'protocols').flatMap(protocolOf);
  if (!has(rule, 'ports')) return null;
  return list(rule, 'ports').flatMap(portOf);
}

function protocolOf(entry: unknown): readonly PortRule[] {
  const name = str(entry, 'destinationNamedPort');
  if (name !== undefined) return [{ kind: 'name', protocol: null, name }];
  const [first] = fields(entry);
  const protocol = first?.[0].toUpperCase();
  if (first === undefined || !isProtocol(protocol)) return [{ kind: 'unreadable' }];
  const port = at(first[1], 'destinationPort');
  if (!isObject(port)) return [{ kind: 'range', protocol, first: 1, last: LAST_PORT }];
  if (has(port, 'range')) return rangeOf(protocol, at(port, 'range', 'start'), at(port, 'range', 'end'));
  return has(port, 'number')
    ? rangeOf(protocol, at(port, 'number'), at(port, 'number'))
    : [{ kind: 'unreadable' }];
}

function portOf(entry: unknown): readonly PortRule[] {
  const name = str(entry, 'namedPort');
  if (name !== undefined) return [{ kind: 'name', protocol: null, name }];
  for (const [field, first, last] of [
    ['portNumber', 'port', 'port'],
    ['portRange', 'start', 'end'],
  ] as const) {
    if (!has(entry, field)) continue;
    const protocol = at(entry, field, 'protocol') ?? 'TCP';
    return isProtocol(protocol) ? rangeOf(protocol, at(entry, field, first), at(entry, field, last)) : [];
  }
  return [{ kind: 'unreadable' }];
}

function rangeOf(protocol: Protocol, first: unknown, last: unknown): readonly PortRule[] {
  return isPort(first) && isPort(last) && first <= last ? [{ kind: 'range', protocol, first, last }] : [];
}
