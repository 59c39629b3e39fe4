/** What the cloud around the cluster gives away. */

import type { Cluster } from '../cluster/cluster.ts';
import { METADATA_ADDRESS, metadataReach } from '../cluster/network/metadata.ts';
import {
  IDENTITY_MAPPINGS,
  identityMaps,
  mappedIdentities,
  mappingObjects,
  severalMaps,
} from '../cluster/platform/aws-auth.ts';
import { cloudIdentities } from '../cluster/platform/cloud-identity.ts';
import { repositoryOf } from '../cluster/platform/images.ts';
import { cloudCredentials } from '../cluster/platform/node-paths.ts';
import { SIGN_SOURCES, type Sign } from '../cluster/platform/signs.ts';
import type { Reach } from '../kubernetes/reach/reach.ts';
import { WORKLOAD_KINDS } from '../snapshot/coverage.ts';
import { refOf, type Workload } from '../snapshot/index.ts';
import { at, list, str } from '../snapshot/read.ts';
import {
  type Control,
  type Draft,
  defineControl,
  fail,
  failCluster,
  fix,
  notApplicable,
  pass,
  unknown,
} from './define.ts';
import { kubernetesDocs } from './docs.ts';
import { firstContainer, workloadControl } from './pod/workload-control.ts';

const IRSA = {
  title: 'IAM roles for service accounts',
  url: 'https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html',
};

