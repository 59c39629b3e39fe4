/** "Open the sample engagement": makes it once, collecting from the sample cluster as from any other, then opens it. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkbenchContext } from './context.ts';
import { newProfile } from './new-profile.ts';
import { ENGAGEMENT_EXTENSION } from './recent-files.ts';
import { storyClock, tellStory } from './sample-story.ts';
import { createSession, openSession } from './session.ts';

/** Not a secret: the sample holds invented data, and anyone may open it. */
export const SAMPLE_PASSPHRASE = 'halcyon freight sample';
const SAMPLE_FILE = `Halcyon Freight (sample)${ENGAGEMENT_EXTENSION}`;

export function startSample(workbench: WorkbenchContext): { jobId: string } {
  const file = join(workbench.host.homeDir, SAMPLE_FILE);
  const { jobId } = workbench.jobs.start('sample', 'Open the sample engagement', async (job) => {
    if (existsSync(file)) {
      const opened = await openSession(workbench, {
        file,
        passphrase: SAMPLE_PASSPHRASE,
        rememberKey: false,
      });
      await workbench.setSession(opened, job.id);
      workbench.events.changed('engagement');
      return { engagementFile: file };
    }
    job.progress({ label: 'Preparing an encrypted file' });
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
      await workbench.setSession(created, job.id);
      await tellStory(workbench, created, story, job);
    } catch (error) {
      await workbench.setSession(null, job.id);
      await rm(file, { force: true });
      throw error;
    }
    workbench.events.changed(
      'engagement',
      'clusters',
      'snapshots',
      'findings',
      'interview',
      'risk',
      'report',
    );
    return { engagementFile: file };
  });
  return { jobId };
}
