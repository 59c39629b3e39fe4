import { Button } from '@mantine/core';
import { ChooseFile } from '../../files/ChooseFile.tsx';
import { baseName, type ChosenFile } from '../../files/chosen-file.ts';
import classes from './review.module.css';

interface ChooseBundleProps {
  /** A path that an address names; opened only when someone says so. */
  readonly proposed: string;
  readonly file: ChosenFile | null;
  /** It is encrypted, and nothing has opened it yet. */
  readonly locked: boolean;
  readonly onFile: (file: ChosenFile) => void;
  readonly onPath: (path: string) => void;
  readonly onIdentity: (identity: ChosenFile) => void;
}

/** Which bundle, and what opens it. */
export function ChooseBundle(props: ChooseBundleProps) {
  const { proposed, file, locked, onFile, onPath, onIdentity } = props;
  return (
    <div className={classes.choose}>
      {proposed !== '' && file === null && (
        <div className={classes.proposed}>
          <span className="mono">{proposed}</span>
          <Button onClick={() => onPath(proposed)}>Review this bundle</Button>
        </div>
      )}
      <ChooseFile
        purpose="evidence"
        label={file === null ? 'Evidence bundle' : 'Another bundle'}
        description="Type its path, choose it, or drop it anywhere on this window."
        placeholder="/home/you/halcyon-prod.evidence.zip"
        submit="Review"
        onChosen={([chosen]) => chosen !== undefined && onFile(chosen)}
      />
      {locked && file !== null && (
        <section className={classes.identity} aria-label="Identity">
          <p>
            <span className="mono">{baseName(file.name)}</span> is encrypted. Only its identity (the private
            key) can decrypt it; the public key cannot.
          </p>
          <ChooseFile
            purpose="age-identity"
            label="Identity (private age key)"
            description="Choose it or drop it on this window. It is used once and not stored."
            placeholder="/home/you/identity.txt"
            submit="Decrypt the bundle"
            onChosen={([chosen]) => chosen !== undefined && onIdentity(chosen)}
          />
        </section>
      )}
    </div>
  );
}
