/** Files of the browser on their way to the workbench. */
import type { FilePurpose } from '../../shared/files.ts';
import { connection } from '../client/workbench.ts';
import { type ChosenFile, newFileId } from './chosen-file.ts';
import { HEAD_BYTES, type Recognised, recognise } from './recognise.ts';

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
