import { AccessChecks } from '../AccessChecks.tsx';
import { checkAccess } from '../check-access.ts';
import { Step } from '../Step.tsx';
import { stepState } from '../standing.ts';
import { type Live, requestOf } from '../useLiveCollection.ts';

export function AccessStep({ live }: { readonly live: Live }) {
  const { chosen, typedNames, allowed, checked, lacking } = live.standing;
  const check = (contexts: readonly string[]) => {
    for (const context of contexts) {
      const clusterName = (typedNames.get(context) ?? '').trim();
      void checkAccess({ ...requestOf(live), context, clusterName });
    }
  };
  return (
    <Step
      number={6}
      title="Access"
      state={stepState(allowed, checked)}
      outcome={checked && (lacking ? 'Some kinds cannot be read' : 'Everything can be read')}
      note={
        !checked &&
        'Checks what this account may list in each cluster before the collection. It shows which controls would be unknown.'
      }
    >
      <AccessChecks draft={live.draft} chosen={chosen} onCheck={check} />
    </Step>
  );
}
