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
      title="Authorisation"
      state={stepState(consented, allowed)}
      outcome={allowed && allowedWords(covering)}
      note={
        uncovered.length > 0 &&
        `No recorded authorisation currently covers ${uncovered.join(', ')}. Drydock needs one before it contacts the cluster, and prints it in the report.`
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
  return `Authorised by ${by.join(' and ')}${until === undefined ? '' : ` until ${date(until)}`}`;
}
