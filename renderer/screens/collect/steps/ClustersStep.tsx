import type { KubeconfigContext } from '../../../../shared/kubeconfig.ts';
import { useSelection } from '../../../shell/selection.ts';
import { ContextTable } from '../ContextTable.tsx';
import { dropContext, nameContext } from '../draft.ts';
import { useFileOfContext } from '../file-of-context.ts';
import { defaultName } from '../names.ts';
import { Step } from '../Step.tsx';
import { stepState } from '../standing.ts';
import type { Live } from '../useLiveCollection.ts';

export function ClustersStep({ live: { draft, files, contexts, standing } }: { readonly live: Live }) {
  const { snapshots } = useSelection();
  const fileOf = useFileOfContext(files);
  const { chosen, typedNames, clusterNames, named } = standing;
  const toggle = (context: KubeconfigContext) => {
    if (typedNames.has(context.name)) dropContext(context.name);
    else nameContext(context.name, defaultName(context, typedNames, snapshots));
  };
  return (
    <Step
      number={2}
      title="Clusters"
      state={stepState(contexts.length > 0, named)}
      outcome={chosen.length > 0 && clusterNames.join(', ')}
      note="A context combines a server with the account that signs in. Choose the contexts to collect from; several run in parallel."
    >
      <ContextTable
        contexts={contexts}
        names={typedNames}
        snapshots={snapshots}
        fileOf={draft.files.length > 1 ? fileOf : null}
        onToggle={toggle}
      />
    </Step>
  );
}