export const cloudControls: readonly Control[] = [
  defineControl({
    id: 'cloud/platform-recognised',
    title: 'Platform not recognised, or its signs contradict each other',
    severity: 'info',
    rationale:
      'Provider and distribution determine who patches the control plane, which logins exist outside the cluster and what an attacker finds on a node. Contradictory signs indicate a migration, copied labels or a deliberate disguise.',
    remediation: fix(
      'Establish who runs the cluster and how it was created.',
      'Request the invoice and the tool that created the cluster, compare both with the signs listed here, and remove incorrect labels.',
      [0.5, 1, 4],
      '# nodes with their addresses, versions and labels\nkubectl get nodes -o wide --show-labels\n',
    ),
    references: [kubernetesDocs('Well-known labels of nodes', 'reference/labels-annotations-taints/')],
    mappings: ['nsa-cisa:control-plane', 'owasp-k8s:K09'],
    questions: ['deployment.control-plane-run-by'],
    judges: [],
    needs: SIGN_SOURCES,
    *evaluate({ platform, index }) {
      const { name, managedControlPlane, signs, contradictions } = platform;
      if (index.manifest.origin === 'manifests') {
        yield unknown('not-in-manifests', 'Files do not show which platform they are applied to.');
        return;
      }
      if (name === null) {
        const gap = index.availability('/nodes');
        yield contradictions.length > 0
          ? unknown(
              'needs-interview',
              `No distribution is named, because the signs are too few or contradict each other: ${contradictions.map(signText).join('; ')}. Ask the target.`,
            )
          : unknown(
              gap.reason ?? 'needs-interview',
              gap.message || 'No sign of a distribution was found. Ask the target.',
            );
        return;
      }
      for (const sign of contradictions) {
        const says = `The platform was identified as ${name}, but this points to ${sign.distribution}.`;
        yield sign.object === null
          ? failCluster(says, sign.path, sign.value)
          : fail(sign.object, says, { path: sign.path, value: sign.value });
      }
      if (contradictions.length === 0)
        yield pass(
          null,
          `${name}; control plane run by ${managedControlPlane === true ? 'the provider' : 'the company'}; signs: ${signs.slice(0, 3).map(signText).join('; ')}.`,
        );
    },
  }),
  defineControl({
    id: 'cloud/workload-identity',
    title: 'Account with a cloud identity',
    severity: 'info',
    rationale:
      'Anyone who compromises a pod of this account obtains the cloud permissions of its identity. The cluster does not show these permissions; they often cover storage buckets, queues and databases.',
    remediation: fix(
      'Review the permissions of the identity.',
      'Request the policies of each identity listed here and reduce them to what the workload needs. Give every workload its own account.',
      [1, 4, 16],
      'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: invoices\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/invoices-read-only\n',
    ),
    references: [
      IRSA,
      {
        title: 'Workload Identity Federation for GKE',
        url: 'https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity',
      },
      {
        title: 'Microsoft Entra Workload ID on AKS',
        url: 'https://learn.microsoft.com/azure/aks/workload-identity-overview',
      },
    ],
    mappings: ['mitre-attack:T1078.004', 'nsa-cisa:authentication', 'owasp-k8s:K06'],
    questions: ['neighbours.cloud-permissions'],
    judges: ['/serviceaccounts'],
    asksFor: ['/nodes'],
    *evaluate(cluster) {
      const found = cloudIdentities(cluster.index);
      const elsewhere = identitiesElsewhere(cluster);
      for (const { account, path, identity, kind } of found)
        yield fail(
          account,
          `Account ${account.namespace}/${account.name} is bound to a cloud identity (${kind}).`,
          {
            path,
            value: identity,
          },
        );
      if (elsewhere !== null) yield elsewhere;
      else if (found.length === 0)
        yield pass(null, 'No visible annotation or association binds an account to a cloud identity.');
    },
  }),
  defineControl({
    id: 'cloud/metadata-reachable',
    title: 'No policy limits egress to the metadata address',
    severity: 'medium',
    rationale:
      'At 169.254.169.254 the cloud gives a pod the credentials of its node, unless hop limits or network policies prevent it. Hop limits are not visible from the cluster.',
    remediation: fix(
      'Block pods from the metadata address.',
      'Add an egress policy to each namespace that excludes the address. Set the hop limit for node metadata to 1 (AWS) or use the cloud’s workload identity, which hides it.',
      [1, 4, 16],
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: no-metadata\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n    - to:\n        - ipBlock:\n            cidr: 0.0.0.0/0\n            except: [169.254.169.254/32]\n',
    ),
    references: [
      {
        title: 'Restrict access to the instance profile of a node',
        url: 'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html',
      },
    ],
    mappings: ['mitre-attack:T1552.005', 'nsa-cisa:network-policies', 'owasp-k8s:K07'],
    questions: ['neighbours.metadata-blocked'],
    judges: WORKLOAD_KINDS,
    needs: ['networking.k8s.io/networkpolicies', '/nodes'],
    *evaluate({ index, platform, reach, agents, isSystemNamespace }) {
      if (platform.provider === null) {
        yield unknown('needs-interview', 'The cloud provider was not recognised.');
        return;
      }
      if (platform.provider === 'local') {
        yield notApplicable(`${platform.name ?? 'The cluster'} runs on one machine without a cloud.`);
        return;
      }
      if (platform.provider === 'self-hosted') {
        yield unknown(
          'needs-interview',
          'No node reports a cloud, but its machines may be rented ones with a metadata service. Ask the target.',
        );
        return;
      }
      for (const workload of index.workloads) {
        if (isSystemNamespace(workload.namespace)) continue;
        const agent = agents.of(workload);
        if (agent !== null && agent.needs.has('host-network')) {
          yield pass(workload.ref, `Recognised as ${agent.name}, a node component.`);
          continue;
        }
        if (at(workload.podSpec, 'hostNetwork') === true) {
          yield fail(
            workload.ref,
            `It uses the host network, so no policy can block it from ${METADATA_ADDRESS}.`,
            { path: `${workload.specPath}.hostNetwork`, value: true },
          );
          continue;
        }
        yield metadataVerdict(reach, workload);
      }
    },
  }),
  defineControl({
    id: 'cloud/aws-auth-masters',
    title: 'Cloud identity mapped to system:masters',
    severity: 'high',
    rationale:
      'Anyone who can assume the mapped AWS role or user bypasses every permission check of the cluster, and no object in the cluster lists them. Drydock judges the ConfigMap aws-auth and IAMIdentityMapping objects. EKS access entries are outside the cluster and are not judged.',
    remediation: fix(
      'Map it to a group with a binding of its own, or use access entries.',
      'Establish who assumes the identity, give them access entries with the policy they need, then remove the line.',
      [1, 4, 16],
      'aws eks create-access-entry --cluster-name shop --principal-arn arn:aws:iam::111122223333:role/support\naws eks associate-access-policy --cluster-name shop --principal-arn arn:aws:iam::111122223333:role/support \\\n  --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy --access-scope type=cluster\n',
    ),
    references: [
      {
        title: 'Grant IAM users access to Kubernetes with a ConfigMap',
        url: 'https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html',
      },
    ],
    mappings: ['cis:5.1.7', 'mitre-attack:T1078.004', 'nsa-cisa:rbac', 'owasp-k8s:K03'],
    questions: ['access.only-platform-admins'],
    judges: ['/configmaps'],
    asksFor: ['/nodes', IDENTITY_MAPPINGS],
    *evaluate({ index, platform }) {
      const mapped = mappingObjects(index);
      for (const { masters, map, arn } of mapped)
        yield masters
          ? fail(map, `IAMIdentityMapping ${map.name} maps ${arn} to system:masters.`, {
              path: 'spec.groups',
              value: 'system:masters',
            })
          : pass(map, 'Maps nobody to system:masters.');
      const unread = index.availability(IDENTITY_MAPPINGS);
      if (unread.status === 'forbidden' || unread.status === 'partial' || unread.status === 'failed')
        yield unknown(unread.reason ?? 'not-collected', unread.message);
      const maps = identityMaps(index);
      const several = severalMaps(maps);
      const besides = several === null ? '' : ` ${several}`;
      for (const map of maps) {
        const hits = mappedIdentities(map).filter(({ masters }) => masters);
        if (hits.length === 0) yield pass(refOf(map), `aws-auth maps nobody to system:masters.${besides}`);
        for (const { path, arn } of hits)
          yield fail(refOf(map), `aws-auth maps ${arn} to system:masters.${besides}`, { path, value: arn });
      }
      if (maps.length > 0 || mapped.length > 0) return;
      if (platform.distribution === 'EKS')
        yield unknown(
          'needs-interview',
          'There is no aws-auth ConfigMap. Identities may be mapped by access entries, which the cluster does not show. Ask the target.',
        );
      else if (platform.distribution === null)
        yield unknown('needs-interview', 'The platform was not recognised.');
      else if (index.availability('/nodes').reason !== null)
        yield unknown(
          index.availability('/nodes').reason ?? 'not-collected',
          'Without the nodes, EKS cannot be ruled out.',
        );
      else yield notApplicable(`${platform.distribution} has no aws-auth.`);
    },
  }),
  workloadControl({
    id: 'cloud/credential-host-path',
    title: 'Node’s cloud credentials mounted into a pod',
    severity: 'high',
    rationale:
      'Nodes or administrators keep cloud credentials in files below these directories. Anyone who compromises the pod reads them and moves from the cluster to the cloud account, without using the metadata service.',
    remediation: fix(
      'Remove the mount and give the workload an identity of its own.',
      'Bind its service account to a cloud identity with only the permissions it needs, remove the hostPath volume, and rotate the exposed credentials.',
      [2, 8, 24],
      'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: uploads\n  annotations:\n    azure.workload.identity/client-id: 00000000-0000-0000-0000-000000000000\n',
    ),
    references: [kubernetesDocs('hostPath volumes', 'concepts/storage/volumes/#hostpath')],
    mappings: ['mitre-attack:T1552.001', 'mitre-attack:T1611', 'nsa-cisa:secrets', 'owasp-k8s:K08'],
    questions: ['neighbours.cloud-permissions'],
    agentNeed: 'host-path',
    passes: 'No mounted node directory is known to hold cloud credentials.',
    check: (workload) => {
      for (const [i, volume] of list(workload.podSpec, 'volumes').entries()) {
        const path = str(volume, 'hostPath', 'path');
        const hit = path === undefined ? null : cloudCredentials(path);
        if (path !== undefined && hit !== null)
          return {
            path: `${workload.specPath}.volumes[${i}].hostPath.path`,
            value: path,
            message: `Volume "${str(volume, 'name') ?? ''}" mounts the node directory ${path}, which holds ${hit}.`,
          };
      }
      return null;
    },
  }),
  workloadControl({
    id: 'cloud/legacy-pod-identity',
    title: 'Retired pod identity mechanism',
    severity: 'medium',
    rationale:
      'kube2iam, kiam and AAD Pod Identity intercept the metadata service and assign cloud roles by annotation. Anyone who can write an annotation, or bypass the agent, obtains any role it can assign. None of them is maintained.',
    remediation: fix(
      'Move to the cloud’s own workload identity.',
      'Bind each service account to its identity, migrate one workload at a time, then remove the agent and the broad role of the nodes.',
      [4, 16, 60],
      'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: invoices\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/invoices\n',
    ),
    references: [
      {
        title: 'Migrate from AAD Pod Identity',
        url: 'https://learn.microsoft.com/azure/aks/workload-identity-migrate-from-pod-identity',
      },
      IRSA,
    ],
    mappings: ['mitre-attack:T1552.005', 'nsa-cisa:authentication', 'owasp-k8s:K06', 'owasp-k8s:K10'],
    questions: ['neighbours.cloud-permissions'],
    passes: 'It is not a retired agent and requests no role from one.',
    check: (workload) => {
      const agent = firstContainer(workload, ({ image, name }) =>
        LEGACY.test(repositoryOf(image))
          ? {
              path: 'image',
              value: image,
              message: `Container "${name}" is a retired agent that assigns cloud identities.`,
            }
          : null,
      );
      if (agent !== null) return agent;
      const role = at(workload.podAnnotations, 'iam.amazonaws.com/role');
      return role === undefined
        ? null
        : {
            path: `${workload.specPath.replace(/\.?spec$/, '')}.metadata.annotations["iam.amazonaws.com/role"]`.replace(
              /^\./,
              '',
            ),
            value: role,
            message: 'Its pods request a role from kube2iam or kiam.',
            severity: 'low' as const,
          };
    },
  }),
];

