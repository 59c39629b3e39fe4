/** Files by reference, as a person chose, typed or dropped them. */
import type { FilePurpose, FileRef } from '../../shared/files.ts';
import { connection } from '../client/workbench.ts';
import { HEAD_BYTES, type Recognised, recognise } from './recognise.ts';

export interface ChosenFile {
  readonly id: string;
  /** Its path where it is known, else its name. */
  readonly name: string;
  readonly ref: FileRef;
  /** The browser's own file behind a reference that works once. */
  readonly source?: File;
}

let made = 0;
export const newFileId = (): string => `file-${(made += 1)}`;

export const fileAtPath = (path: string): ChosenFile => ({ id: newFileId(), name: path, ref: { path } });

/** Hands a file of the browser to the workbench. Throws with a sentence when it cannot. */
export async function handOver(file: File, purpose: FilePurpose): Promise<ChosenFile> {
  const ref = await connection.fileRef(file, purpose);
  return { id: newFileId(), name: 'path' in ref ? ref.path : file.name, ref, source: file };
}

/** Once the workbench has read evidence that was handed over, it keeps no copy; another try hands it over again. */
export async function handOverAgain(chosen: ChosenFile): Promise<ChosenFile> {
  if ('path' in chosen.ref || chosen.source === undefined) return chosen;
  return handOver(chosen.source, 'evidence');
}

/** What the file is, or `folder` for what cannot be read as a file. */
export async function lookAt(file: File): Promise<Recognised | 'folder'> {
  try {
    return recognise(file.name, await file.slice(0, HEAD_BYTES).text());
  } catch {
    return 'folder';
  }
}

/** A zip, or what age sealed, in binary or in armour. */
export async function mayBeBundle(file: File): Promise<boolean> {
  return /^(PK|age-encryption\.org\/|-----BEGIN AGE)/.test(await file.slice(0, 32).text());
}

/** The last part of a path of any system. */
export const baseName = (path: string): string => path.split(/[/\\]/).at(-1) ?? '';
