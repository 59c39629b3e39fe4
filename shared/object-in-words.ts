/** Objects as people read them. The one place, for the interface and every report alike. */
import type { ObjectRef } from './evidence.ts';

/** `namespace/Kind/name`, or `Kind/name` of the whole cluster; of files with the document, for names repeat there. */
export function objectInWords({
  kind,
  namespace,
  name,
  source,
  alsoIn = [],
}: Pick<ObjectRef, 'kind' | 'namespace' | 'name' | 'source' | 'alsoIn'>): string {
  const words = [namespace ?? '', kind, name].filter((part, at) => at > 0 || part !== '').join('/');
  return source === undefined ? words : `${words} (${[source, ...alsoIn].join(', ')})`;
}
