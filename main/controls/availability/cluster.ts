/** Whether the cluster itself survives the loss of one machine or one zone. */

import { count } from '../../../shared/in-words.ts';
import { zonesOf } from '../../cluster/size/nodes.ts';
import { refOf } from '../../snapshot/index.ts';
import { stringMap } from '../../snapshot/read.ts';
import {
  type Control,
  defineControl,
  fail,
  failCluster,
  fix,
  notApplicable,
  pass,
  unknown,
} from '../define.ts';
import { kubernetesDocs } from '../docs.ts';

const HIGH_AVAILABILITY = kubernetesDocs(
  'Creating highly available clusters with kubeadm',
  'setup-tools/kubeadm/high-availability/',
);
const ZONES = kubernetesDocs('Running in multiple zones', 'setup/best-practices/multiple-zones/');
const ROLES = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

export const clusterControls: readonly Control[] = [
  defineControl({
    id: 'availability/single-control-plane-node',
    title: 'Single control-plane node',
    severity: 'medium',
    rationale:
      'If the only control-plane node is lost, nothing can be started, changed or even inspected, and its disk holds etcd with the whole cluster state. An attacker who stops this one machine also stops the response.',
    remediation: fix(
      'Run three control-plane nodes in different zones.',
      'Put a load balancer in front of the API server, join two more nodes with their own etcd members, and test the loss of each. Until then, back up etcd to another location every hour and test a restore.',
      [8, 24, 60],
      'kubeadm join api.example:6443 --control-plane --certificate-key KEY\n',
    ),
    references: [HIGH_AVAILABILITY],
    mappings: ['nsa-cisa:control-plane', 'nsa-cisa:etcd', 'mitre-attack:T1499'],
    questions: ['deployment.rebuild-hours', 'data.outage-tolerated'],
    judges: [],
    // One node that was not seen makes the number another.
    needs: ['/nodes'],
    *evaluate({ index, platform }) {
      const nodes = index.all('/nodes');
      const planes = nodes.filter((node) => {
        const labels = stringMap(node, 'metadata', 'labels');
        return ROLES.some((role) => labels.has(role));
      });
      const [first, second] = planes;
      if (platform.managedControlPlane === true)
        yield unknown(
          'managed-by-provider',
          `The provider runs the control plane of ${platform.distribution} and decides its number of machines and zones. Ask the target which tier it uses.`,
        );
      else if (nodes.length === 0) yield notApplicable('The evidence contains no nodes.');
      else if (first === undefined)
        yield unknown(
          'needs-interview',
          'No node has the control-plane role. Ask the target where the control plane runs.',
        );
      else if (second === undefined)
        yield fail(refOf(first), `${refOf(first).name} is the only node with the control-plane role.`, {
          path: `metadata.labels["${ROLES.find((role) => stringMap(first, 'metadata', 'labels').has(role)) ?? ROLES[0]}"]`,
          value: refOf(first).name,
        });
      else
        yield planes.length % 2 === 0
          ? fail(
              null,
              `The control plane has ${planes.length} nodes; an even number tolerates no more failures than one node fewer.`,
              { path: 'kinds', value: `${planes.length} control-plane nodes`, severity: 'low' },
            )
          : pass(null, `${planes.length} nodes have the control-plane role.`);
    },
  }),
  defineControl({
    id: 'availability/single-zone',
    title: 'All nodes in one zone',
    severity: 'low',
    rationale:
      'A zone can fail as a whole. If its power or network fails, everything stops, including replicas and backups on its disks. Recovery then requires rebuilding the cluster elsewhere from external copies.',
    remediation: fix(
      'Spread the nodes across three zones.',
      'Add node pools in two more zones, check that volumes are replicated or can be moved, then spread the workloads.',
      [4, 16, 60],
      'topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: topology.kubernetes.io/zone\n    whenUnsatisfiable: ScheduleAnyway\n',
    ),
    references: [ZONES],
    mappings: ['nsa-cisa:worker-nodes', 'mitre-attack:T1499'],
    questions: ['size.zones', 'data.outage-tolerated'],
    judges: [],
    // One node that was not seen makes the number another.
    needs: ['/nodes'],
    *evaluate({ index }) {
      const nodes = index.all('/nodes');
      const zones = zonesOf(index);
      if (nodes.length === 0) yield notApplicable('The evidence contains no nodes.');
      else if (zones.length === 0)
        yield unknown(
          'needs-interview',
          `None of the ${count(nodes.length, 'node')} reports its zone. Ask the target how many sites they run in.`,
        );
      else
        yield zones.length === 1
          ? failCluster(`Every node that reports a zone is in zone ${zones[0]}.`, 'kinds', zones.join(', '))
          : pass(null, `The nodes that report a zone are in ${zones.length} zones.`);
    },
  }),
];
