/** NetworkPolicy (networking.k8s.io/v1), compiled. Source: `NetworkPolicySpec` of the API and its defaults. */
import { type KubernetesObject, refOf } from '../../snapshot/index.ts';
import { at, has, list, str, strings } from '../../snapshot/read.ts';
import { parseCidr, without } from './addresses.ts';
import { isPort, isProtocol } from './connections.ts';
import { compileSelector } from './matcher.ts';
import type { Direction, Peer, Policy, PortRule, Rule } from './policy.ts';

/** Compiles a policy. What the API server would refuse (a port 0, a block that is none) selects nothing. */
export function compileNetworkPolicy(object: KubernetesObject): Policy {
  const ref = refOf(object);
  const namespace = ref.namespace ?? 'default';
  const directions = directionsOf(object);
  return {
    ref,
    object,
    api: 'NetworkPolicy',
    tier: 'network',
    priority: 0,
    subject: {
      kind: 'pods',
      namespaces: namespace,
      pods: compileSelector(at(object, 'spec', 'podSelector')),
    },
    ingress: directions.has('ingress') ? rulesOf(object, 'ingress', 'from', namespace) : null,
    egress: directions.has('egress') ? rulesOf(object, 'egress', 'to', namespace) : null,
  };
}

/** `policyTypes`, or by default ingress, and egress when there is at least one egress rule. */
function directionsOf(object: KubernetesObject): ReadonlySet<Direction> {
  const types = strings(object, 'spec', 'policyTypes');
  const directions = new Set<Direction>();
  if (types.length === 0 || types.includes('Ingress')) directions.add('ingress');
  const egress = types.length === 0 ? list(object, 'spec', 'egress').length > 0 : types.includes('Egress');
  if (egress) directions.add('egress');
  return directions;
}

function rulesOf(
  object: KubernetesObject,
  direction: Direction,
  field: 'from' | 'to',
  namespace: string,
): readonly Rule[] {
  return list(object, 'spec', direction).map((rule, i) => {
    const peers = list(rule, field);
    const ports = list(rule, 'ports');
    return {
      action: 'allow',
      peers: peers.length === 0 ? null : peers.flatMap((peer) => peerOf(peer, namespace)),
      ports: ports.length === 0 ? null : ports.flatMap(portOf),
      path: `spec.${direction}[${i}]`,
    };
  });
}

function peerOf(peer: unknown, namespace: string): readonly Peer[] {
  if (has(peer, 'ipBlock')) {
    const text = str(peer, 'ipBlock', 'cidr') ?? '';
    const block = parseCidr(text);
    if (block === null) return [];
    const holes = strings(peer, 'ipBlock', 'except');
    return [
      {
        kind: 'addresses',
        ranges: without(
          block,
          holes.flatMap((hole) => parseCidr(hole) ?? []),
        ),
        text: holes.length === 0 ? text : `${text} except ${holes.join(', ')}`,
        coversPods: false,
      },
    ];
  }
  const everywhere = has(peer, 'namespaceSelector');
  if (!everywhere && !has(peer, 'podSelector')) return [];
  return [
    {
      kind: 'pods',
      namespaces: everywhere ? compileSelector(at(peer, 'namespaceSelector')) : namespace,
      pods: compileSelector(at(peer, 'podSelector')),
    },
  ];
}

function portOf(port: unknown): readonly PortRule[] {
  const protocol = at(port, 'protocol') ?? 'TCP';
  if (!isProtocol(protocol)) return [];
  const number = at(port, 'port') ?? null;
  const end = at(port, 'endPort') ?? null;
  if (number === null) return end === null ? [{ kind: 'range', protocol, first: 1, last: 65_535 }] : [];
  if (typeof number === 'string') return end === null ? [{ kind: 'name', protocol, name: number }] : [];
  const last = end ?? number;
  return isPort(number) && isPort(last) && number <= last
    ? [{ kind: 'range', protocol, first: number, last }]
    : [];
}
