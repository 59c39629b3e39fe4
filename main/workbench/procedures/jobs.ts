import type { Implementer, WorkbenchContext } from '../context.ts';

export function jobsProcedures(os: Implementer, { jobs }: WorkbenchContext) {
  return {
    list: os.jobs.list.handler(() => jobs.list()),
    watch: os.jobs.watch.handler(({ input, signal }) => jobs.watch(input.jobId, signal)),
    cancel: os.jobs.cancel.handler(({ input }) => {
      jobs.cancel(input.jobId);
      return {};
    }),
  };
}
