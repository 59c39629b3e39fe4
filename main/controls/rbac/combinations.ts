/** Controls about permissions that are harmless alone and dangerous together, through whichever bindings they come. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import { type Grant, type Grants, isAdmin, subjectText } from '../../cluster/permissions/grants.ts';
import { POWER_TEXT, type Power } from '../../cluster/permissions/powers.ts';
import type { Control } from '../define.ts';
import {
  type Finding,
  GOOD_PRACTICE,
  grantControl,
  narrow,
  roleOf,
  roleText,
  type Words,
} from './grant-control.ts';

/** All parts are needed; of a part any power is enough. */
type Parts = readonly (readonly Power[])[];

export const combinationControls: readonly Control[] = [
  combination(
    {
      id: 'token-secret',
      title: 'Accounts that can create long-lived tokens',
      severity: 'high',
      rationale:
        'The control plane fills a Secret of type service-account-token with a token of the account it names, and that token never expires. Anyone who can create such a Secret and read it, or let a pod mount it, holds that account until somebody deletes the Secret.',
      remediation: narrow(roleOf('', '"secrets"', '"get", "update"', '"app-settings"')),
      references: [
        {
          title: 'Manually create a long-lived API token for a ServiceAccount',
          url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#manually-create-a-long-lived-api-token-for-a-serviceaccount',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: [
        'cis:5.1.2',
        'cis:5.1.13',
        'nsa-cisa:service-account-token',
        'owasp-k8s:K03',
        'mitre-attack:T1528',
      ],
      questions: ['access.short-lived-tokens'],
    },
    // The creator chooses the name, so permission to read one name is enough.
    [['create-secrets'], ['read-secrets', 'read-named-secrets', 'create-workloads', 'update-workloads']],
  ),
  combination(
    {
      id: 'issue-certificates',
      title: 'Accounts that can obtain certificates for other users',
      severity: 'high',
      rationale:
        'Anyone who can request a client certificate, approve the request and approve for that signer obtains a login for any user name. The login lasts as long as the certificate, which cannot be revoked. Only the group system:masters is rejected.',
      remediation: narrow(
        roleOf('certificates.k8s.io', '"certificatesigningrequests"', '"get", "list"').replace(
          'kind: Role\n',
          'kind: ClusterRole\n',
        ),
      ),
      references: [
        {
          title: 'Certificate signing requests: authorization',
          url: 'https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization',
        },
        ...GOOD_PRACTICE,
      ],
      mappings: ['cis:5.1.11', 'nsa-cisa:authentication', 'owasp-k8s:K03', 'mitre-attack:T1098'],
    },
    [['request-certificates'], ['approve-certificates'], ['approve-for-signers']],
  ),
  combination(
    {
      id: 'steal-pods',
      title: 'Accounts that can redirect pods to a chosen node',
      severity: 'medium',
      rationale:
        'Anyone who can delete pods and change nodes can taint or cordon all other nodes. The pods then restart, with their Secrets and tokens, on a node that the attacker controls.',
      remediation: narrow(roleOf('', '"pods"', '"get", "list", "delete"')),
      mappings: ['nsa-cisa:rbac', 'owasp-k8s:K03', 'mitre-attack:T1578'],
      questions: ['deployment.node-login'],
    },
    [['delete-pods'], ['write-nodes']],
  ),
];

function combination(words: Words, parts: Parts): Control {
  return grantControl(words, ({ grants }) => findings(grants, parts));
}

/** One finding for each subject and scope, at a binding that names the subject itself. */
function* findings(grants: Grants, parts: Parts): Generator<Finding> {
  const subjects = Map.groupBy(
    grants.all.filter(({ judged }) => parts.flat().some((power) => judged.has(power))),
    ({ subject }) => subjectText(subject),
  );
  for (const direct of subjects.values()) {
    const [first] = direct;
    if (first === undefined) continue;
    const held = grants.authorizer.boundToSubject(first.subject);
    for (const scope of scopesOf(direct)) {
      const here = held.filter(({ namespace }) => namespace === null || namespace === scope);
      // Administrators of the cluster are told elsewhere.
      if (here.some((one) => one.namespace === null && isAdmin(one))) continue;
      const by = together(here, parts);
      const grant = by?.map((one) => one.grant).find((one) => direct.includes(one));
      if (grant === undefined || by === null) continue;
      // What holds in the whole cluster was told there.
      if (scope !== null && by.every((one) => one.grant.namespace === null)) continue;
      const what = by.map(
        (one) => `${POWER_TEXT[one.power]} through ${roleText(one.grant, one.grant.judged.get(one.power))}`,
      );
      yield { grant: { ...grant, namespace: scope }, says: `can ${what.join(', and ')}` };
    }
  }
}

/** The whole cluster first, then the namespaces of the subject's own bindings. */
function scopesOf(direct: readonly Grant[]): readonly (string | null)[] {
  const namespaces = new Set(direct.flatMap(({ namespace }) => namespace ?? []));
  return [null, ...[...namespaces].sort()];
}

interface Part {
  readonly grant: Grant;
  readonly power: Power;
}

/** A grant for each part, the first that fits, among those that can be in force at once; null without. */
function together(
  grants: readonly Grant[],
  parts: Parts,
  chosen: readonly Part[] = [],
): readonly Part[] | null {
  const powers = parts[chosen.length];
  if (powers === undefined) return chosen;
  for (const power of powers)
    for (const grant of grants) {
      if (!grant.judged.has(power) || !chosen.every((one) => mayMeet(one, { grant, power }))) continue;
      const all = together(grants, parts, [...chosen, { grant, power }]);
      if (all !== null) return all;
    }
  return null;
}

/** Variants of one binding or of one role, or of a part of it, as files hold them, are never in force together. */
function mayMeet(a: Part, b: Part): boolean {
  return (
    !isOther(a.grant.binding, b.grant.binding) &&
    !isOther(a.grant.held?.ref, b.grant.held?.ref) &&
    !isOther(ruleOf(a), ruleOf(b))
  );
}

/** The role in which the rule is written. */
const ruleOf = ({ grant, power }: Part): ObjectRef | undefined => grant.judged.get(power)?.rule.role;

function isOther(a: ObjectRef | undefined, b: ObjectRef | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.kind === b.kind &&
    a.namespace === b.namespace &&
    a.name === b.name &&
    a.source !== b.source
  );
}
