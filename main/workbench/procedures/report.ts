import type { Implementer, WorkbenchContext } from '../context.ts';

export function reportProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session, jobs, runner, events } = workbench;
  return {
    checks: os.report.checks.handler(() => runner.reportChecks(session().access)),

    build: os.report.build.handler(({ input }) => {
      const open = session();
      const { jobId } = jobs.start('report', 'Create the report', async (job) => {
        job.progress({ label: 'Typesetting the pages' });
        const built = await runner.buildReport(open.access, input, job.signal);
        const { id } = await open.store.artifacts.add({
          ...built,
          kind: 'report-pdf',
          mediaType: 'application/pdf',
        });
        events.changed('report');
        return { artifactId: id };
      });
      return { jobId };
    }),
  };
}
