import { Options, optionWords } from '../Options.tsx';
import { Step } from '../Step.tsx';
import { stepState } from '../standing.ts';
import type { Live } from '../useLiveCollection.ts';

/** Nothing has to be chosen here. */
export function OptionsStep({ live: { draft, standing } }: { readonly live: Live }) {
  return (
    <Step
      number={5}
      title="Options"
      state={stepState(standing.allowed, true)}
      outcome={standing.allowed && optionWords(draft)}
    >
      <Options draft={draft} />
    </Step>
  );
}
