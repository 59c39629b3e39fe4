/** What was chosen and typed for a collection, as it survives a reload: paths, names and options, never a credential. */
import { z } from 'zod';
import { type ChosenFile, fileAtPath } from '../../files/chosen-file.ts';
import type { CollectDraft } from './draft.ts';

const Resume = z
  .strictObject({
    snapshotId: z.string(),
    clusterId: z.string(),
    clusterName: z.string(),
    context: z.string(),
    server: z.string(),
    startedAt: z.string(),
  })
  .nullable();

/** Files that a browser handed over cannot be had again; their contexts find their names again when they are. */
export const CHOICES = {
  paths: z.array(z.string()).readonly(),
  typedPath: z.string(),
  names: z.array(z.tuple([z.string(), z.string()])).readonly(),
  namespaces: z.array(z.string()).readonly(),
  typedNamespace: z.string(),
  authorityPath: z.string().nullable(),
  limitMinutes: z.int().min(1).max(1440),
  resume: Resume,
};
export type CollectChoices = { readonly [K in keyof typeof CHOICES]: z.infer<(typeof CHOICES)[K]> };

export function choicesOf(draft: CollectDraft): CollectChoices {
  return {
    paths: pathsOf(draft.files),
    typedPath: draft.typedPath,
    names: [...draft.names],
    namespaces: draft.namespaces,
    typedNamespace: draft.typedNamespace,
    authorityPath: draft.extraCa === null ? null : (pathsOf([draft.extraCa])[0] ?? null),
    limitMinutes: draft.limitMinutes,
    resume: draft.resume,
  };
}

export function withChoices(draft: CollectDraft, choices: CollectChoices): CollectDraft {
  const files = filesAt(choices.paths, draft.files);
  const { authorityPath } = choices;
  const sameAuthority = choicesOf(draft).authorityPath === authorityPath;
  return {
    ...draft,
    files,
    typedPath: choices.typedPath,
    names: new Map(choices.names),
    namespaces: choices.namespaces,
    typedNamespace: choices.typedNamespace,
    extraCa: sameAuthority ? draft.extraCa : authorityPath === null ? null : fileAtPath(authorityPath),
    limitMinutes: choices.limitMinutes,
    resume: choices.resume,
    // What was asked of other files, or under other options, no longer holds.
    checks: new Map(),
  };
}

export const pathsOf = (files: readonly ChosenFile[]): string[] =>
  files.flatMap(({ ref }) => ('path' in ref ? [ref.path] : []));

/** The files at these paths, and those that were handed over. The same value when nothing changes. */
function filesAt(paths: readonly string[], files: readonly ChosenFile[]): readonly ChosenFile[] {
  const known = pathsOf(files);
  if (known.length === paths.length && known.every((path, index) => path === paths[index])) return files;
  const handedOver = files.filter(({ ref }) => !('path' in ref));
  const found = (path: string) => files.find(({ ref }) => 'path' in ref && ref.path === path);
  return [...handedOver, ...paths.map((path) => found(path) ?? fileAtPath(path))];
}
