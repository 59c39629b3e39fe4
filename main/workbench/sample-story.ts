/** The sample's story in its own order and on its own days: evidence, interview, evidence again, judgement. */
import { SAMPLE_DAYS } from '../sample/engagement.ts';
import { SAMPLE_NOW, type SampleVariant } from '../sample/load.ts';
import { startSampleServer } from '../sample/server.ts';
import { analyse } from './collect-jobs.ts';
import type { WorkbenchContext } from './context.ts';
import type { EngagementSession } from './engagement-session.ts';
import type { JobHandle } from './jobs.ts';
import { seedEstate, seedInterview, seedJudgement, seedOverrides } from './sample-seed.ts';

const SAMPLE_LIMIT_MS = 10 * 60_000;
const CLUSTER = 'halcyon-prod';

/** The moment that the story is at; null once it is told, when the real clock counts again. */
export interface StoryClock {
  /** ISO 8601 in UTC. */
  at(): string | null;
  moveTo(moment: string): void;
  end(): void;
}

export function storyClock(): StoryClock {
  let moment: string | null = SAMPLE_DAYS.begun;
  return {
    at: () => moment,
    moveTo: (next) => {
      moment = next;
    },
    end: () => {
      moment = null;
    },
  };
}

/**
 * Fills a new engagement. Whatever the real clock says, every date in it is one of the story's, so that what was seen
 * first stands before what was said of it, and the sample is the same on every day on which it is opened.
 */
export async function tellStory(
  workbench: WorkbenchContext,
  session: EngagementSession,
  clock: StoryClock,
  job: JobHandle,
): Promise<void> {
  const cluster = await session.store.clusters.create({ name: CLUSTER });
  await seedEstate(session, cluster.id);
  const collect = async (variant: SampleVariant) => {
    clock.moveTo(SAMPLE_NOW[variant]);
    await collectVariant(workbench, session, { clusterId: cluster.id, variant, job });
  };
  await collect('first');
  job.progress({ label: 'Adding the interview and findings of the story' });
  clock.moveTo(SAMPLE_DAYS.asked);
  await seedInterview(session, cluster.id);
  clock.moveTo(SAMPLE_DAYS.discussed);
  await seedOverrides(session, cluster.id);
  await collect('later');
  job.progress({ label: 'Adding the judgement of the story' });
  clock.moveTo(SAMPLE_DAYS.judged);
  await seedJudgement(session, cluster.id);
  clock.end();
}

async function collectVariant(
  workbench: WorkbenchContext,
  session: EngagementSession,
  {
    clusterId,
    variant,
    job,
  }: { readonly clusterId: string; readonly variant: SampleVariant; readonly job: JobHandle },
): Promise<void> {
  const at = SAMPLE_NOW[variant];
  const server = await startSampleServer({ variant });
  try {
    const snapshotId = await workbench.runner.collect(
      session.access,
      {
        kubeconfigs: [{ path: null, name: 'sample', text: server.kubeconfig() }],
        context: CLUSTER,
        clusterId,
        clusterName: CLUSTER,
        allowExec: [],
        extraCa: null,
        namespaces: [],
        limitMs: SAMPLE_LIMIT_MS,
        resume: null,
        at,
      },
      (progress) => job.progress(progress),
      job.signal,
    );
    await analyse(workbench, session, snapshotId, job, at);
    await session.store.estate.markCollected({ clusterId, name: CLUSTER });
  } finally {
    await server.close();
  }
}
