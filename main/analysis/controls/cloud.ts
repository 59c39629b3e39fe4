/** What the cloud around the cluster gives away. */
import { at } from '../../snapshot/read.ts';
import { cloudIdentities } from '../platform/cloud-identity.ts';
import {
  type Control,
  defineControl,
  fail,
  fix,
  notApplicable,
  pass,
  unknown,
  WORKLOAD_KINDS,
} from './define.ts';

export const cloudControls: readonly Control[] = [
  defineControl({
    id: 'cloud/workload-identity',
    title: 'Account with a cloud identity',
    severity: 'info',
    rationale:
      'Whoever takes over a pod of the account holds the cloud permissions of this identity, which are not visible from the cluster.',
    remediation: fix(
      'Review the permissions of the identity.',
      'Ask for the policies and narrow them.',
      [1, 4, 16],
    ),
    mappings: ['mitre-attack:T1078'],
    questions: ['neighbours.cloud-permissions'],
    judges: ['/serviceaccounts'],
    *evaluate({ index }) {
      const found = cloudIdentities(index);
      if (found.length === 0) yield pass(null, 'No account is bound to a cloud identity by annotation.');
      for (const { account, path, identity } of found)
        yield fail(account, `Account ${account.namespace}/${account.name} is bound to a cloud identity.`, {
          path,
          value: identity,
        });
    },
  }),
  defineControl({
    id: 'cloud/metadata-reachable',
    title: 'No policy limits egress to the metadata address',
    severity: 'medium',
    rationale:
      'At 169.254.169.254 the cloud gives a pod the credentials of its node, unless hop limits or policies stop it. Hop limits are not visible from the cluster.',
    remediation: fix(
      'Limit egress.',
      'Add an egress policy, and set the hop limit of node metadata to 1.',
      [1, 4, 16],
      'policyTypes: ["Egress"]\n',
    ),
    mappings: ['mitre-attack:T1552.005'],
    questions: ['neighbours.metadata-blocked'],
    judges: WORKLOAD_KINDS,
    needs: ['networking.k8s.io/networkpolicies', '/nodes'],
    *evaluate({ index, platform, policies }) {
      if (platform.provider === null) {
        yield unknown('needs-interview', 'The cloud provider was not recognised.');
        return;
      }
      if (['self-hosted', 'local'].includes(platform.provider)) {
        yield notApplicable('There is no cloud metadata service.');
        return;
      }
      for (const workload of index.workloads) {
        if (workload.namespace === 'kube-system') continue;
        yield at(workload.podSpec, 'hostNetwork') === true ||
        policies.selecting(workload, 'egress').length === 0
          ? fail(workload.ref, 'No network policy limits egress to 169.254.169.254.')
          : pass(workload.ref, 'An egress policy selects its pods.');
      }
    },
  }),
];
