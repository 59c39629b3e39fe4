/** From kubeconfigs to running collections, in steps from top to bottom; each says how it stands. */
import classes from './collect.module.css';
import { ResumeBand } from './ResumeBand.tsx';
import { AccessStep } from './steps/AccessStep.tsx';
import { AuthorisationStep } from './steps/AuthorisationStep.tsx';
import { ClustersStep } from './steps/ClustersStep.tsx';
import { CollectStep } from './steps/CollectStep.tsx';
import { KubeconfigsStep } from './steps/KubeconfigsStep.tsx';
import { OptionsStep } from './steps/OptionsStep.tsx';
import { SignInStep } from './steps/SignInStep.tsx';
import { useLiveCollection } from './useLiveCollection.ts';

export function LiveCollection() {
  const live = useLiveCollection();
  return (
    <div className={classes.column}>
      {live.draft.resume !== null && <ResumeBand draft={live.draft} contexts={live.contexts} />}
      <KubeconfigsStep live={live} />
      <ClustersStep live={live} />
      <SignInStep live={live} />
      <AuthorisationStep live={live} />
      <OptionsStep live={live} />
      <AccessStep live={live} />
      <CollectStep live={live} />
    </div>
  );
}
