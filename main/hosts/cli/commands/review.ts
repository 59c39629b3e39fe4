/** `drydock review`: what a bundle holds, for its owner, before it is handed over. */
import { Command, Option } from 'commander';
import { commandsThat } from '../../../../shared/command-class.ts';
import { CREDENTIAL_CLASSES } from '../../../../shared/evidence.ts';
import { count, number } from '../../../../shared/in-words.ts';
import { LOOKS_LIKE_WORDS } from '../../../../shared/looks-like.ts';
import { jsonText } from '../json.ts';
import { plain } from '../plain.ts';
import { size } from '../progress/words.ts';
import { type ReviewResult, reviewFile } from '../work/review.ts';
import { incompleteKinds } from '../work/scan.ts';

interface ReviewOptions {
  readonly identity?: string;
  readonly format: 'text' | 'json';
}

export function reviewCommand(): Command {
  return new Command('review')
    .description('Show what an evidence bundle contains before you hand it over. Nothing is stored or sent')
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
  const held = kinds.filter((kind) => kind.objects > 0);
  const objects = held.reduce((sum, kind) => sum + kind.objects, 0);
  const lines = [
    `${fileName} (${size(fileBytes)}, ${encrypted ? 'encrypted' : 'not encrypted'})`,
    `Cluster    ${clusterName}, ${server}`,
    `Read as    ${identity.username || 'an account that the server did not name'}`,
    `When       ${startedAt} to ${finishedAt}`,
    `By         ${tool.name} ${tool.version}, in ${count(requests.total, 'request')}; collection-log.ndjson lists each`,
    `Contains   ${count(objects, 'object')} of ${count(held.length, 'kind')}, ${completeness}`,
    `Evidence   ${manifest.evidenceSha256} (SHA-256 of its content, independent of packing)`,
    ...incompleteKinds(manifest).map((line) => `Missing    ${line}`),
    ...manifest.notes.map((line) => `Note       ${line}`),
    '',
    'Values removed before anything was written, and what they looked like. For a command, Drydock keeps what it does if it',
    'gives a remote party a shell, or runs what it downloads or decodes:',
    ...(removed.length === 0
      ? ['  none']
      : byPlace(removed).map(([place, rows]) => `  ${place}: ${rows.map(looked).join(', ')}`)),
    '',
    'Values kept in places where people sometimes write secrets. Parts that look like credentials are ***:',
    ...(kept.length === 0
      ? ['  none']
      : kept.map((row) => `  ${number(row.count).padStart(7)}  ${row.place}`)),
    '',
    'Files inside:',
    ...files.map(
      ({ path, bytes, lines: rows }) =>
        `  ${size(bytes).padStart(8)}  ${path}${rows === null ? '' : `, ${number(rows)} lines`}`,
    ),
  ];
  return lines.map((line) => `${plain(line)}\n`).join('');
}

type Removed = ReviewResult['removed'][number];

/** Credentials and commands that were classed first, then what there is most of; so within a place too. */
function byPlace(removed: readonly Removed[]): [place: string, rows: readonly Removed[]][] {
  const rank = ({ looksLike, does }: Removed) =>
    CREDENTIAL_CLASSES.has(looksLike) || does !== undefined ? 0 : 1;
  const sorted = removed.toSorted((a, b) => rank(a) - rank(b) || b.count - a.count);
  return [...Map.groupBy(sorted, ({ place }) => place)];
}

function looked({ looksLike, does, count: many }: Removed): string {
  if (does !== undefined) return commandsThat(does, many);
  const [one, several] = LOOKS_LIKE_WORDS[looksLike];
  return count(many, one, several);
}
