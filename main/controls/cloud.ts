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
      'Provider and distribution decide who patches the control plane, which logins exist beside the cluster and what an attacker finds on a node. Signs that contradict each other mean a cluster in migration, a copied label, or somebody who dresses one thing up as another.',
    remediation: fix(
      'Find out who runs the cluster, and how it was made.',
      'Ask for the bill and for the tool that made the cluster, compare both with the signs named here, and remove labels that are not true.',
      [0.5, 1, 4],
      '# who made a node, and what it says of itself\nkubectl get nodes -o wide --show-labels\n',
    ),
    references: [kubernetesDocs('Well-known labels of nodes', 'reference/labels-annotations-taints/')],
    mappings: ['nsa-cisa:control-plane', 'owasp-k8s:K09'],
    questions: ['deployment.control-plane-run-by'],
    judges: [],
    needs: SIGN_SOURCES,
    *evaluate({ platform, index }) {
      const { name, managedControlPlane, signs, contradictions } = platform;
      if (index.manifest.origin === 'manifests') {
        yield unknown('not-in-manifests', 'Files do not show what they are applied to.');
        return;
      }
      if (name === null) {
        const gap = index.availability('/nodes');
        yield contradictions.length > 0
          ? unknown(
              'needs-interview',
              `No distribution is named, for the signs are too few or contradict each other: ${contradictions.map(signText).join('; ')}. Ask.`,
            )
          : unknown(
              gap.reason ?? 'needs-interview',
              gap.message || 'There is no sign of a distribution. Ask.',
            );
        return;
      }
      for (const sign of contradictions) {
        const says = `The platform was taken for ${name}, but this speaks for ${sign.distribution}.`;
        yield sign.object === null
          ? failCluster(says, sign.path, sign.value)
          : fail(sign.object, says, { path: sign.path, value: sign.value });
      }
      if (contradictions.length === 0)
        yield pass(
          null,
          `${name}, whose control plane is run by ${managedControlPlane === true ? 'the provider' : 'the company'}, as told by ${signs.slice(0, 3).map(signText).join('; ')}.`,
        );
    },
  }),
  defineControl({
    id: 'cloud/workload-identity',
    title: 'Account with a cloud identity',
    severity: 'info',
    rationale:
      'Whoever takes over a pod of the account holds the cloud permissions of this identity, which are not visible from the cluster and often reach buckets, queues and databases outside of it.',
    remediation: fix(
      'Review the permissions of the identity.',
      'Ask for the policies of each identity named here and narrow them to what the workload does; give every workload an account of its own.',
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
        yield pass(null, 'No annotation or association that was seen binds an account to a cloud identity.');
    },
  }),
  defineControl({
    id: 'cloud/metadata-reachable',
    title: 'No policy limits egress to the metadata address',
    severity: 'medium',
    rationale:
      'At 169.254.169.254 the cloud gives a pod the credentials of its node, unless hop limits or policies stop it. Hop limits are not visible from the cluster.',
    remediation: fix(
      'Keep pods from the metadata address.',
      'Add an egress policy to each namespace that leaves the address out, and set the hop limit of node metadata to 1 (AWS) or use the workload identity of the cloud, which hides it.',
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
          'No node names a cloud, yet its machines may still be rented ones with a metadata service. Ask.',
        );
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
        yield metadataVerdict(reach, workload);
      }
    },
  }),
  defineControl({
    id: 'cloud/aws-auth-masters',
    title: 'Cloud identity mapped to system:masters',
    severity: 'high',
    rationale:
      'Whoever may assume the mapped role or user of AWS is beyond every permission check of the cluster, and nothing in the cluster lists them. Judged are the config map aws-auth and objects of the kind IAMIdentityMapping; access entries of EKS lie outside of the cluster and are not judged.',
    remediation: fix(
      'Map it to a group with a binding of its own, or use access entries.',
      'Ask who assumes the identity, give them access entries with the policy they need, then remove the line.',
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
          'There is no aws-auth. Access entries, which the cluster does not show, may map identities. Ask.',
        );
      else if (platform.distribution === null)
        yield unknown('needs-interview', 'The platform was not recognised.');
      else if (index.availability('/nodes').reason !== null)
        yield unknown(
          index.availability('/nodes').reason ?? 'not-collected',
          'Without the nodes it is not sure that this is no EKS.',
        );
      else yield notApplicable(`${platform.distribution} has no aws-auth.`);
    },
  }),
  workloadControl({
    id: 'cloud/credential-host-path',
    title: 'Node’s cloud credentials mounted into a pod',
    severity: 'high',
    rationale:
      'The files in which a node or an administrator keeps credentials of the cloud lie under these folders. Whoever takes over the pod reads them and leaves the cluster for the cloud account, without touching the metadata service.',
    remediation: fix(
      'Remove the mount and give the workload an identity of its own.',
      'Bind its service account to a cloud identity with just the rights it needs, remove the hostPath, and change the credentials that lay there.',
      [2, 8, 24],
      'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: uploads\n  annotations:\n    azure.workload.identity/client-id: 00000000-0000-0000-0000-000000000000\n',
    ),
    references: [kubernetesDocs('hostPath volumes', 'concepts/storage/volumes/#hostpath')],
    mappings: ['mitre-attack:T1552.001', 'mitre-attack:T1611', 'nsa-cisa:secrets', 'owasp-k8s:K08'],
    questions: ['neighbours.cloud-permissions'],
    agentNeed: 'host-path',
    passes: 'No mounted folder of the node is known to hold credentials of a cloud.',
    check: (workload) => {
      for (const [i, volume] of list(workload.podSpec, 'volumes').entries()) {
        const path = str(volume, 'hostPath', 'path');
        const hit = path === undefined ? null : cloudCredentials(path);
        if (path !== undefined && hit !== null)
          return {
            path: `${workload.specPath}.volumes[${i}].hostPath.path`,
            value: path,
            message: `Volume "${str(volume, 'name') ?? ''}" mounts ${path} of the node, where ${hit} lie.`,
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
      'kube2iam, kiam and AAD Pod Identity stand between pods and the metadata service and decide by annotations who gets which role. Whoever may write an annotation, or reaches the node around them, takes any role that they may hand out; none of them is maintained any more.',
    remediation: fix(
      "Move to the cloud's own workload identity.",
      'Bind each service account to its identity, move one workload after the other, then remove the agent and the broad role of the nodes.',
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
    passes: 'It is none of the retired agents and asks none of them for a role.',
    check: (workload) => {
      const agent = firstContainer(workload, ({ image, name }) =>
        LEGACY.test(repositoryOf(image))
          ? {
              path: 'image',
              value: image,
              message: `Container "${name}" hands out cloud identities and is retired.`,
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
            message: 'Its pods ask kube2iam or kiam for a role.',
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
    return pass(workload.ref, `${named ?? 'The policies that select its pods'} keeps it from the address.`);
  if (open === 'unknown') {
    const blind = reach.blind.find(
      ({ directions, namespaces }) =>
        directions.includes('egress') && (namespaces === null || namespaces.has(workload.namespace)),
    );
    if (blind !== undefined) return unknown(blind.reason, blind.sentence, workload.ref);
    return unknown(
      'needs-interview',
      reach.enforced === null
        ? `${named ?? 'A policy'} would keep it from the address, but whether the network plugin enforces policies is not known.`
        : `Whether ${named ?? 'a policy'} keeps it from the address cannot be decided.`,
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
      'On GKE, IAM may also name a Kubernetes account directly, which the cluster does not show. Ask.',
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
        'EKS Pod Identity is in use or ready, and its associations are kept by AWS and not shown by the cluster. Ask for the list.',
        agent?.ref ?? null,
      );
}

function signText({ distribution, object, path, value }: Sign): string {
  const place = object === null ? 'the server' : `${object.kind} ${object.name}`;
  return `${path} of ${place} is ${value} (${distribution})`;
}