/** What policies of every API, and whether they are enforced, make of a workload's way to the metadata address. */
function metadataVerdict(reach: Reach, workload: Workload): Draft {
  const { open, policy } = metadataReach(reach, workload);
  const named = policy === null ? null : `${policy.kind} ${policy.name}`;
  if (open === false)
    return pass(
      workload.ref,
      `${named ?? 'The policies that select its pods'} blocks access to the address.`,
    );
  if (open === 'unknown') {
    const blind = reach.blind.find(
      ({ directions, namespaces }) =>
        directions.includes('egress') && (namespaces === null || namespaces.has(workload.namespace)),
    );
    if (blind !== undefined) return unknown(blind.reason, blind.sentence, workload.ref);
    return unknown(
      'needs-interview',
      reach.enforced === null
        ? `${named ?? 'A policy'} would block access to the address, but whether the network plugin enforces policies is not known.`
        : `Whether ${named ?? 'a policy'} blocks access to the address cannot be determined.`,
      workload.ref,
    );
  }
  if (named !== null && reach.enforced === false)
    return fail(
      workload.ref,
      `The network plugin does not enforce policies, so no policy limits egress to ${METADATA_ADDRESS}.`,
      { path: workload.specPath, value: named },
    );
  return named === null
    ? fail(workload.ref, `No network policy limits egress to ${METADATA_ADDRESS}.`, {
        path: workload.specPath,
        value: 'no egress policy selects it',
      })
    : fail(workload.ref, `${named} allows egress to ${METADATA_ADDRESS}.`, {
        path: workload.specPath,
        value: named,
      });
}

