/** One bar for each family, one cell for each control, by what it came to. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answeredByProvider } from '../../../shared/provider-duties.ts';
import type { ResponsibilityRow } from '../../../shared/size.ts';
import type { ControlSummary, VerdictState } from '../../../shared/verdict.ts';
import { orpc } from '../../client/workbench.ts';
import { EvidenceYaml } from '../../components/EvidenceYaml.tsx';
import { Inspector, InspectorSection } from '../../components/Inspector.tsx';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { VERDICT_WORDS, VerdictMark } from '../../components/VerdictMark.tsx';
import { useOneTabStop } from '../../keyboard/useOneTabStop.ts';
import { controlParams } from '../controls/address.ts';
import { DOMAIN_WORDS } from '../findings/words.ts';
import classes from './VerdictStrip.module.css';

/** A verdict, or that the provider answers by contract for what the cluster cannot show. */
type Outcome = VerdictState | 'provider';
const ORDER: readonly Outcome[] = ['fail', 'unknown', 'pass', 'not-applicable', 'provider'];
const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  ...VERDICT_WORDS,
  provider: 'Provider responsibility',
};

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
  const answered = answeredByProvider({ controls, responsibility });
  const outcomeOf = ({ control, verdict }: ControlSummary): Outcome =>
    answered.has(control) ? 'provider' : verdict;
  const families = [...Map.groupBy(controls, (control) => control.family)].map(
    ([family, own]) =>
      [family, own.toSorted((a, b) => ORDER.indexOf(outcomeOf(a)) - ORDER.indexOf(outcomeOf(b)))] as const,
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

/** “2 fail, 47 pass”: outcomes without a control are left out. */
function countsOf(outcomes: readonly Outcome[]): string {
  const times = Map.groupBy(outcomes, (outcome) => outcome);
  return inOrder((outcome) => times.get(outcome)?.length ?? 0);
}

const objectCounts = ({ fail, unknown, pass, notApplicable }: ControlSummary['counts']): string => {
  const counts = { fail, unknown, pass, 'not-applicable': notApplicable, provider: 0 };
  return inOrder((outcome) => counts[outcome]);
};

const inOrder = (numberOf: (outcome: Outcome) => number): string =>
  ORDER.filter((outcome) => numberOf(outcome) > 0)
    .map((outcome) => `${numberOf(outcome)} ${OUTCOME_WORDS[outcome].toLowerCase()}`)
    .join(', ');
