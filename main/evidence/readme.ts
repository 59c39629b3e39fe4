/** The few words at the top of a bundle, for whoever opens the zip by hand. */
import type { SnapshotManifest } from '../../shared/evidence.ts';
import { LOG_FILE, MANIFEST_FILE } from './layout.ts';

/** Plain text. Names come from a stranger: their control characters are left out, and they are cut. */
export function readmeText(manifest: SnapshotManifest): string {
  const objects = manifest.kinds.reduce((sum, kind) => sum + kind.objects, 0);
  const incomplete = manifest.kinds.filter(({ status }) =>
    ['forbidden', 'failed', 'partial'].includes(status),
  );
  return [
    'Evidence bundle of Drydock',
    '==========================',
    '',
    `Cluster:    ${plain(manifest.clusterName)}`,
    ...(manifest.server === '' ? [] : [`API server: ${plain(manifest.server)}`]),
    ...(manifest.identity.username === '' ? [] : [`Read as:    ${plain(manifest.identity.username)}`]),
    `Collected:  ${plain(manifest.startedAt)} to ${plain(manifest.finishedAt)}`,
    `Holds:      ${objects} objects of ${manifest.kinds.length} kinds (${manifest.completeness})`,
    ...(incomplete.length === 0
      ? []
      : [
          `Missing:    ${incomplete.length} kinds could not be read as a whole; ${MANIFEST_FILE} names each and why`,
        ]),
    '',
    'What is in it',
    '-------------',
    `${MANIFEST_FILE}`,
    '    What was collected, when, as whom, how it ended for each kind, and the SHA-256 of every other file.',
    `${LOG_FILE}`,
    '    Every request that was made, one JSON object on each line. None of them changes anything.',
    'objects/GROUP_VERSION_RESOURCE.ndjson',
    '    The objects of one kind, one JSON object on each line.',
    '',
    'What was left out',
    '-----------------',
    'The contents of Secrets were never asked for: only their names, types and number of keys are here.',
    'Values of environment variables, annotations, config maps, probe commands and headers, volume parameters and',
    'fields that look like credentials were removed before anything was written. In their place stands, for example,',
    '{"$redacted":{"length":24,"looksLike":"password-like-name"}}. Neither a value nor a hash of one is kept.',
    'Command lines, images and addresses are kept; the parts of them that look like credentials are ***.',
    '',
    'How to check it',
    '---------------',
    'Unpack the zip and compare what these commands print with "files" in manifest.json:',
    '',
    `    sha256sum README.txt ${LOG_FILE} objects/*      (Linux)`,
    `    shasum -a 256 README.txt ${LOG_FILE} objects/*  (macOS)`,
    '    Get-FileHash -Algorithm SHA256 -Path *, objects\\*                  (Windows, PowerShell)',
    '',
    'Drydock checks every hash and every line when it opens a bundle, and can show all that is in it.',
    '',
  ].join('\n');
}

const plain = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu, '').slice(0, 200);
