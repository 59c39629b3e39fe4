/**
 * Files on their way in: dropped or chosen, looked at, then imported. Kept while the engagement is open; what a reload must
 * not take is kept in the engagement too, see useKeptIncoming.ts.
 */
import { problemOf } from '../../client/problem.ts';
import { type ChosenFile, newFileId } from '../../files/chosen-file.ts';
import { handOver } from '../../files/hand-over.ts';
import { createValue } from '../../shell/value.ts';

export interface IncomingFile {
  readonly id: string;
  readonly name: string;
  /** null while it is handed over, and when that failed. */
  readonly file: ChosenFile | null;
  /** One sentence; null when nothing is wrong. */
  readonly problem: string | null;
  /** Opens an encrypted bundle. It is used and never stored. */
  readonly identity: ChosenFile | null;
  /** It needs no identity, or has the right one. */
  readonly readable: boolean;
  readonly jobId: string | null;
}

export interface Incoming {
  readonly files: readonly IncomingFile[];
  /** What somebody typed for the cluster of a file, by the file's name; else the file's own name for it stands. */
  readonly names: ReadonlyMap<string, string>;
  /** The path that is being typed. */
  readonly typedPath: string;
}

export const EMPTY_INCOMING: Incoming = { files: [], names: new Map(), typedPath: '' };

export const incoming = createValue(EMPTY_INCOMING);

export const forgetIncoming = (): void => incoming.set(EMPTY_INCOMING);

const changeFiles = (how: (files: readonly IncomingFile[]) => readonly IncomingFile[]): void =>
  incoming.change((old) => ({ ...old, files: how(old.files) }));

/** Names of the last files are remembered. */
const MAX_NAMES = 200;

export const nameClusterOf = (file: string, clusterName: string): void =>
  incoming.change((old) => {
    const others = [...old.names].filter(([name]) => name !== file);
    return { ...old, names: new Map([...others.slice(-MAX_NAMES + 1), [file, clusterName]]) };
  });

export const typePath = (typedPath: string): void => incoming.change((old) => ({ ...old, typedPath }));

export const freshIncoming = (name: string): IncomingFile => ({
  id: newFileId(),
  name,
  file: null,
  problem: null,
  identity: null,
  readable: false,
  jobId: null,
});

export function changeIncoming(id: string, change: Partial<IncomingFile>): void {
  changeFiles((files) => files.map((one) => (one.id === id ? { ...one, ...change } : one)));
}

export const removeIncoming = (...ids: readonly string[]): void =>
  changeFiles((files) => files.filter((one) => !ids.includes(one.id)));

/** Files that the workbench can reach already. */
export function addChosen(files: readonly ChosenFile[]): void {
  changeFiles((old) => [...old, ...files.map((file) => ({ ...freshIncoming(file.name), file }))]);
}

/** Files of the browser; each is handed over on its own, so that one that fails holds up no other. */
export function addDropped(files: readonly File[]): void {
  for (const file of files) {
    const entry = freshIncoming(file.name);
    changeFiles((old) => [...old, entry]);
    void handOver(file, 'evidence').then(
      (chosen) => changeIncoming(entry.id, { file: chosen }),
      (error: unknown) => changeIncoming(entry.id, { problem: problemOf(error).message }),
    );
  }
}

/** A folder, which a browser cannot hand over. */
export function addUnreadable(name: string): void {
  changeFiles((old) => [
    ...old,
    {
      ...freshIncoming(name),
      problem:
        'This is a folder, or it cannot be read. A browser can upload files only: type the folder’s path on the computer that runs Drydock.',
    },
  ]);
}

/** An identity is tried on every file that nothing has opened yet, also after a wrong one. */
export function offerIdentity(identity: ChosenFile): void {
  changeFiles((files) =>
    files.map((one) => (one.readable || one.jobId !== null ? one : { ...one, identity })),
  );
}