const LEGACY = /(^|\/)(kube2iam|kiam|aad-pod-identity\/(nmi|mic)|k8s\/aad-pod-identity\/(nmi|mic))$/;

/** Bindings that live in the provider's account and not in the cluster. */
function identitiesElsewhere({ platform, index }: Cluster): Draft | null {
  if (platform.distribution === 'GKE')
    return unknown(
      'managed-by-provider',
      'On GKE, IAM may also reference a Kubernetes account directly, which the cluster does not show. Ask the target.',
    );
  const nodes = index.availability('/nodes');
  if (platform.distribution === null && nodes.reason !== null && nodes.reason !== 'not-in-manifests')
    return unknown(nodes.reason, nodes.message);
  if (platform.distribution !== 'EKS') return null;
  const gap = index.availability('apps/daemonsets');
  if (gap.reason !== null) return unknown(gap.reason, gap.message);
  const agent = index
    .workloadsIn('kube-system')
    .find(({ kind, name }) => kind === 'DaemonSet' && name === 'eks-pod-identity-agent');
  return agent === undefined && platform.mode !== 'Auto Mode'
    ? null
    : unknown(
        'managed-by-provider',
        'EKS Pod Identity is in use or available. AWS keeps its associations, and the cluster does not show them. Request the list.',
        agent?.ref ?? null,
      );
}

function signText({ distribution, object, path, value }: Sign): string {
  const place = object === null ? 'the server' : `${object.kind} ${object.name}`;
  return `${path} of ${place} is ${value} (${distribution})`;
}
