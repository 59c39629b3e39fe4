/** Which objects a custom control judges, as matchConstraints of a ValidatingAdmissionPolicy choose them. */
import type { CustomMatch } from '../../../shared/custom-control.ts';
import { resourceKey } from '../../../shared/evidence.ts';
import { pluralOf } from '../../../shared/plural.ts';
import type { KubernetesObject, NamespaceInfo, SnapshotIndex } from '../../snapshot/index.ts';
import { str, stringMap } from '../../snapshot/read.ts';
import { matchesSelector, selectsEverything } from '../../snapshot/selector.ts';

/** Keys of the kinds that the match names in this snapshot; of `*`, every kind that was asked for or is there. */
export function matchedKeys(match: CustomMatch, index: SnapshotIndex): readonly string[] {
  const served = index.manifest.kinds.map(({ resource }) => resource);
  const seen = new Set([...served.map(resourceKey), ...index.keys]);
  const keys = new Set<string>();
  const groups = match.apiGroups.includes('*') ? null : match.apiGroups;
  const inGroup = (group: string) => groups === null || groups.includes(group);
  for (const name of match.resources ?? []) {
    for (const key of seen) {
      const slash = key.indexOf('/');
      if (inGroup(key.slice(0, slash)) && (name === '*' || key.slice(slash + 1) === name)) keys.add(key);
    }
    if (name !== '*') addUnseen(keys, groups, name);
  }
  for (const kind of match.kinds ?? []) {
    const usual = pluralOf(kind);
    const kinds = new Map(served.map((resource) => [resourceKey(resource), resource.kind]));
    const found = new Set<string>();
    for (const key of seen) {
      const slash = key.indexOf('/');
      const named = kind === '*' || key.slice(slash + 1) === usual || kinds.get(key) === kind;
      if (inGroup(key.slice(0, slash)) && (named || index.all(key)[0]?.kind === kind)) found.add(key);
    }
    for (const key of found) keys.add(key);
    if (kind === '*') continue;
    const unnamed = groups?.filter((group) => ![...found].some((key) => key.startsWith(`${group}/`))) ?? null;
    addUnseen(keys, unnamed, usual);
  }
  return [...keys].sort();
}

/** A kind that was named and is nowhere in the snapshot must not be missed in silence; of any group, the core stands for it. */
function addUnseen(keys: Set<string>, groups: readonly string[] | null, resource: string): void {
  if (groups !== null) for (const group of groups) keys.add(`${group}/${resource}`);
  else if (![...keys].some((key) => key.endsWith(`/${resource}`))) keys.add(`/${resource}`);
}

/** What the match names for sure, whatever the snapshot: for a control's list of kinds that it leans on. */
export function namedKeys(match: CustomMatch): readonly string[] {
  const names = match.resources ?? (match.kinds ?? []).map((kind) => (kind === '*' ? kind : pluralOf(kind)));
  return match.apiGroups.flatMap((group) => names.map((name) => `${group}/${name}`));
}

/** Namespaces are looked at only by who asks for their labels. */
export const needsNamespaceLabels = ({ namespaceSelector }: CustomMatch): boolean =>
  namespaceSelector !== undefined && !selectsEverything(namespaceSelector);

/** Whether an object is judged, or why nobody can tell: labels of a namespace that was not seen, or of a Secret. */
export type Matched = 'yes' | 'no' | 'namespace-unseen' | 'labels-removed';

export function matchOf(
  match: CustomMatch,
  object: KubernetesObject,
  namespace: NamespaceInfo | null,
): Matched {
  const version = object.apiVersion.slice(object.apiVersion.indexOf('/') + 1);
  const isNamespace = object.kind === 'Namespace';
  const name = str(object, 'metadata', isNamespace ? 'name' : 'namespace');
  const named = (patterns: readonly string[]) => patterns.some((pattern) => isLike(pattern, name ?? ''));
  if (
    !(match.apiVersions.includes('*') || match.apiVersions.includes(version)) ||
    !(match.kinds === undefined || match.kinds.includes('*') || match.kinds.includes(object.kind)) ||
    !(match.namespaces === undefined || named(match.namespaces)) ||
    (match.excludeNamespaces !== undefined && named(match.excludeNamespaces))
  ) {
    return 'no';
  }
  const labels = stringMap(object, 'metadata', 'labels');
  if (match.objectSelector !== undefined && !selectsEverything(match.objectSelector)) {
    if (object.kind === 'Secret' && object.apiVersion === 'v1') return 'labels-removed';
    if (!matchesSelector(match.objectSelector, labels)) return 'no';
  }
  if (!needsNamespaceLabels(match) || name === undefined) return 'yes';
  const about = isNamespace ? labels : namespace?.object == null ? null : namespace.labels;
  if (about === null) return 'namespace-unseen';
  return matchesSelector(match.namespaceSelector, about) ? 'yes' : 'no';
}

/** Whether a name fits a pattern in which `*` stands for any characters. Linear in both. */
export function isLike(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  const [first = ''] = parts;
  if (parts.length === 1) return pattern === name;
  const last = parts.at(-1) ?? '';
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last))
    return false;
  let at = first.length;
  const end = name.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
