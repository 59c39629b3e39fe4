import { collectDraft } from '../draft.ts';
import { SignInProgram } from '../SignInProgram.tsx';
import { Step } from '../Step.tsx';
import { stepState } from '../standing.ts';
import type { Live } from '../useLiveCollection.ts';

export function SignInStep({ live: { programs, standing } }: { readonly live: Live }) {
  const { named, consented } = standing;
  const outcome = programs.length === 0 ? 'None. Signing in runs no program.' : consented && 'Allowed';
  return (
    <Step
      number={3}
      title="Sign-in programs"
      state={stepState(named, consented)}
      outcome={named && outcome}
      note={
        programs.length > 0 &&
        'To sign in, these programs run on the same computer as Drydock, with your permissions. They can read your files and contact their cloud provider. Read the whole command before you allow it.'
      }
    >
      {programs.map(({ program, contexts, consent }) => (
        <SignInProgram
          key={program.fingerprint}
          program={program}
          contexts={contexts}
          consent={consent}
          onConsent={(given) => consentTo(program.fingerprint, given)}
        />
      ))}
    </Step>
  );
}

function consentTo(fingerprint: string, given: boolean): void {
  collectDraft.change((draft) => {
    const consents = new Set(draft.consents);
    if (given) consents.add(fingerprint);
    else consents.delete(fingerprint);
    return { ...draft, consents };
  });
}
