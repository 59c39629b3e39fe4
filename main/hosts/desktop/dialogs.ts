import { basename, join } from 'node:path';
import { DrydockError } from '../../../shared/errors.ts';
import type { FilePurpose, SaveResult } from '../../../shared/files.ts';
import { writeWholeFile } from '../write-whole-file.ts';
import type { BrowserWindow, Electron, OpenDialogOptions } from './electron.ts';

type DialogDeps = Pick<Electron, 'app' | 'dialog'>;

/** Asks for files to read. The paths that come back are the person's own choice; empty when cancelled. */
export async function pickFiles(
  { dialog }: DialogDeps,
  window: BrowserWindow | null,
  purpose: FilePurpose,
): Promise<readonly string[]> {
  const options = OPEN_DIALOGS[purpose];
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return canceled ? [] : filePaths;
}

/** Asks where to save, then writes the whole file or nothing. */
export async function saveFile(
  { app, dialog }: DialogDeps,
  window: BrowserWindow | null,
  suggestedName: string,
  bytes: Uint8Array,
): Promise<SaveResult> {
  // SECURITY S-23: the name may stem from collected data, so that it proposes a name only, never a place.
  const options = { defaultPath: join(app.getPath('documents'), plainFileName(suggestedName)) };
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  if (canceled || filePath === '') return { kind: 'cancelled' };
  try {
    await writeWholeFile(filePath, bytes);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new DrydockError('FILE_NOT_WRITABLE', { path: filePath, reason }, { cause: error });
  }
  return { kind: 'saved', path: filePath };
}

/** A file name that is one on every system: no separators, control characters, leading dots or reserved names. */
export function plainFileName(suggested: string): string {
  const plain = basename(suggested.replaceAll('\\', '/'))
    // oxlint-disable-next-line eslint/no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>:"/\\|?*]/g, '')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 120);
  return plain === '' || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `drydock-${plain}` : plain;
}

const OPEN_DIALOGS: Readonly<Record<FilePurpose, OpenDialogOptions>> = {
  kubeconfig: {
    title: 'Choose a kubeconfig',
    properties: ['openFile', 'multiSelections', 'showHiddenFiles'],
  },
  evidence: {
    title: 'Choose an evidence bundle or manifests',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Evidence bundles and manifests', extensions: ['zip', 'age', 'yaml', 'yml', 'json'] },
      { name: 'All files', extensions: ['*'] },
    ],
  },
  engagement: {
    title: 'Open an engagement',
    properties: ['openFile'],
    filters: [{ name: 'Drydock engagements', extensions: ['drydock'] }],
  },
  attachment: { title: 'Attach files', properties: ['openFile', 'multiSelections'] },
  'age-identity': {
    title: 'Choose the identity (private age key)',
    properties: ['openFile', 'showHiddenFiles'],
  },
  'custom-controls': {
    title: 'Choose control files',
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: 'YAML', extensions: ['yaml', 'yml'] }],
  },
  'extra-ca': {
    title: 'Choose a certificate authority',
    properties: ['openFile'],
    filters: [{ name: 'Certificates', extensions: ['pem', 'crt', 'cer'] }],
  },
};
