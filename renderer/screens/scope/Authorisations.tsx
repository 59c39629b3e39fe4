/** Who allowed the collection of which clusters, and when; corrected without losing what stood there before. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Authorisation, currentAuthorisations } from '../../../shared/engagement.ts';
import { useBegun } from '../../autosave/useFormDraft.ts';
import { orpc } from '../../client/workbench.ts';
import { Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { counted, date, dateTime } from '../../format.ts';
import { AuthorisationForm, authorisationKey } from './AuthorisationForm.tsx';
import classes from './scope.module.css';

export function Authorisations() {
  const authorisations = useQuery(orpc.authorisations.list.queryOptions());
  // An authorisation that was begun and not recorded stands open again after a reload.
  const [asked, setRecording] = useState<boolean | null>(null);
  const begun = useBegun(authorisationKey([]));
  const recording = asked ?? begun;
  const [correcting, setCorrecting] = useState<string | null>(null);
  return (
    <Section title="Authorisations" note="Who allowed the collection of which clusters, and when.">
      {authorisations.isError && <ProblemNote error={authorisations.error} />}
      <ul className={classes.list}>
        {currentAuthorisations(authorisations.data ?? []).map(({ current, earlier }) => (
          <li key={current.id}>
            <Wording of={current} />{' '}
            <Button
              variant="subtle"
              size="compact-xs"
              aria-expanded={correcting === current.id}
              onClick={() => setCorrecting(correcting === current.id ? null : current.id)}
            >
              Correct
            </Button>
            {earlier.length > 0 && (
              <details className={classes.history}>
                <summary>{counted(earlier.length, 'earlier wording')}</summary>
                <ol>
                  {[current, ...earlier].slice(0, -1).map((entry, index) => (
                    <li key={entry.id}>
                      {earlier[index] !== undefined && <Wording of={earlier[index]} />}{' '}
                      <span className="faint">
                        Corrected by {entry.recordedBy}, {dateTime(entry.recordedAt)}:{' '}
                        {entry.correctionReason}
                      </span>
                    </li>
                  ))}
                </ol>
              </details>
            )}
            {correcting === current.id && (
              <AuthorisationForm clusters={[]} corrected={current} onDone={() => setCorrecting(null)} />
            )}
          </li>
        ))}
      </ul>
      {recording ? (
        <AuthorisationForm clusters={[]} onDone={() => setRecording(false)} />
      ) : (
        <div>
          <Button variant="default" onClick={() => setRecording(true)}>
            Record an authorisation
          </Button>
        </div>
      )}
    </Section>
  );
}

function Wording({ of }: { readonly of: Authorisation }) {
  return (
    <>
      <strong>{of.grantedBy}</strong>
      {of.role !== '' && `, ${of.role}`}:{' '}
      {of.clusters.includes('*') ? 'all clusters' : of.clusters.join(', ')}, {date(of.validFrom)} to{' '}
      {date(of.validUntil)}. {of.scope} <span className="faint">{of.reference}</span>
    </>
  );
}
