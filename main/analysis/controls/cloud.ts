/** What the cloud around the cluster gives away. */
import { type KubernetesObject, refOf } from '../../snapshot/index.ts';
import { at, str } from '../../snapshot/read.ts';
import { allowsMetadata, METADATA_ADDRESS } from '../network/metadata.ts';
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
    *evaluate({ index, platform, policies, agents, isSystemNamespace }) {
      if (platform.provider === null) {
        yield unknown('needs-interview', 'The cloud provider was not recognised.');
        return;
      }
      if (['self-hosted', 'local'].includes(platform.provider)) {
        yield notApplicable('There is no cloud metadata service.');
        return;
      }
      for (const workload of index.workloads) {
        if (isSystemNamespace(workload.namespace)) continue;
        const agent = agents.of(workload);
        if (agent !== null && agent.needs.has('host-network')) {
          yield pass(workload.ref, `Recognised as ${agent.name}, which belongs to the node.`);
          continue;
        }
        if (at(workload.podSpec, 'hostNetwork') === true) {
          yield fail(
            workload.ref,
            `It shares the network of its node, so no policy keeps it from ${METADATA_ADDRESS}.`,
            { path: `${workload.specPath}.hostNetwork`, value: true },
          );
          continue;
        }
        const egress = policies.selecting(workload, 'egress');
        const open = egress.find(({ object }) => allowsMetadata(object));
        if (egress.length === 0 && policies.foreignPolicies.length > 0)
          yield unknown(
            'needs-interview',
            "The cluster has policies of the network plugin's own kinds, which are not evaluated.",
            workload.ref,
          );
        else if (egress.length === 0)
          yield fail(workload.ref, `No network policy limits egress to ${METADATA_ADDRESS}.`, {
            path: workload.specPath,
            value: 'no egress policy selects it',
          });
        else
          yield open === undefined
            ? pass(workload.ref, 'The egress policies that select its pods leave the address out.')
            : fail(workload.ref, `Policy ${open.ref.name} allows egress to ${METADATA_ADDRESS}.`, {
                path: workload.specPath,
                value: `NetworkPolicy ${open.ref.name}`,
              });
      }
    },
  }),
  defineControl({
    id: 'cloud/aws-auth-masters',
    title: 'Cloud identity mapped to system:masters',
    severity: 'high',
    rationale:
      'Whoever may assume the mapped role or user of AWS is beyond every permission check of the cluster, and nothing in the cluster lists them.',
    remediation: fix(
      'Map it to a group with a binding of its own, or use access entries.',
      'Ask who assumes the identity, give them access entries with the policy they need, then remove the line.',
      [1, 4, 16],
    ),
    references: [
      {
        title: 'Grant IAM users access to Kubernetes with a ConfigMap',
        url: 'https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html',
      },
    ],
    mappings: ['cis:5.1.7', 'mitre-attack:T1078'],
    questions: ['access.only-platform-admins'],
    judges: ['/configmaps'],
    *evaluate({ index, platform }) {
      const map = index.get('/configmaps', 'kube-system', 'aws-auth');
      if (map !== null) {
        const hits = mappedMasters(map);
        if (hits.length === 0) yield pass(refOf(map), 'aws-auth maps nobody to system:masters.');
        for (const { path, identity } of hits)
          yield fail(refOf(map), `aws-auth maps ${identity} to system:masters.`, { path, value: identity });
      } else if (platform.distribution === 'EKS')
        yield unknown(
          'needs-interview',
          'There is no aws-auth, so access is given by access entries, which the cluster does not show.',
        );
      else if (platform.distribution === null)
        yield unknown('needs-interview', 'The platform was not recognised.');
      else yield notApplicable(`${platform.distribution} has no aws-auth.`);
    },
  }),
];

/** Entries of the two lists, which are YAML in a string, that name the group. */
function mappedMasters(
  map: KubernetesObject,
): readonly { readonly path: string; readonly identity: string }[] {
  return ['mapRoles', 'mapUsers'].flatMap((key) =>
    (str(map, 'data', key) ?? '')
      .split(/^- /m)
      .filter((entry) => /\bsystem:masters\b/.test(entry))
      .map((entry) => ({
        path: `data.${key}`,
        identity: /\b(?:rolearn|userarn)['"]?: *['"]?([^\s'",}]{1,300})/.exec(entry)?.[1] ?? 'an identity',
      })),
  );
}
