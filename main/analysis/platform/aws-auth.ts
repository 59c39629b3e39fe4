/**
 * The map from identities of AWS to users and groups of the cluster (config map kube-system/aws-auth). Its lists are
 * YAML in a string, which may hold masked values, so entries are read line by line and never refused as a whole.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
 */
import type { ObjectRef } from '../../../shared/evidence.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { str } from '../../snapshot/read.ts';

export interface MappedIdentity {
  /** `role` may be assumed by whomever AWS lets; `user` is one login. */
  readonly kind: 'role' | 'user';
  /** As written; `an identity` where it cannot be read. */
  readonly arn: string;
  /** The last part of the ARN. */
  readonly name: string;
  /** It names the group that no permission check stops. */
  readonly masters: boolean;
  readonly map: ObjectRef;
  /** `data.mapRoles` or `data.mapUsers`. */
  readonly path: string;
}

/** The map; several where files hold it in documents that differ, of which any may be in force. */
export const identityMaps = (index: SnapshotIndex): readonly KubernetesObject[] =>
  index.variants('/configmaps', 'kube-system', 'aws-auth');

/** One sentence where it is not known which of several maps is in force; else null. */
export function severalMaps(maps: readonly KubernetesObject[]): string | null {
  if (maps.length < 2) return null;
  const sources = maps.flatMap((map) => refOf(map).source ?? []).join(', ');
  return `The files hold aws-auth in ${maps.length} documents that differ (${sources}); which is in force is not known.`;
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
          masters: /\bsystem:masters\b/.test(entry),
          map: refOf(map),
          path: `data.${key}`,
        };
      }),
  );
}

/** "AWS role platform-admin". */
export function identityText({ kind, name }: MappedIdentity): string {
  return `AWS ${kind} ${name}`;
}
