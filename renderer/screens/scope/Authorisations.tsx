/** Who allowed the collection of which clusters, and when; corrected without losing what stood there before. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Authorisation, currentAuthorisations } from '../../../shared/engagement.ts';
import { count } from '../../../shared/in-words.ts';
import { useBegun } from '../../autosave/useFormDraft.ts';
import { orpc } from '../../client/workbench.ts';
import { Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { date, dateTime } from '../../format.ts';
import { AuthorisationForm, authorisationKey } from './AuthorisationForm.tsx';
import classes from './scope.module.css';

export function Authorisations() {
  const authorisations = useQuery(orpc.authorisations.list.queryOptions());
  // An authorisation that was begun and not recorded stands open again after a reload.
  const [asked, setRecording] = useState<boolean | null>(null);
  const begun = useBegun(authorisationKey([]));
  const recording = asked ?? begun;
  return (
    <Section title="Authorisations" note="Who authorised the collection of which clusters, and when.">
      {authorisations.isError && <ProblemNote error={authorisations.error} />}
      <ul className={classes.list}>
        {currentAuthorisations(authorisations.data ?? []).map(({ current, earlier }) => (
          <Entry key={firstWording(current, earlier).id} current={current} earlier={earlier} />
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

function Entry({
  current,
  earlier,
}: {
  readonly current: Authorisation;
  readonly earlier: readonly Authorisation[];
}) {
  const first = firstWording(current, earlier);
  // A correction that was begun stands open again after a reload, whoever corrected the entry meanwhile.
  const [asked, setCorrecting] = useState<boolean | null>(null);
  const begun = useBegun(authorisationKey([], first));
  const correcting = asked ?? begun;
  return (
    <li>
      <Wording of={current} />{' '}
      <Button
        variant="subtle"
        size="compact-xs"
        aria-expanded={correcting}
        onClick={() => setCorrecting(!correcting)}
      >
        Correct
      </Button>
      {earlier.length > 0 && (
        <details className={classes.history}>
          <summary>{count(earlier.length, 'earlier wording')}</summary>
          <ol>
            {[current, ...earlier].slice(0, -1).map((entry, index) => (
              <li key={entry.id}>
                {earlier[index] !== undefined && <Wording of={earlier[index]} />}{' '}
                <span className="faint">
                  Corrected by {entry.recordedBy}, {dateTime(entry.recordedAt)}: {entry.correctionReason}
                </span>
              </li>
            ))}
          </ol>
        </details>
      )}
      {correcting && (
        <AuthorisationForm clusters={[]} corrected={{ current, first }} onDone={() => setCorrecting(false)} />
      )}
    </li>
  );
}

/** What stays the same of an entry, however often it is corrected. */
const firstWording = (current: Authorisation, earlier: readonly Authorisation[]): Authorisation =>
  earlier.at(-1) ?? current;

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
