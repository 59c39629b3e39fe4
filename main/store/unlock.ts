/** Making and unlocking an engagement: everything is verified here, and only the key goes on to the store's worker. */
import type { EngagementProfile } from '../../shared/engagement.ts';
import { initEngagement } from './engagement.ts';
import { closeFile, createFile, openFile, type Unlock } from './file.ts';
import type { Stamp } from './journal.ts';

export interface CreateEngagement {
  readonly path: string;
  readonly passphrase: string;
  readonly profile: EngagementProfile;
  readonly isSample: boolean;
  readonly stamp: Stamp;
}

/**
 * Makes an engagement file and closes it again.
 * @returns its 32-byte key; the caller zeroes it
 * @throws DrydockError FILE_EXISTS, PASSPHRASE_TOO_SHORT, FILE_NOT_WRITABLE
 */
export async function createEngagement(input: CreateEngagement): Promise<Buffer> {
  const file = await createFile(input.path, input.passphrase);
  const key = Buffer.from(file.key);
  try {
    file.db
      .transaction(() => initEngagement(file.db, input.stamp, input.profile, input.isSample))
      .immediate();
  } finally {
    closeFile(input.path, file);
  }
  return key;
}

/**
 * Verifies an engagement file, brings it to this version's format and closes it again.
 * @returns its 32-byte key; the caller zeroes it
 * @throws DrydockError as openFile
 */
export async function unlockEngagement(path: string, unlock: Unlock): Promise<Buffer> {
  const file = await openFile(path, unlock);
  const key = Buffer.from(file.key);
  closeFile(path, file);
  return key;
}
