/** The options of every command that reads evidence, and what they mean. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { EXIT } from './exit.ts';
import { readPassphrase } from './passphrase.ts';
import { type AskedVersion, kubeVersion } from './work/scan.ts';

export interface EvidenceChoices {
  readonly from: string[];
  readonly identity?: string;
  readonly snapshot?: string;
  readonly passphraseFile?: string;
}

export type { AskedVersion };

/** Adds --from, --identity, --snapshot and --passphrase-file. */
export function withEvidenceOptions(command: Command): Command {
  return command
    .requiredOption(
      '--from <file...>',
      'evidence bundles, dumps (kubectl get, cluster-info dump, must-gather), manifests or directories of them, engagement files, or - for standard input',
    )
    .option('--identity <file>', 'age identity that opens encrypted bundles')
    .option('--snapshot <id>', 'snapshot of the engagement; the newest of each cluster by default')
    .option('--passphrase-file <file>', 'file whose first line is the passphrase of the engagement');
}

/** What the options say, as commands of the workbench take it. Ends the command with 2 when nobody can be asked for a passphrase. */
export function evidenceRequest(
  { from, identity, snapshot, passphraseFile }: EvidenceChoices,
  command: Command,
) {
  return {
    from,
    ...(identity === undefined ? {} : { identity }),
    ...(snapshot === undefined ? {} : { snapshot }),
    passphrase: async (engagement: string): Promise<string> => {
      const passphrase = await readPassphrase(engagement, {
        environment: process.env,
        ...(passphraseFile === undefined ? {} : { file: passphraseFile }),
      });
      return (
        passphrase ??
        command.error(
          'error: no terminal is available to ask for the passphrase: use --passphrase-file or the variable DRYDOCK_PASSPHRASE',
          { exitCode: EXIT.usage },
        )
      );
    },
  };
}

/** `--kube-version v1.37`; anything else is wrong usage. */
export function kubeVersionOption(description = 'judge for this Kubernetes version, such as v1.37'): Option {
  return new Option('--kube-version <version>', description).argParser((text: string): AskedVersion => {
    const version = kubeVersion(text);
    if (version === null) throw new InvalidArgumentError('It is not a version such as v1.37.');
    return version;
  });
}
