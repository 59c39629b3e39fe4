/** One bar for each family, one cell for each control, by what it came to. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ResponsibilityRow } from '../../../shared/size.ts';
import type { ControlSummary } from '../../../shared/verdict.ts';
import { orpc } from '../../client/workbench.ts';
import { EvidenceYaml } from '../../components/EvidenceYaml.tsx';
import { Inspector, InspectorSection } from '../../components/Inspector.tsx';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { VerdictMark } from '../../components/VerdictMark.tsx';
import { useOneTabStop } from '../../keyboard/useOneTabStop.ts';
import { controlParams } from '../controls/address.ts';
import { DOMAIN_WORDS } from '../findings/words.ts';
import { countsOf, OUTCOME_WORDS, OUTCOMES, objectCounts, outcomesOf } from './outcomes.ts';
import classes from './VerdictStrip.module.css';

export function VerdictStrip({
  controls,
  responsibility,
  snapshotId,
}: {
  readonly controls: readonly ControlSummary[];
  readonly responsibility: readonly ResponsibilityRow[];
  readonly snapshotId: string;
}) {
  const [open, setOpen] = useState<ControlSummary | null>(null);
  const named = useQuery({
    ...orpc.analysis.controls.queryOptions({ input: { snapshotId } }),
    enabled: open !== null,
  });
  const titleOf = (id: string) => named.data?.find(({ meta }) => meta.id === id)?.meta.title ?? id;
  const outcomeOf = outcomesOf({ controls, responsibility });
  const families = [...Map.groupBy(controls, (control) => control.family)].map(
    ([family, own]) =>
      [
        family,
        own.toSorted((a, b) => OUTCOMES.indexOf(outcomeOf(a)) - OUTCOMES.indexOf(outcomeOf(b))),
      ] as const,
  );
  const lengths = families.map(([, own]) => own.length);
  const widest = Math.max(1, ...lengths);
  const stop = useOneTabStop(lengths);
  return (
    <>
      <div className={classes.around}>
        <fieldset
          className={classes.strip}
          style={{ '--widest': widest }}
          aria-label="Verdicts by family. The arrow keys move from control to control."
        >
          {families.map(([family, own], row) => (
            <div key={family} className={classes.family}>
              <span className={classes.name}>{DOMAIN_WORDS[family]}</span>
              <span className={classes.cells}>
                {own.map((control, column) => (
                  <button
                    {...stop(row, column)}
                    key={control.control}
                    type="button"
                    className={classes.cell}
                    data-verdict={outcomeOf(control)}
                    aria-label={`${control.control}: ${OUTCOME_WORDS[outcomeOf(control)]}. ${control.message}`}
                    title={control.message}
                    onClick={() => setOpen(control)}
                  />
                ))}
              </span>
              <span className={classes.counts}>{countsOf(own.map(outcomeOf))}</span>
            </div>
          ))}
        </fieldset>
      </div>
      {open !== null && (
        <Inspector title={titleOf(open.control)} label="Control" onClose={() => setOpen(null)}>
          <section className={classes.standing}>
            <p className={classes.marks}>
              <SeverityMark severity={open.severity} />
              <VerdictMark verdict={open.verdict} />
              <span className="muted small">{objectCounts(open.counts)}</span>
            </p>
            <p>{open.message}</p>
            <p>
              <Link to="/controls/$family/$slug" params={controlParams(open.control)}>
                Show the control
              </Link>
            </p>
          </section>
          {open.evidence.length > 0 && (
            <InspectorSection title="Evidence">
              {open.evidence.map((evidence) => (
                <EvidenceYaml key={JSON.stringify(evidence)} evidence={evidence} snapshotId={snapshotId} />
              ))}
            </InspectorSection>
          )}
        </Inspector>
      )}
    </>
  );
}
