/** "Open the sample engagement": makes it once, collecting from the sample cluster as from any other, then opens it. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startSampleServer } from '../sample/server.ts';
import { analyse } from './collect-jobs.ts';
import type { WorkbenchContext } from './context.ts';
import { newProfile } from './new-profile.ts';
import { ENGAGEMENT_EXTENSION } from './recent-files.ts';
import { seedSample } from './sample-seed.ts';
import { createSession, openSession } from './session.ts';

/** Not a secret: the sample holds invented data, and anyone may open it. */
const SAMPLE_PASSPHRASE = 'halcyon freight sample';
const SAMPLE_FILE = `Halcyon Freight (sample)${ENGAGEMENT_EXTENSION}`;
const SAMPLE_LIMIT_MS = 10 * 60_000;
const CLUSTER = 'halcyon-prod';

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
    const created = await createSession(workbench, {
      file,
      passphrase: SAMPLE_PASSPHRASE,
      profile: newProfile({ name: 'Halcyon Freight (sample)', target: 'Halcyon Freight' }),
      rememberKey: false,
      isSample: true,
    });
    try {
      await workbench.setSession(created, job.id);
      const cluster = await created.store.clusters.create({ name: CLUSTER });
      for (const variant of ['first', 'later'] as const) {
        const server = await startSampleServer({ variant });
        try {
          const snapshotId = await workbench.runner.collect(
            created.access,
            {
              kubeconfigs: [{ path: null, name: 'sample', text: server.kubeconfig() }],
              context: CLUSTER,
              clusterId: cluster.id,
              clusterName: CLUSTER,
              allowExec: [],
              extraCa: null,
              namespaces: [],
              limitMs: SAMPLE_LIMIT_MS,
              resume: null,
            },
            (progress) => job.progress(progress),
            job.signal,
          );
          await analyse(workbench, created, snapshotId, job);
        } finally {
          await server.close();
        }
      }
      job.progress({ label: 'Adding the interview and findings of the story' });
      await seedSample(created, cluster.id);
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
