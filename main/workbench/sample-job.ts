/** "Open the sample engagement": makes it once, collecting from the sample cluster as from any other, then opens it. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import { SAMPLE_NAME, SAMPLE_PASSPHRASE } from '../../shared/sample.ts';
import { engagementFiles } from '../store/acknowledged.ts';
import { autosavesOf } from '../store/autosave.ts';
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

/** Makes it whole or not at all. */
async function makeSample(workbench: WorkbenchContext, file: string, job: JobHandle): Promise<void> {
  job.progress({ label: 'Preparing an encrypted file' });
  const autosavedBefore = autosavesOf(file);
  const story = storyClock();
  const created = await createSession(workbench, {
    file,
    passphrase: SAMPLE_PASSPHRASE,
    profile: newProfile({ name: 'Halcyon Freight (sample)', target: 'Halcyon Freight' }),
    rememberKey: false,
    isSample: true,
    now: () => story.at() ?? workbench.now(),
  });
  try {
    await workbench.setSession(created, job);
    await tellStory(workbench, created, story, job);
    if (job.signal.aborted) throw new DrydockError('CANCELLED');
  } catch (error) {
    // Not waited for: whoever closes it meanwhile waits for this job.
    if (workbench.currentSession() === created) void workbench.setSession(null, job);
    workbench.afterClosing(async () => {
      const half = autosavesOf(file).filter((name) => !autosavedBefore.includes(name));
      for (const path of [
        ...engagementFiles(file),
        ...half.map((name) => join(workbench.host.homeDir, name)),
      ])
        await rm(path, { force: true });
    });
    throw error;
  }
}

const STORY_TOPICS = ['clusters', 'snapshots', 'findings', 'interview', 'risk', 'report'] as const;
