/** The few words at the top of a bundle, for whoever opens the zip by hand. */
import { isMissing, kindName, type SnapshotManifest } from '../../shared/evidence.ts';
import { count } from '../../shared/in-words.ts';
import { LOG_FILE, MANIFEST_FILE } from './layout.ts';

/** Plain text. Names come from a stranger: their control characters are left out, and they are cut. */
export function readmeText(manifest: SnapshotManifest): string {
  const objects = manifest.kinds.reduce((sum, kind) => sum + kind.objects, 0);
  const held = manifest.kinds.filter((kind) => kind.objects > 0);
  const missing = manifest.kinds.filter(isMissing);
  return [
    'Evidence bundle of Drydock',
    '==========================',
    '',
    `Cluster:    ${plain(manifest.clusterName)}`,
    ...(manifest.server === '' ? [] : [`API server: ${plain(manifest.server)}`]),
    ...(manifest.identity.username === '' ? [] : [`Read as:    ${plain(manifest.identity.username)}`]),
    `Collected:  ${plain(manifest.startedAt)} to ${plain(manifest.finishedAt)}`,
    `Contains:   ${count(objects, 'object')} of ${count(held.length, 'kind')} (${manifest.completeness})`,
    ...(missing.length === 0
      ? []
      : [
          `Missing:    ${count(missing.length, 'kind')}, fully or partly; ${MANIFEST_FILE} gives the reason for each`,
        ]),
    ...missing.slice(0, NAMED).map(({ resource }) => `              ${plain(kindName(resource))}`),
    ...(missing.length > NAMED ? [`              and ${missing.length - NAMED} more`] : []),
    '',
    'Contents',
    '--------',
    MANIFEST_FILE,
    '    What was collected, when, as whom, how it ended for each kind, and the SHA-256 of every other file.',
    LOG_FILE,
    '    Every request, one JSON object on each line: GET, and POST to the two reviews in which Kubernetes tells an account',
    '    what it may do. None of them changes anything. Compare it with the audit log of the API server.',
    'objects/GROUP_VERSION_RESOURCE.ndjson',
    '    The objects of one kind, one JSON object on each line. Any text editor shows them.',
    '',
    'What was left out',
    '-----------------',
    'The contents of Secrets were never requested: only their names, types and number of keys are included.',
    'Values of environment variables, annotations, ConfigMaps, probe commands and headers, volume parameters and',
    'fields that look like credentials were removed before anything was written. They are replaced by, for example,',
    '{"$redacted":{"length":24,"looksLike":"password-like-name"}}. Neither a value nor a hash of one is stored.',
    'A removed command or script that gives a remote party a shell, or runs what it downloads, is marked as such.',
    'A fixed list of annotations and cluster settings, such as the one that names the network plugin, keeps its values.',
    'So do command lines, images and addresses, in which anything that looks like a credential is replaced by ***.',
    'Review them before you hand this over: drydock review FILE counts removed values and shows where values were kept.',
    '',
    'How to check it',
    '---------------',
    'Unpack the zip and compare the output of these commands with "files" in manifest.json:',
    '',
    `    sha256sum README.txt ${LOG_FILE} objects/*      (Linux)`,
    `    shasum -a 256 README.txt ${LOG_FILE} objects/*  (macOS)`,
    '    Get-FileHash -Algorithm SHA256 -Path *, objects\\*                  (Windows, PowerShell)',
    '',
    'Drydock checks every hash and every line when it opens a bundle, and can show its whole content.',
    '',
  ].join('\n');
}

/** As many kinds as are named; the manifest names all. */
const NAMED = 12;

const plain = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu, '').slice(0, 200);
