/**
 * The maps from identities of AWS to users and groups of the cluster: the config map kube-system/aws-auth, and objects
 * of the kind IAMIdentityMapping where the authenticator is run with its own kind. The lists of the config map are YAML
 * in a string, which may hold masked values, so entries are read line by line and never refused as a whole. Access
 * entries of EKS lie outside of the cluster and are not read.
 * Sources: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html and
 * https://github.com/kubernetes-sigs/aws-iam-authenticator
 */
import type { ObjectRef } from '../../../shared/evidence.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { str, strings } from '../../snapshot/read.ts';

export interface MappedIdentity {
  /** `role` may be assumed by whomever AWS lets; `user` is one login. */
  readonly kind: 'role' | 'user';
  /** As written; `an identity` where it cannot be read. */
  readonly arn: string;
  /** The last part of the ARN. */
  readonly name: string;
  /** The user name that it gets in the cluster, which may be a template; '' where it cannot be read. */
  readonly username: string;
  readonly groups: readonly string[];
  /** It names the group that no permission check stops. */
  readonly masters: boolean;
  readonly map: ObjectRef;
  /** `data.mapRoles` or `data.mapUsers`, or `spec` of an object. */
  readonly path: string;
}

/** The map; several where files hold it in documents that differ, of which any may be in force. */
export const identityMaps = (index: SnapshotIndex): readonly KubernetesObject[] =>
  index.variants('/configmaps', 'kube-system', 'aws-auth');

/** One sentence where it is not known which of several maps is in force; else null. */
export function severalMaps(maps: readonly KubernetesObject[]): string | null {
  if (maps.length < 2) return null;
  const sources = maps.flatMap((map) => refOf(map).source ?? []).join(', ');
  return `The files contain aws-auth in ${maps.length} documents that differ (${sources}); which is in effect is not known.`;
}

/** Every identity of a map in the order of the file. */
export function mappedIdentities(map: KubernetesObject): readonly MappedIdentity[] {
  return (['mapRoles', 'mapUsers'] as const).flatMap((key) =>
    (str(map, 'data', key) ?? '')
      .split(/^\s*- (?=['"]?(?:rolearn|userarn|username|groups)\b)/m)
      .filter((entry) => /\b(rolearn|userarn|username|groups)\b/.test(entry))
      .map((entry) => {
        const arn = /\b(?:rolearn|userarn)['"]?: *['"]?([^\s'",}]{1,300})/.exec(entry)?.[1] ?? 'an identity';
        return {
          kind: key === 'mapRoles' ? ('role' as const) : ('user' as const),
          arn,
          name: arn.split('/').at(-1) ?? arn,
          username: /\busername['"]?: *['"]?([^\n'",}]{1,300})/.exec(entry)?.[1]?.trim() ?? '',
          groups: groupsIn(entry),
          masters: /\bsystem:masters\b/.test(entry),
          map: refOf(map),
          path: `data.${key}`,
        };
      }),
  );
}

/** Names under `groups:`, in a block or between brackets. */
function groupsIn(entry: string): readonly string[] {
  const [, rest = ''] = /\bgroups['"]?:([\s\S]{0,10000})/.exec(entry) ?? [];
  const flow = /^\s*\[([^\]]*)\]/.exec(rest)?.[1];
  if (flow !== undefined) return flow.split(',').flatMap(nameIn);
  const lines = rest.split('\n').slice(1);
  const end = lines.findIndex((line) => !/^\s*- /.test(line));
  return (end < 0 ? lines : lines.slice(0, end)).flatMap((line) => nameIn(line.replace(/^\s*- /, '')));
}

const nameIn = (text: string): readonly string[] => {
  const name = text.trim().replace(/^['"]|['"]$/g, '');
  return name === '' ? [] : [name];
};

export const IDENTITY_MAPPINGS = 'iamauthenticator.k8s.aws/iamidentitymappings';

/** Identities that objects of the kind IAMIdentityMapping map, by name of the object. */
export function mappingObjects(index: SnapshotIndex): readonly MappedIdentity[] {
  return index.all(IDENTITY_MAPPINGS).map((object) => {
    const arn = str(object, 'spec', 'arn') ?? 'an identity';
    const groups = strings(object, 'spec', 'groups');
    return {
      kind: /:user\//.test(arn) ? ('user' as const) : ('role' as const),
      arn,
      name: arn.split('/').at(-1) ?? arn,
      username: str(object, 'spec', 'username') ?? '',
      groups,
      masters: groups.includes('system:masters'),
      map: refOf(object),
      path: 'spec',
    };
  });
}

/** "AWS role platform-admin". */
export function identityText({ kind, name }: MappedIdentity): string {
  return `AWS ${kind} ${name}`;
}
