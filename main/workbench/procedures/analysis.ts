import { CONTROLS } from '../../analysis/controls/catalogue.ts';
import { found, type Implementer, type WorkbenchContext } from '../context.ts';

export function analysisProcedures(os: Implementer, { session }: WorkbenchContext) {
  return {
    overview: os.analysis.overview.handler(async ({ input }) =>
      found(await session().store.analysis.overview(input), 'The analysis of this snapshot'),
    ),
    controls: os.analysis.controls.handler(async ({ input }) => {
      const overview = await session().store.analysis.overview(input);
      const summaries = new Map((overview?.controls ?? []).map((summary) => [summary.control, summary]));
      return CONTROLS.map(({ meta, judges, needs }) => ({
        meta,
        summary: summaries.get(meta.id) ?? null,
        leansOn: [...new Set([...judges, ...needs])],
      }));
    }),
    verdicts: os.analysis.verdicts.handler(({ input }) => session().store.analysis.verdicts(input)),
  };
}
