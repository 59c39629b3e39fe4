/** Who can do something, and what somebody can do, on evidence files and without an engagement. */
import { DrydockError } from '../../../../shared/errors.ts';
import type { ObjectRef } from '../../../../shared/evidence.ts';
import { some } from '../../../../shared/in-words.ts';
import { unreadSentences } from '../../../../shared/unread.ts';
import { buildGrants } from '../../../cluster/permissions/grants.ts';
import { groupsOf, membersText } from '../../../cluster/permissions/group-members.ts';
import { outsideAuthorisation, outsideSentence } from '../../../cluster/permissions/outside.ts';
import { detectPlatform } from '../../../cluster/platform/detect.ts';
import type { Via } from '../../../kubernetes/rbac/authorizer.ts';
import { readResource } from '../../../kubernetes/rbac/resource-names.ts';
import { RBAC_GROUP } from '../../../kubernetes/rbac/roles.ts';
import type { Request } from '../../../kubernetes/rbac/rules.ts';
import { identityOf, MASTERS, type Subject } from '../../../kubernetes/rbac/subjects.ts';
import { RBAC_KINDS } from '../../../snapshot/coverage.ts';
import { buildSnapshotIndex, refOf, type SnapshotIndex } from '../../../snapshot/index.ts';
import { type EvidenceRequest, openRequested } from './open-evidence.ts';

export interface WhoCanRequest extends EvidenceRequest {
  readonly verb: string;
  /** `RESOURCE[.GROUP][/SUBRESOURCE]`, or a path that begins with `/`. */
  readonly resource: string;
  readonly name?: string;
  readonly apiGroup?: string;
  /** The whole cluster when it is left out. */
  readonly namespace?: string;
}

/** Names alone; a binding without a namespace is a ClusterRoleBinding. */
export interface ViaJson {
  readonly binding: string;
  readonly role: string;
  readonly namespace: string | null;
  /** `FILE#DOCUMENT` of the binding and of the role, each where documents of one name differ. */
  readonly bindingSource?: string;
  readonly roleSource?: string;
}

export interface HolderJson {
  readonly subject: Subject;
  readonly via: readonly ViaJson[];
}

