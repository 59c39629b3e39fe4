import { join } from 'node:path';
import { DrydockError } from '../../../shared/errors.ts';
import { bandFaults, firstFault } from '../../../shared/form-rules.ts';
import { type Implementer, refuse, sessionOf, type WorkbenchContext } from '../context.ts';
import { newProfile } from '../new-profile.ts';
import { ENGAGEMENT_EXTENSION } from '../recent-files.ts';
import { startSample } from '../sample-job.ts';
import { createSession, openCopy, openSession } from '../session.ts';

export function engagementsProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session, recent, events, host } = workbench;

  return {
    recent: os.engagements.recent.handler(() => recent.list()),
    current: os.engagements.current.handler(
      async () => (await workbench.currentSession()?.summary()) ?? null,
    ),

    create: os.engagements.create.handler(async ({ input }) => {
      const file = join(host.homeDir, `${safeFileName(input.fileName)}${ENGAGEMENT_EXTENSION}`);
      await workbench.setSession(null);
      const created = await createSession(workbench, {
        file,
        passphrase: input.passphrase,
        profile: newProfile(input.profile),
        rememberKey: input.rememberKey,
      });
      await workbench.setSession(created);
      await recent.remember(file);
      events.changed('engagement');
      return created.summary();
    }),

    open: os.engagements.open.handler(async ({ input }) => {
      const opened = await openSession(workbench, input);
      await workbench.setSession(opened);
      await recent.remember(input.file);
      events.changed('engagement');
      return opened.summary();
    }),

    place: os.engagements.place.handler(async () => ({
      problem: (await workbench.currentSession()?.store.engagement.problem()) ?? null,
    })),

    damaged: os.engagements.damaged.handler(() => session().store.engagement.damaged()),

    saveCopy: os.engagements.saveCopy.handler(async ({ input }) => {
      const file = join(host.homeDir, `${safeFileName(input.fileName)}${ENGAGEMENT_EXTENSION}`);
      const opened = await openCopy(workbench, file);
      await workbench.setSession(opened);
      await recent.remember(file);
      events.changed('engagement');
      return opened.summary();
    }),

    openSample: os.engagements.openSample.handler(() => startSample(workbench)),

    lock: os.engagements.lock.handler(async () => {
      await workbench.setSession(null);
      return {};
    }),

    forget: os.engagements.forget.handler(async ({ input }) => {
      await host.keychain?.forget(input.file);
      await recent.forget(input.file);
      return {};
    }),

    update: os.engagements.update.handler(async ({ input }) => {
      for (const faults of input.bands === undefined ? [] : bandFaults(input.bands))
        refuse(firstFault({ ...faults }));
      const { engagementId, ...edit } = input;
      const open = await sessionOf(workbench, engagementId);
      await open.store.engagement.update(edit);
      events.changed('engagement', 'report');
      return open.summary();
    }),

    checkJournal: os.engagements.checkJournal.handler(() => session().store.journal.check()),
    findHead: os.engagements.findHead.handler(async ({ input }) => ({
      sequence: await session().store.journal.findHead(input),
    })),
    journal: os.engagements.journal.handler(({ input }) => session().store.journal.list(input)),
  };
}

/** A name that is a name on every system: no separators, no control characters, no leading dot. */
function safeFileName(name: string): string {
  const safe = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]/gu, '-')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  if (safe === '') throw new DrydockError('INVALID_INPUT', { what: 'The file name', reason: 'it is empty' });
  return safe;
}
