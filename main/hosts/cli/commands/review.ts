/** `drydock review`: what a bundle holds, for its owner, before it is handed over. */
import { Command, Option } from 'commander';
import { type ReviewResult, reviewFile } from '../../../workbench/commands/review.ts';
import { jsonText } from '../json.ts';
import { plain } from '../plain.ts';
import { count, size } from '../progress/words.ts';

interface ReviewOptions {
  readonly identity?: string;
  readonly format: 'text' | 'json';
}

export function reviewCommand(): Command {
  return new Command('review')
    .description('Show what an evidence bundle holds, before it is handed over. Nothing is stored or sent')
    .argument('<bundle>', 'the evidence bundle')
    .option('--identity <file>', 'age identity that opens an encrypted bundle')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(async (file: string, { identity, format }: ReviewOptions) => {
      const result = await reviewFile({
        file,
        ...(identity === undefined ? {} : { identity }),
        onLabel: (label) => process.stderr.write(`${plain(label)}\n`),
      });
      process.stdout.write(format === 'json' ? jsonText(result) : asText(result));
    });
}

function asText({ fileName, fileBytes, encrypted, manifest, files, removed, kept }: ReviewResult): string {
  const { clusterName, server, identity, startedAt, finishedAt, completeness, kinds, requests, tool } =
    manifest;
  const objects = kinds.reduce((sum, kind) => sum + kind.objects, 0);
  const lines = [
    `${fileName} (${size(fileBytes)}, ${encrypted ? 'encrypted' : 'not encrypted'})`,
    `Cluster    ${clusterName}, ${server}`,
    `Read as    ${identity.username || 'an account that the server did not name'}`,
    `When       ${startedAt} to ${finishedAt}`,
    `By         ${tool.name} ${tool.version}, ${count(requests.total)} requests`,
    `Holds      ${count(objects)} objects of ${count(kinds.length)} kinds, ${completeness}`,
    `Evidence   ${manifest.evidenceSha256}`,
    '',
    'Values that were removed before anything was written:',
    ...(removed.length === 0
      ? ['  none']
      : removed.map(
          (row) => `  ${count(row.count).padStart(7)}  ${row.place}: looked like ${row.looksLike}`,
        )),
    'Values that were kept in places where people sometimes write secrets:',
    ...(kept.length === 0
      ? ['  none']
      : kept.map((row) => `  ${count(row.count).padStart(7)}  ${row.place}`)),
    '',
    'Files inside:',
    ...files.map(
      ({ path, bytes, lines: rows }) =>
        `  ${size(bytes).padStart(8)}  ${path}${rows === null ? '' : `, ${count(rows)} lines`}`,
    ),
  ];
  return lines.map((line) => `${plain(line)}\n`).join('');
}
