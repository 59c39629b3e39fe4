import type { Authorisation } from '../../../../shared/engagement.ts';
import { date } from '../../../format.ts';
import { AuthorisationForm } from '../../scope/AuthorisationForm.tsx';
import { Step } from '../Step.tsx';
import { stepState } from '../standing.ts';
import type { Live } from '../useLiveCollection.ts';

export function AuthorisationStep({ live: { authorisationsKnown, standing } }: { readonly live: Live }) {
  const { consented, allowed, covering, uncovered } = standing;
  return (
    <Step
      number={4}
      title="Who allowed this?"
      state={stepState(consented, allowed)}
      outcome={allowed && allowedWords(covering)}
      note={
        uncovered.length > 0 &&
        `No authorisation is recorded that covers ${uncovered.join(', ')} now. It is asked before anything is asked of the cluster, and printed in the report.`
      }
    >
      {consented && authorisationsKnown && uncovered.length > 0 && (
        <AuthorisationForm key={uncovered.join('\n')} clusters={uncovered} />
      )}
    </Step>
  );
}

function allowedWords(covering: readonly Authorisation[]): string {
  const by = [...new Set(covering.map(({ grantedBy }) => grantedBy))];
  const until = covering.map(({ validUntil }) => validUntil).toSorted()[0];
  return `Allowed by ${by.join(' and ')}${until === undefined ? '' : ` until ${date(until)}`}`;
}
