/** "Open the sample engagement": makes it once, collecting from the sample cluster as from any other, then opens it. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import { SAMPLE_NAME, SAMPLE_PASSPHRASE } from '../../shared/sample.ts';
import { engagementFiles } from '../store/acknowledged.ts';
import { autosavesOf } from '../store/autosave.ts';
import { claimFile } from '../store/claim.ts';
import { takeName } from '../store/whole-copy.ts';
import type { WorkbenchContext } from './context.ts';
import type { JobHandle } from './jobs.ts';
import { newProfile } from './new-profile.ts';
import { ENGAGEMENT_EXTENSION } from './recent-files.ts';
import { storyClock, tellStory } from './sample-story.ts';
import { createSession, openSession } from './session.ts';

const SAMPLE_FILE = `${SAMPLE_NAME}${ENGAGEMENT_EXTENSION}`;

/** The job that opens it. While one does already, that is the one. */
export function startSample(workbench: WorkbenchContext): { jobId: string } {
  const running = workbench.jobs.running('sample');
  if (running !== null) return { jobId: running };
  const file = join(workbench.host.homeDir, SAMPLE_FILE);
  const { jobId } = workbench.jobs.start('sample', 'Open the sample engagement', async (job) => {
    // What is being closed may be the sample, or half of it that goes away.
    await workbench.closed();
    if (workbench.currentSession()?.access.file !== file) {
      if (existsSync(file)) await openSample(workbench, file, job);
      else await makeSample(workbench, file, job);
    }
    workbench.events.changed('engagement', ...STORY_TOPICS);
    return { engagementFile: file };
  });
  return { jobId };
}

async function openSample(workbench: WorkbenchContext, file: string, job: JobHandle): Promise<void> {
  const request = { file, passphrase: SAMPLE_PASSPHRASE, rememberKey: false };
  await workbench.setSession(await openSession(workbench, request, job), job);
}

/**
 * Makes it whole or not at all. It has its name only when all of it is there: what a killed process leaves behind has
 * another one, and is removed before the next attempt.
 */
async function makeSample(workbench: WorkbenchContext, file: string, job: JobHandle): Promise<void> {
  job.progress({ label: 'Preparing an encrypted file' });
  await removeLeftovers(file);
  const part = `${file}.${randomUUID()}${BEING_MADE}`;
  const story = storyClock();
  const created = await createSession(workbench, {
    file: part,
    passphrase: SAMPLE_PASSPHRASE,
    profile: newProfile({ name: 'Halcyon Freight (sample)', target: 'Halcyon Freight' }),
    rememberKey: false,
    isSample: true,
    now: () => story.at() ?? workbench.now(),
  });
  let aside = false;
  /** Not waited for: whoever closes it meanwhile waits for this job. What somebody opened meanwhile stays. */
  const closeWhatIsLeft = () => {
    const open = workbench.currentSession();
    if (open === created || (open === null && aside)) void workbench.setSession(null, job);
  };
  try {
    await workbench.setSession(created, job);
    await tellStory(workbench, created, story, job);
    if (job.signal.aborted) throw new DrydockError('CANCELLED');
    job.progress({ label: 'Opening it' });
    aside = true;
    await workbench.stepAside(job);
    if (job.signal.aborted) throw new DrydockError('CANCELLED');
    takeName(part, file);
    await removeMade(part);
  } catch (error) {
    closeWhatIsLeft();
    workbench.afterClosing(() => removeMade(part));
    throw error;
  }
  try {
    await openSample(workbench, file, job);
  } catch (error) {
    closeWhatIsLeft();
    throw error;
  }
}

const BEING_MADE = '.being-made';

/** Of processes that died. One that another process is making stays. */
async function removeLeftovers(file: string): Promise<void> {
  const folder = dirname(file);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(basename(file)) || !name.endsWith(BEING_MADE)) continue;
    const part = join(folder, name);
    try {
      claimFile(part).release();
    } catch {
      continue;
    }
    await removeMade(part);
  }
}

/** With what lies beside it. */
async function removeMade(part: string): Promise<void> {
  const copies = autosavesOf(part).map((name) => join(dirname(part), name));
  for (const path of [...engagementFiles(part), `${part}.lock`, ...copies]) await rm(path, { force: true });
}

const STORY_TOPICS = ['clusters', 'snapshots', 'findings', 'interview', 'risk', 'report'] as const;
