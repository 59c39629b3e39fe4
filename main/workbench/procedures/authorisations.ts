import { firstFault, windowFault } from '../../../shared/form-rules.ts';
import { type Implementer, refuse, type WorkbenchContext } from '../context.ts';

export function authorisationsProcedures(os: Implementer, workbench: WorkbenchContext) {
  const changed = () => workbench.events.changed('engagement', 'report');
  const checkWindow = ({ validFrom, validUntil }: { validFrom: string; validUntil: string }) =>
    refuse(firstFault(windowFault({ from: validFrom, until: validUntil })));
  return {
    list: os.authorisations.list.handler(() => workbench.session().store.authorisations.list()),
    record: os.authorisations.record.handler(async ({ input }) => {
      checkWindow(input);
      const recorded = await workbench.session().store.authorisations.record(input);
      changed();
      return recorded;
    }),
    correct: os.authorisations.correct.handler(async ({ input }) => {
      checkWindow(input);
      const corrected = await workbench.session().store.authorisations.correct(input);
      changed();
      return corrected;
    }),
  };
}
