/** One bar for each family, one cell for each control: fail, unknown (hatched), pass, not applicable. */
import { useState } from 'react';
import type { ControlSummary, VerdictState } from '../../../shared/verdict.ts';
import { EvidenceYaml } from '../../components/EvidenceYaml.tsx';
import { Inspector, InspectorSection } from '../../components/Inspector.tsx';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { VERDICT_WORDS, VerdictMark } from '../../components/VerdictMark.tsx';
import { useOneTabStop } from '../../keyboard/useOneTabStop.ts';
import { DOMAIN_WORDS } from '../findings/words.ts';
import classes from './VerdictStrip.module.css';

const ORDER: readonly VerdictState[] = ['fail', 'unknown', 'pass', 'not-applicable'];

export function VerdictStrip({
  controls,
  snapshotId,
}: {
  readonly controls: readonly ControlSummary[];
  readonly snapshotId: string;
}) {
  const [open, setOpen] = useState<ControlSummary | null>(null);
  const families = [...Map.groupBy(controls, (control) => control.family)].map(
    ([family, own]) =>
      [family, own.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))] as const,
  );
  const lengths = families.map(([, own]) => own.length);
  const widest = Math.max(1, ...lengths);
  const stop = useOneTabStop(lengths);
  return (
    <>
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
                  data-verdict={control.verdict}
                  aria-label={`${control.control}: ${VERDICT_WORDS[control.verdict]}. ${control.message}`}
                  title={control.message}
                  onClick={() => setOpen(control)}
                />
              ))}
            </span>
            <span className={classes.counts}>{countsOf(own)}</span>
          </div>
        ))}
      </fieldset>
      {open !== null && (
        <Inspector title={open.message} label="Control" onClose={() => setOpen(null)}>
          <InspectorSection title={open.control}>
            <p>
              <VerdictMark verdict={open.verdict} />
            </p>
            <p>
              <SeverityMark severity={open.severity} />
            </p>
            <p className="muted">
              {open.counts.fail} fail, {open.counts.unknown} unknown, {open.counts.pass} pass,{' '}
              {open.counts.notApplicable} not applicable
            </p>
          </InspectorSection>
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

function countsOf(own: readonly ControlSummary[]): string {
  return ORDER.map(
    (verdict) => [own.filter((control) => control.verdict === verdict).length, verdict] as const,
  )
    .filter(([amount]) => amount > 0)
    .map(([amount, verdict]) => `${amount} ${VERDICT_WORDS[verdict].toLowerCase()}`)
    .join(', ');
}
