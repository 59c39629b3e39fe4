/** Tells objects apart by reference. */
import type { ObjectRef } from '../../shared/evidence.ts';

export type KeyOf = (ref: ObjectRef) => string;

export const refKey: KeyOf = ({ apiVersion, kind, namespace, name, source }) =>
  `${apiVersion}|${kind}|${namespace ?? ''}|${name}|${source ?? ''}`;

/** The same, made once for each reference. */
export function rememberedKeys(): KeyOf {
  const known = new WeakMap<ObjectRef, string>();
  return (ref) => {
    let key = known.get(ref);
    if (key === undefined) {
      key = refKey(ref);
      known.set(ref, key);
    }
    return key;
  };
}
