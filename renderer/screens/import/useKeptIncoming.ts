/** What was chosen and typed for an import, as it survives a reload: paths and names, never an identity. */
import { z } from 'zod';
import { type FormDraft, useFormDraft } from '../../autosave/useFormDraft.ts';
import { type Mirror, useMirror } from '../../autosave/useMirror.ts';
import { fileAtPath } from '../../files/chosen-file.ts';
import { EMPTY_INCOMING, freshIncoming, type Incoming, type IncomingFile, incoming } from './incoming.ts';

/** A file that a browser handed over cannot be had again; it finds its name again when it is. */
const SHAPE = {
  paths: z.array(z.string()).readonly(),
  typedPath: z.string(),
  names: z.array(z.tuple([z.string(), z.string()])).readonly(),
};
type ImportChoices = { readonly [K in keyof typeof SHAPE]: z.infer<(typeof SHAPE)[K]> };

export function useKeptIncoming(): FormDraft<ImportChoices> {
  const form = useFormDraft<ImportChoices>({
    key: 'import',
    title: 'The selection to import',
    address: '/collect?tab=file',
    initial: choicesOf(EMPTY_INCOMING),
    shape: SHAPE,
  });
  useMirror(form, MIRROR);
  return form;
}

/** What is imported already is not on its way any more. */
const pathOf = ({ file, jobId }: IncomingFile): string | null =>
  file !== null && jobId === null && 'path' in file.ref ? file.ref.path : null;

export function choicesOf({ files, names, typedPath }: Incoming): ImportChoices {
  return { paths: files.flatMap((file) => pathOf(file) ?? []), typedPath, names: [...names] };
}

export function withChoices(old: Incoming, { paths, typedPath, names }: ImportChoices): Incoming {
  const known = old.files.filter((file) => {
    const path = pathOf(file);
    return path === null || paths.includes(path);
  });
  const added = paths.filter((path) => known.every((file) => pathOf(file) !== path));
  const files = added.map((path) => ({ ...freshIncoming(path), file: fileAtPath(path) }));
  return { files: [...known, ...files], typedPath, names: new Map(names) };
}

const MIRROR: Mirror<Incoming, ImportChoices> = {
  value: incoming,
  fieldsOf: choicesOf,
  withFields: withChoices,
};
