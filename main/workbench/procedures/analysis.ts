import { CONTROLS } from '../../controls/catalogue.ts';
import { kindsOf } from '../../controls/define.ts';
import type { StoredOverview } from '../../store/stored-overview.ts';
import { found, type Implementer, type WorkbenchContext } from '../context.ts';

export function analysisProcedures(os: Implementer, { session }: WorkbenchContext) {
  return {
    overview: os.analysis.overview.handler(async ({ input }) =>
      overviewOf(found(await session().store.analysis.overview(input), 'The analysis of this snapshot')),
    ),
    controls: os.analysis.controls.handler(async ({ input }) => {
      const overview = await session().store.analysis.overview(input);
      const summaries = new Map((overview?.controls ?? []).map((summary) => [summary.control, summary]));
      const builtIn = CONTROLS.map((control) => ({ meta: control.meta, leansOn: kindsOf(control) }));
      return [...builtIn, ...(overview?.custom ?? [])].map(({ meta, leansOn }) => ({
        meta,
        summary: summaries.get(meta.id) ?? null,
        leansOn: [...new Set(leansOn)],
      }));
    }),
    verdicts: os.analysis.verdicts.handler(({ input }) => session().store.analysis.verdicts(input)),
  };
}

/** Without the words of custom controls, which `controls` gives. */
function overviewOf({ custom: _custom, ...overview }: StoredOverview): Omit<StoredOverview, 'custom'> {
  return overview;
}
