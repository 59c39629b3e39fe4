/** Making and unlocking an engagement: only the key goes on to the store's worker, which checks the rest. */
import { rmSync } from 'node:fs';
import type { EngagementProfile } from '../../shared/engagement.ts';
import { engagementFiles } from './acknowledged.ts';
import { initEngagement } from './engagement.ts';
import { closeFile, createFile, type Unlock, unlockKey } from './file.ts';
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
  const { path, passphrase, profile, isSample, stamp } = input;
  const file = await createFile(path, passphrase);
  const key = Buffer.from(file.key);
  try {
    file.db.transaction(() => initEngagement(file.db, stamp, profile, isSample)).immediate();
    closeFile(path, file);
    return key;
  } catch (error) {
    // Half an engagement is none; it was made just now, and holds nothing.
    key.fill(0);
    file.db.close();
    for (const one of engagementFiles(path)) rmSync(one, { force: true });
    file.claim.release();
    throw error;
  }
}

/**
 * Tries a passphrase or a cached key on a file, and changes nothing. Quick enough for the host's thread.
 * @returns its 32-byte key; the caller zeroes it
 * @throws DrydockError FILE_NOT_FOUND, FILE_NOT_READABLE, ENGAGEMENT_WRONG_PASSPHRASE, ENGAGEMENT_DAMAGED,
 *   ENGAGEMENT_IN_USE
 */
export const unlockEngagement = (path: string, unlock: Unlock): Promise<Buffer> => unlockKey(path, unlock);
