/** Ways through the cluster's network, computed from policies and exposure. */

import { some } from '../../../shared/in-words.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { EXPOSURE_KINDS, GATEWAY_KINDS, ROUTE_KINDS } from '../../cluster/exposure.ts';
import { type SensitiveNamespace, sensitiveNamespaces } from '../../cluster/network/sensitive-namespaces.ts';
import {
  type ConnectionSet,
  connectionsText,
  isNone,
  NO_CONNECTION,
  portRange,
  subtract,
  union,
} from '../../kubernetes/reach/connections.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import type { Workload } from '../../snapshot/index.ts';
import {
  type Control,
  type Draft,
  defineControl,
  fail,
  fix,
  notApplicable,
  pass,
  unknown,
} from '../define.ts';
import { POLICY_DOCS } from './shared.ts';

/** Every pod may ask the cluster's name service; that is no way in. */
const NAMES = union(portRange('UDP', 53, 53), portRange('TCP', 53, 53));

export const pathControls: readonly Control[] = [
  defineControl({
    id: 'network/path-to-sensitive-namespace',
    title: 'Network path from an exposed pod to a sensitive namespace',
    severity: 'high',
    rationale:
      'These pods are exposed to outside traffic, so a vulnerability in them gives an attacker entry. No policy blocks them from namespaces with the secret store, software delivery, databases or the system. One vulnerability then opens a second attack from inside.',
    remediation: fix(
      'Allow only the sources that need access.',
      'Deny ingress to the sensitive namespace by default, allow the sources that use it, and limit the egress of exposed pods to what they need.',
      [2, 6, 24],
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: only-clients\n  namespace: vault\nspec:\n  podSelector: {}\n  policyTypes: ["Ingress"]\n  ingress:\n    - from:\n        - namespaceSelector:\n            matchLabels: {uses-vault: "true"}\n',
    ),
    references: POLICY_DOCS,
    mappings: ['cis:5.3.2', 'nsa-cisa:network-separation', 'owasp-k8s:K07', 'mitre-attack:T1210'],
    questions: ['workloads.namespaces-isolated', 'workloads.internet-reach'],
    judges: WORKLOAD_KINDS,
    needs: [...EXPOSURE_KINDS, ...ROUTE_KINDS, ...GATEWAY_KINDS],
    showsWhatIsThere: true,
    acrossNamespaces: true,
    *evaluate(cluster) {
      const sensitive = [...sensitiveNamespaces(cluster.index).values()];
      if (sensitive.length === 0) {
        yield notApplicable(
          'No namespace was recognised as holding a secret store, builds, deliveries or databases.',
        );
        return;
      }
      const ways = waysInto(cluster);
      for (const [workload, endpoint] of cluster.exposed.workloads) {
        const through = `${workload.kind} ${workload.namespace}/${workload.name}, addressable through ${endpoint.kind} ${endpoint.namespace}/${endpoint.name},`;
        yield judge(workload, through, sensitive, ways);
      }
    },
  }),
];

/** The first way from a workload into a namespace, or what is not known about it. */
interface Way {
  readonly open: { readonly to: Workload; readonly connections: ConnectionSet } | null;
  readonly undecided: Workload | null;
}

type Ways = (source: Workload, namespace: string) => Way;

function judge(
  workload: Workload,
  through: string,
  sensitive: readonly SensitiveNamespace[],
  ways: Ways,
): Draft {
  const open: string[] = [];
  const undecided: string[] = [];
  for (const { namespace, why } of sensitive) {
    if (namespace === workload.namespace) continue;
    const way = ways(workload, namespace);
    if (way.open !== null) {
      const { to, connections } = way.open;
      open.push(`${namespace}, which ${why} (${to.kind}/${to.name}, ${connectionsText(connections)})`);
    } else if (way.undecided !== null) undecided.push(namespace);
  }
  if (open.length > 0) {
    return fail(workload.ref, `${through} may open connections into ${some(open, 2)}.`, {
      path: workload.specPath,
      value: some(open, 5),
    });
  }
  return undecided.length > 0
    ? unknown(
        'needs-interview',
        `Whether ${through} may open connections into ${some(undecided)} depends on facts outside the evidence, such as whether the network plugin enforces policies.`,
        workload.ref,
      )
    : pass(workload.ref, 'Policies block it from every namespace recognised as sensitive.');
}

/** Answers are shared by sources, and by destinations, that no policy tells apart. */
function waysInto({ index, reach }: Cluster): Ways {
  const kindOf = (workload: Workload): string => {
    const classes = reach.classesOf(workload);
    // A pod on the host network also has to do with what runs on its own node.
    return classes.some(({ hostNetwork }) => hostNetwork)
      ? `${workload.namespace}/${workload.kind}/${workload.name}`
      : classes.map(({ id }) => id).join();
  };
  const known = new Map<string, Way>();
  const inside = new Map<string, readonly Workload[]>();
  const destinations = (namespace: string, alone: boolean): readonly Workload[] => {
    const all = index.workloadsIn(namespace);
    if (alone) return all;
    let different = inside.get(namespace);
    if (different === undefined) {
      different = [...new Map(all.toReversed().map((one) => [kindOf(one), one])).values()].reverse();
      inside.set(namespace, different);
    }
    return different;
  };
  return (source, namespace) => {
    const kind = kindOf(source);
    const key = `${namespace}|${kind}`;
    let way = known.get(key);
    if (way === undefined) {
      way = firstWay(source, destinations(namespace, kind.includes('/')), reach);
      known.set(key, way);
    }
    return way;
  };
}

function firstWay(source: Workload, destinations: readonly Workload[], reach: Cluster['reach']): Way {
  let undecided: Workload | null = null;
  for (const to of destinations) {
    const { allowed, unknown: open } = reach.enforcedBetween(source, to);
    const names = to.namespace === 'kube-system' ? NAMES : NO_CONNECTION;
    const connections = subtract(allowed, names);
    if (!isNone(connections)) return { open: { to, connections }, undecided };
    if (!isNone(subtract(open, names))) undecided ??= to;
  }
  return { open: null, undecided };
}
