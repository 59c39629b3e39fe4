/** Files on their way in: dropped or chosen, looked at, then imported. Kept while the engagement is open. */
import { problemOf } from '../../client/problem.ts';
import { type ChosenFile, handOver, newFileId } from '../../files/chosen-file.ts';
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
  /** null until someone types: the file's own name for the cluster stands. */
  readonly clusterName: string | null;
  readonly jobId: string | null;
}

export const incoming = createValue<readonly IncomingFile[]>([]);

export const forgetIncoming = (): void => incoming.set([]);

const fresh = (name: string): IncomingFile => ({
  id: newFileId(),
  name,
  file: null,
  problem: null,
  identity: null,
  readable: false,
  clusterName: null,
  jobId: null,
});

export function changeIncoming(id: string, change: Partial<IncomingFile>): void {
  incoming.change((files) => files.map((one) => (one.id === id ? { ...one, ...change } : one)));
}

export const removeIncoming = (id: string): void =>
  incoming.change((files) => files.filter((one) => one.id !== id));

/** Files that the workbench can reach already. */
export function addChosen(files: readonly ChosenFile[]): void {
  incoming.change((old) => [...old, ...files.map((file) => ({ ...fresh(file.name), file }))]);
}

/** Files of the browser; each is handed over on its own, so that one that fails holds up no other. */
export function addDropped(files: readonly File[]): void {
  for (const file of files) {
    const entry = fresh(file.name);
    incoming.change((old) => [...old, entry]);
    void handOver(file, 'evidence').then(
      (chosen) => changeIncoming(entry.id, { file: chosen }),
      (error: unknown) => changeIncoming(entry.id, { problem: problemOf(error).message }),
    );
  }
}

/** A folder, which a browser cannot hand over. */
export function addUnreadable(name: string): void {
  incoming.change((old) => [
    ...old,
    {
      ...fresh(name),
      problem:
        'This is a folder, or cannot be read. A browser hands over files only: type the folder’s path on the machine where Drydock runs.',
    },
  ]);
}

/** An identity is tried on every file that nothing has opened yet, also after a wrong one. */
export function offerIdentity(identity: ChosenFile): void {
  incoming.change((files) =>
    files.map((one) => (one.readable || one.jobId !== null ? one : { ...one, identity })),
  );
}
