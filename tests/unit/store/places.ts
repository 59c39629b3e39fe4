/** Places and people for tests of the store: real files in a directory of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { createEngagement } from '../../../main/store/unlock.ts';
import { DEFAULT_BANDS, type EngagementProfile } from '../../../shared/engagement.ts';
import type { AnswerInput } from '../../../shared/interview.ts';

export const PASSPHRASE = 'four plain words here';
export const STAMP = { author: 'A. Ssessor', at: '2026-01-01T00:00:00.000Z' };
export const WORKER = new URL('../../../main/workbench/store-worker.ts', import.meta.url);

export const PROFILE: EngagementProfile = {
  name: 'Harbour',
  target: 'Lighthouse Freight',
  client: 'Client',
  assessor: 'A. Ssessor',
  consultancy: 'Consultancy',
  classification: 'Confidential',
  currency: 'EUR',
  bands: DEFAULT_BANDS,
  dayRates: [],
  people: [],
  decision: null,
  decisionReason: '',
  conditions: [],
  executiveNote: '',
};

/** A directory that goes when the test ends. */
export function place(): string {
  const dir = mkdtempSync(join(tmpdir(), 'drydock-store-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A directory that goes when all tests of the file have ended. */
export function removedAfterAll(): string {
  const dir = mkdtempSync(join(tmpdir(), 'drydock-store-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A closed engagement file with its key. */
export async function engagement(dir = place()): Promise<{ dir: string; file: string; key: Buffer }> {
  const file = join(dir, 'harbour.drydock');
  const key = await createEngagement({
    path: file,
    passphrase: PASSPHRASE,
    profile: PROFILE,
    isSample: false,
    stamp: STAMP,
  });
  return { dir, file, key };
}

export const answered = (note: string): AnswerInput => ({
  state: 'answered',
  value: 'yes',
  note,
  askedOf: null,
  askedAt: null,
  basis: 'interview',
  confidence: 'high',
  confidenceReason: '',
  markedForReview: false,
});
