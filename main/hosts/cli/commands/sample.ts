/** `drydock sample`: the sample cluster as manifests and as evidence, and served for practice. */
import { Command, Option } from 'commander';
import { writeSampleFiles } from '../work/sample.ts';

export function sampleCommand(): Command {
  return new Command('sample')
    .description('Write the sample cluster as manifests and as an evidence bundle')
    .requiredOption('--out <directory>', 'folder to write to; created if missing')
    .addOption(
      new Option('--variant <variant>', 'the first visit or the one two weeks later')
        .choices(['first', 'later'])
        .default('first'),
    )
    .option('--serve', 'also serve its API on 127.0.0.1 and write a kubeconfig, until Ctrl+C')
    .action(async (options: { out: string; variant: 'first' | 'later'; serve?: true }) => {
      const written = await writeSampleFiles({ ...options, serve: options.serve === true });
      process.stdout.write(`${written.manifests}\n${written.bundle}\n`);
      if (written.server === null) return;
      process.stdout.write(`${written.kubeconfig}\nServing ${written.server.url}. Press Ctrl+C to stop.\n`);
      await new Promise<void>((resolve) => {
        process.once('SIGINT', resolve);
        process.once('SIGTERM', resolve);
      });
      await written.server.close();
    });
}
