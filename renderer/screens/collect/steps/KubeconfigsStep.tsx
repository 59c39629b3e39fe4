import { count } from '../../../../shared/in-words.ts';
import { Caution } from '../../../components/Caution.tsx';
import { ProblemNote } from '../../../components/Problem.tsx';
import { KubeconfigFiles } from '../KubeconfigFiles.tsx';
import { Step } from '../Step.tsx';
import { stepState } from '../standing.ts';
import type { Live } from '../useLiveCollection.ts';

export function KubeconfigsStep({ live }: { readonly live: Live }) {
  const { draft, files, contexts, warnings, isEmpty, readError } = live;
  const isRead = contexts.length > 0;
  return (
    <Step
      number={1}
      title="Kubeconfigs"
      state={stepState(true, isRead)}
      outcome={isRead && `${count(contexts.length, 'context')} in ${count(files.length, 'file')}`}
    >
      <KubeconfigFiles files={draft.files} typedPath={draft.typedPath} />
      {/* What is wrong with one file alone stands in its own line. */}
      {readError !== null && files.length > 1 && <ProblemNote error={readError} />}
      {warnings.map((warning) => (
        <Caution key={warning} tone="caution">
          {warning}
        </Caution>
      ))}
      {isEmpty && <p className="muted">The kubeconfig contains no context.</p>}
    </Step>
  );
}
