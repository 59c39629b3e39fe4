import { DrydockError } from '../../../shared/errors.ts';
import { scenarioViews } from '../../assessment/views.ts';
import { found, type Implementer, type WorkbenchContext } from '../context.ts';

export function riskProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session, events } = workbench;
  return {
    scenarios: os.risk.scenarios.handler(async ({ input }) => {
      const open = session();
      return scenarioViews(await open.interviewState(), await open.ratings(), input.clusterId);
    }),

    rate: os.risk.rate.handler(async ({ input }) => {
      const open = session();
      const state = await open.interviewState();
      const pick = async () =>
        found(
          scenarioViews(state, await open.ratings(), input.clusterId).find(
            ({ meta }) => meta.id === input.scenarioId,
          ),
          'The scenario',
        );
      const { proposal } = await pick();
      const moved = input.likelihood !== proposal.likelihood || input.impact !== proposal.impact;
      if (moved && (input.decision === 'accepted' || input.reason.trim() === '')) {
        throw new DrydockError('INVALID_INPUT', {
          what: 'The rating',
          reason: 'it differs from the proposal and gives no reason',
        });
      }
      await open.store.ratings.save({
        ...input,
        proposedLikelihood: proposal.likelihood,
        proposedImpact: proposal.impact,
      });
      events.changed('risk', 'report');
      return pick();
    }),
  };
}
