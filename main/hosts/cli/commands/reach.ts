/** `drydock reach`: allowed connections in evidence, without an engagement. */
import { once } from 'node:events';
import { Command, Option } from 'commander';
import { type EvidenceChoices, evidenceRequest, withEvidenceOptions } from '../evidence-options.ts';
import { EXIT } from '../exit.ts';
import { reportIncomplete } from '../incomplete.ts';
import { jsonText } from '../json.ts';
import { plain } from '../plain.ts';
import { inDocument, type ReachResult, reachEvidence } from '../work/reach.ts';

interface ReachCommandOptions extends EvidenceChoices {
  readonly src?: string;
  readonly dst?: string;
  readonly format: 'text' | 'json';
}

export function reachCommand(): Command {
  return withEvidenceOptions(new Command('reach'))
    .description('List the connections that network policies and exposure allow')
    .option('--src <peer>', 'only from this workload (name, namespace/name, namespace/name[Kind]) or address')
    .option('--dst <peer>', 'only to this workload or address')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(async (options: ReachCommandOptions, command: Command) => {
      const { src, dst } = options;
      const result = await reachEvidence({
        ...evidenceRequest(options, command),
        ...(src === undefined ? {} : { src }),
        ...(dst === undefined ? {} : { dst }),
      });
      if (result.nobody !== null)
        command.error(`error: no workload or address is called ${plain(result.nobody)}`, {
          exitCode: EXIT.usage,
        });
      await write(options.format === 'json' ? asJson(result) : asText(result));
      process.exitCode = reportIncomplete(result.incomplete(), result.notes);
    });
}

function* asText({ connections }: ReachResult): Generator<string> {
  for (const { src, dst, connections: what, srcSource, dstSource } of connections)
    yield `${plain(`${src}${inDocument(srcSource)} => ${dst}${inDocument(dstSource)} : ${what}`)}\n`;
}

/** A list in JSON, an entry at a time. */
function* asJson({ connections }: ReachResult): Generator<string> {
  let before = '[\n';
  for (const entry of connections) {
    yield before + jsonText(entry).trimEnd();
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** Writes in pieces of some size and waits for a slow reader. */
async function write(texts: Iterable<string>): Promise<void> {
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE) continue;
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
    piece = '';
  }
  process.stdout.write(piece);
}

const PIECE = 1 << 16;
