/** One verdict in the inspector: what was seen, where in the object, and how its risk can be accepted. */
import type { Verdict } from '../../../shared/verdict.ts';
import { EvidenceYaml } from '../../components/EvidenceYaml.tsx';
import { InspectorSection } from '../../components/Inspector.tsx';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { UNKNOWN_REASON_WORDS, VerdictMark } from '../../components/VerdictMark.tsx';
import { AcceptRisk } from '../exceptions/AcceptRisk.tsx';
import { ExceptionMarkNote } from '../exceptions/ExceptionMarkNote.tsx';
import classes from './controls.module.css';
import { subjectInWords } from './verdict-name.ts';

export function VerdictInspection({
  verdict,
  snapshotId,
  clusterId,
}: {
  readonly verdict: Verdict;
  readonly snapshotId: string;
  readonly clusterId: string;
}) {
  const { object, path, subject, control } = verdict;
  return (
    <>
      <section className={classes.standing}>
        <p className={classes.marks}>
          <VerdictMark verdict={verdict.verdict} />
          <SeverityMark severity={verdict.severity} />
        </p>
        <p>{verdict.message}</p>
        {verdict.reason !== undefined && (
          <p className="muted">Unknown because {UNKNOWN_REASON_WORDS[verdict.reason]}.</p>
        )}
        {subject !== undefined && (
          <p className="muted">
            {subject.kind} <span className="mono">{subjectInWords(subject)}</span>
          </p>
        )}
      </section>
      <ExceptionMarkNote verdict={verdict} />
      {object !== null && (
        <InspectorSection title="Evidence">
          <EvidenceYaml
            evidence={{ object, ...(path === undefined ? {} : { path }) }}
            snapshotId={snapshotId}
          />
        </InspectorSection>
      )}
      {verdict.verdict === 'fail' && (
        <AcceptRisk control={control} clusterId={clusterId} object={object} subject={subject} />
      )}
    </>
  );
}
