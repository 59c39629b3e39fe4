/** Files by reference, as a person chose, typed or dropped them. */
import type { FileRef } from '../../shared/files.ts';

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

/** The last part of a path of any system. */
export const baseName = (path: string): string => path.split(/[/\\]/).at(-1) ?? '';
