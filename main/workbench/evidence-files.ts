/** Files that came over the contract by reference. */
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import type { FileRef } from '../../shared/files.ts';
import { statOf } from '../evidence/file-text.ts';
import { decodeKubeconfig } from '../kubeconfig/yaml.ts';
import type { Host } from './host.ts';

/** A file on disk, with `release` for a copy that the host made. */
export interface EvidenceFile {
  readonly path: string;
  readonly name: string;
  readonly release: () => void;
}

/** @throws DrydockError NOT_FOUND for an upload that is gone or was not sent as evidence */
export function readResource(host: Host, file: FileRef): EvidenceFile {
  if ('path' in file) return { path: resolve(file.path), name: basename(file.path), release: () => {} };
  const upload = host.uploadedFile(file.uploadId);
  if (upload?.kind !== 'file') throw new DrydockError('NOT_FOUND', { what: 'The uploaded file' });
  return upload;
}

/** A kubeconfig's text and, when it is a file, its path: relative certificate paths start from there. */
export interface KubeconfigText {
  readonly path: string | null;
  readonly name: string;
  readonly text: string;
}

/** A kubeconfig larger than this is none. */
const MAX_KUBECONFIG_BYTES = 4 * 1024 * 1024;

/** @throws DrydockError FILE_NOT_FOUND, FILE_NOT_READABLE, KUBECONFIG_INVALID, NOT_FOUND */
export function readKubeconfigText(host: Pick<Host, 'uploadedFile'>, file: FileRef): Promise<KubeconfigText> {
  return readSmallText(host, file, decodeKubeconfig, () => {
    throw new DrydockError('KUBECONFIG_INVALID', { reason: 'it is not a regular file of reasonable size' });
  });
}

/** Text of certificates. @throws DrydockError FILE_NOT_FOUND, FILE_NOT_READABLE, INVALID_INPUT, NOT_FOUND */
export async function readPemText(host: Pick<Host, 'uploadedFile'>, file: FileRef): Promise<string> {
  const { text } = await readSmallText(
    host,
    file,
    (bytes) => bytes.toString('latin1'),
    (path) => {
      throw new DrydockError('INVALID_INPUT', {
        what: path,
        reason: 'it is not a regular file of reasonable size',
      });
    },
  );
  return text;
}

/** A file of custom controls. @throws DrydockError FILE_NOT_FOUND, FILE_NOT_READABLE, INVALID_INPUT, NOT_FOUND */
export async function readControlsText(
  host: Pick<Host, 'uploadedFile'>,
  file: FileRef,
): Promise<{ readonly name: string; readonly text: string }> {
  const { name, text } = await readSmallText(
    host,
    file,
    (bytes) => bytes.toString('utf8'),
    (path) => {
      throw new DrydockError('INVALID_INPUT', {
        what: path,
        reason: 'it is not a regular file of reasonable size',
      });
    },
  );
  if ('uploadId' in file) host.uploadedFile(file.uploadId)?.release();
  return { name, text };
}

/** Text of an age identity, null for none. @throws DrydockError FILE_NOT_FOUND, FILE_NOT_READABLE, IDENTITY_INVALID, NOT_FOUND */
export async function readIdentityText(
  host: Pick<Host, 'uploadedFile'>,
  file: FileRef | null,
  after: 'release' | 'keep' = 'release',
): Promise<string | null> {
  if (file === null) return null;
  const { text } = await readSmallText(
    host,
    file,
    (bytes) => bytes.toString('utf8'),
    () => {
      throw new DrydockError('IDENTITY_INVALID', { reason: 'it is not a regular file of reasonable size' });
    },
  );
  // Handed over for one import or review; a look at what the file is comes before that.
  if (after === 'release' && 'uploadId' in file) host.uploadedFile(file.uploadId)?.release();
  return text;
}

/** The same for a path of the command line. */
export const identityAt = (path: string | undefined): Promise<string | null> =>
  readIdentityText({ uploadedFile: () => null }, path === undefined ? null : { path });

async function readSmallText(
  host: Pick<Host, 'uploadedFile'>,
  file: FileRef,
  decode: (bytes: Buffer) => string,
  refuse: (path: string) => never,
): Promise<KubeconfigText> {
  if ('uploadId' in file) {
    const upload = host.uploadedFile(file.uploadId);
    if (upload?.kind !== 'text') throw new DrydockError('NOT_FOUND', { what: 'The uploaded file' });
    return { path: null, name: upload.name, text: upload.text };
  }
  const path = resolve(file.path);
  const info = await statOf(path, path);
  if (!info.isFile() || info.size > MAX_KUBECONFIG_BYTES) refuse(path);
  const bytes = await readFile(path).catch(() => {
    throw new DrydockError('FILE_NOT_READABLE', { path, reason: 'permission was denied' });
  });
  return { path, name: basename(path), text: decode(bytes) };
}
