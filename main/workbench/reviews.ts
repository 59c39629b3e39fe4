/**
 * Bundles that are being reviewed. Each lies in an encrypted file whose key only this process has, answered by the same
 * store as an engagement; closing a review removes the file, and what a crash left behind is noise until the next start.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import type { ReviewSummary } from '../../shared/evidence-file.ts';
import { claimFile } from '../store/claim.ts';
import { openStoreClient, type StoreClient } from './store-client.ts';

export interface Review {
  readonly id: string;
  readonly summary: ReviewSummary;
  /** Holds one snapshot, whose id is the review's. */
  readonly store: StoreClient;
}

/** Where a worker puts what it reads. */
export interface ReviewTarget {
  readonly reviewId: string;
  /** A file that is not there yet. */
  readonly file: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

export interface Reviews {
  /** Makes a review with what `fill` put into its file. @throws DrydockError CANCELLED, and what `fill` throws */
  open(fill: (target: ReviewTarget) => Promise<ReviewSummary>): Promise<Review>;
  /** @throws DrydockError NOT_FOUND */
  get(reviewId: string): Review;
  close(reviewId: string): Promise<void>;
  closeAll(): Promise<void>;
}

/** A tab that was left never closes its review. */
const MAX_OPEN = 4;
const FILE = 'evidence.db';

export async function createReviews(deps: {
  readonly homeDir: string;
  readonly storeWorkerUrl: URL;
}): Promise<Reviews> {
  const folder = join(deps.homeDir, 'reviews');
  await removeLeftOvers(folder);
  const open = new Map<string, Review>();
  /** Counts what was closed at once, so that a review that is still being read does not open afterwards. */
  let generation = 0;
  const folderOf = (id: string) => join(folder, id);
  const remove = (id: string) => rm(folderOf(id), { recursive: true, force: true });

  const close = async (id: string) => {
    const review = open.get(id);
    open.delete(id);
    await review?.store.close();
    if (review !== undefined) await remove(id);
  };

  return {
    async open(fill) {
      const id = randomUUID();
      const began = generation;
      const key = randomBytes(32);
      mkdirSync(folderOf(id), { recursive: true, mode: 0o700 });
      const file = join(folderOf(id), FILE);
      try {
        const summary = await fill({ reviewId: id, file, key });
        if (began !== generation) throw new DrydockError('CANCELLED');
        const store = await openStoreClient({ workerUrl: deps.storeWorkerUrl, file, key });
        const review = { id, summary, store };
        open.set(id, review);
        if (began !== generation) {
          await close(id);
          throw new DrydockError('CANCELLED');
        }
        const [oldest] = open.keys();
        if (open.size > MAX_OPEN && oldest !== undefined) await close(oldest);
        return review;
      } catch (error) {
        await remove(id);
        throw error;
      } finally {
        key.fill(0);
      }
    },
    get(id) {
      const review = open.get(id);
      if (review === undefined) throw new DrydockError('NOT_FOUND', { what: 'The review' });
      return review;
    },
    close,
    async closeAll() {
      generation += 1;
      await Promise.all([...open.keys()].map(close));
    },
  };
}

/** Of processes that are gone. Another that still runs holds a claim on its files. */
async function removeLeftOvers(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name, FILE);
    if (existsSync(file) && isClaimed(file)) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isClaimed(file: string): boolean {
  try {
    claimFile(file).release();
    return false;
  } catch {
    return true;
  }
}