export interface RuleJson {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export interface GrantJson extends ViaJson {
  /** The subject of the binding: the one that was asked for, or a group that it is in. */
  readonly as: Subject;
  /** null when the role is not there. */
  readonly rules: readonly RuleJson[] | null;
}

export interface Answer<T> {
  readonly rows: readonly T[];
  /** What could not be read: more may hold the permission. */
  readonly incomplete: readonly string[];
  /** What nobody can read from inside, and how the question was understood. */
  readonly notes: readonly string[];
}

/** The JSON of `drydock who-can` is `rows`. @throws DrydockError as reading evidence, INVALID_INPUT for two clusters */
export async function whoCan(request: WhoCanRequest): Promise<Answer<HolderJson>> {
  const index = await oneSnapshot(request);
  const { asked, notes } = understand(request, index);
  const platform = detectPlatform(index);
  const { authorizer } = buildGrants(index, platform.distribution);
  const holders = authorizer.whoCan(asked);
  return {
    rows: holders.map(({ subject, via }) => ({
      subject: plainSubject(subject),
      via: distinct(via.map((one) => viaJson(one, index))),
    })),
    incomplete: incompleteAccess(index, 'More subjects may hold the permission.'),
    notes: [...notes, ...membersIn(index, holders), ...unseen(index), ...namedAgain(index)],
  };
}

/** Who is in the groups of an answer, as far as the cluster says. */
const membersIn = (index: SnapshotIndex, holders: readonly { readonly subject: Subject }[]) =>
  membersText(
    index,
    holders.flatMap(({ subject }) => (subject.kind === 'Group' ? [subject.name] : [])),
  );

/** @param subject the asked one @param groups further groups of a user @throws as whoCan */
export async function whatCan(
  request: EvidenceRequest & { readonly subject: Subject; readonly groups: readonly string[] },
): Promise<Answer<GrantJson>> {
  const index = await oneSnapshot(request);
  const { authorizer } = buildGrants(index, detectPlatform(index).distribution);
  const { kind, name } = request.subject;
  const found = kind === 'User' ? groupsOf(index, name) : [];
  const identity = identityOf(request.subject, [
    ...new Set([...request.groups, ...found.map(({ group }) => group)]),
  ]);
  return {
    rows: authorizer.whatCan(identity).map(({ via, rules }) => ({
      ...viaJson(via, index),
      as: plainSubject(via.as),
      rules:
        rules?.map(({ rule }) => ({
          verbs: rule.verbs,
          ...(rule.groups.length === 0 ? {} : { apiGroups: rule.groups }),
          ...(rule.resources.length === 0 ? {} : { resources: rule.resources }),
          ...(rule.names.length === 0 ? {} : { resourceNames: rule.names }),
          ...(rule.urls.length === 0 ? {} : { nonResourceURLs: rule.urls }),
        })) ?? null,
    })),
    incomplete: incompleteAccess(index, 'The subject may hold further permissions.'),
    notes: [
      ...found.map(({ group, source }) => `User ${name} is in group ${group}, according to ${source}.`),
      ...(identity.groups.includes(MASTERS) ? [`Members of ${MASTERS} may do everything.`] : []),
      ...unseen(index),
      ...namedAgain(index),
    ],
  };
}

/** A subject as `User:anna`, `Group:devs` or `ServiceAccount:NAMESPACE/NAME`; null when it is none. */
export function readSubject(text: string): Subject | null {
  const colon = text.indexOf(':');
  const kind = text.slice(0, Math.max(colon, 0));
  const rest = text.slice(colon + 1);
  if (rest === '') return null;
  if (kind === 'User' || kind === 'Group') return { kind, namespace: null, name: rest };
  const [namespace = '', name = '', ...more] = rest.split('/');
  const whole = namespace !== '' && name !== '' && more.length === 0;
  return kind === 'ServiceAccount' && whole ? { kind, namespace, name } : null;
}

async function oneSnapshot(request: EvidenceRequest): Promise<SnapshotIndex> {
  const [source, ...others] = await openRequested(request);
  if (source === undefined || others.length > 0)
    throw new DrydockError('INVALID_INPUT', {
      what: 'The evidence',
      reason: 'it covers more than one cluster, but permissions belong to one',
    });
  return buildSnapshotIndex(source);
}

function understand(
  { verb, resource: text, name = '', apiGroup, namespace = '' }: WhoCanRequest,
  { manifest }: SnapshotIndex,
): { readonly asked: Request; readonly notes: readonly string[] } {
  if (text.startsWith('/')) return { asked: { verb, url: text }, notes: [] };
  const { group, resource, subresource, namespaced } = readResource(text, apiGroup, manifest.kinds);
  const notes: string[] = [];
  const inGroup = group === '' ? 'the core group' : `group ${group}`;
  if (namespaced === null && resource !== '*' && apiGroup === undefined)
    notes.push(`No kind ${resource} is known; ${inGroup} was assumed.`);
  if (namespaced === false && namespace !== '' && resource !== 'namespaces')
    notes.push(
      `${resource} are cluster-scoped: a request for them has no namespace, and permissions only in ${namespace} do not allow it.`,
    );
  if (resource === 'namespaces' && name !== '' && namespace === '')
    notes.push(
      `A request for namespace ${name} counts as made in it: with -n ${name}, subjects with permission only there are listed too.`,
    );
  return { asked: { verb, group, resource, subresource, name, namespace }, notes };
}

function incompleteAccess({ manifest, availability }: SnapshotIndex, so: string): readonly string[] {
  const rbac = RBAC_KINDS.map(availability).filter(({ reason }) => reason !== null);
  const accounts = availability('/serviceaccounts');
  const said = [
    ...unreadSentences(manifest.unread),
    ...rbac.map(({ message }) => `${manifest.clusterName}: ${message} ${so}`),
    ...(accounts.reason === null
      ? []
      : [`${manifest.clusterName}: ${accounts.message} Accounts that a group covers may be missing.`]),
  ];
  return [...new Set(said)];
}

function unseen(index: SnapshotIndex): readonly string[] {
  const platform = detectPlatform(index);
  const outside = outsideAuthorisation(platform);
  if (outside !== null) return [outsideSentence(outside)];
  return index.manifest.origin === 'manifests' || platform.distribution !== null
    ? []
    : ['The platform was not recognised, so authorisation outside the cluster may exist.'];
}

function viaJson({ binding, role, namespace, held }: Omit<Via, 'rule'>, index: SnapshotIndex): ViaJson {
  const bindingSource = sourceAmongVariants(binding, index);
  const roleSource = held === null ? undefined : sourceAmongVariants(held, index);
  return {
    binding: binding.name,
    role: role.name,
    namespace,
    ...(bindingSource === undefined ? {} : { bindingSource }),
    ...(roleSource === undefined ? {} : { roleSource }),
  };
}

/** Where an object stands, when the files hold others of its kind, namespace and name. */
function sourceAmongVariants(
  { kind, namespace, name, source }: ObjectRef,
  index: SnapshotIndex,
): string | undefined {
  const key = `${RBAC_GROUP}/${kind.toLowerCase()}s`;
  return index.variants(key, namespace, name).length > 1 ? source : undefined;
}

/** Roles and bindings that differ under one name: which of them is in force is not known, and the answer holds all. */
function namedAgain(index: SnapshotIndex): readonly string[] {
  const names = RBAC_KINDS.flatMap((key) =>
    [
      ...Map.groupBy(
        index.all(key).map(refOf),
        ({ namespace, name }) => `${namespace ?? ''}/${name}`,
      ).values(),
    ]
      .filter((group) => group.length > 1)
      .map((group) => {
        const [{ kind, namespace, name } = NOBODY] = group;
        return `${kind} ${namespace === null ? '' : `${namespace}/`}${name} (${some(
          group.flatMap(({ source }) => source ?? []),
          5,
        )})`;
      }),
  );
  return names.length === 0
    ? []
    : [
        `The files contain these under one name with different contents: ${some(names, 10)}. Which is in effect is not known, so each counts; a binding refers to the nearest role.`,
      ];
}

const NOBODY: ObjectRef = { apiVersion: '', kind: '', namespace: null, name: '' };

function distinct(via: readonly ViaJson[]): readonly ViaJson[] {
  return [...new Map(via.map((one) => [JSON.stringify(one), one])).values()];
}

const plainSubject = ({ kind, namespace, name }: Subject): Subject => ({ kind, namespace, name });
