/** Documents whose values SOPS has encrypted: recognised, so that nothing is looked for in them and nobody thinks it was. */
import { templatePlace } from '../snapshot/pods-inside.ts';
import { at, has, isObject, str } from '../snapshot/read.ts';
import type { RawObject } from './kubernetes-items.ts';

/** The record that SOPS adds at the top: who can decrypt it, and the code that proves it whole. */
export function isSops(value: unknown): boolean {
  const record = at(value, 'sops');
  return isObject(record) && (has(record, 'mac') || has(record, 'lastmodified') || has(record, 'version'));
}

/** The document is encrypted as a whole: not even its kind can be read. */
export const hidesItsKind = (value: unknown): boolean =>
  isSops(value) &&
  [str(value, 'apiVersion'), str(value, 'kind')].some((text) => text?.startsWith('ENC[') === true);

/** A workload with encrypted fields: what runs is not known from it. */
export function hidesItsPods(object: RawObject): boolean {
  const { apiVersion, kind } = object;
  const runs = kind === 'Pod' || templatePlace({ apiVersion, kind, metadata: { name: '' } }) !== null;
  return runs && isSops(object) && JSON.stringify(at(object, 'spec') ?? null).includes('ENC[AES256_GCM,');
}

export const SOPS_REASON = 'it is encrypted with SOPS; decrypt it and provide the output to have it judged';
