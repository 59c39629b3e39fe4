/** Certificates and keys as a kubeconfig holds them. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { DrydockError } from '../../shared/errors.ts';
import { readNamedFile } from './named-file.ts';
import type { FileOrData } from './parse.ts';

/** The roots of a whole operating system are about 150. */
const MAX_CERTIFICATES = 1000;
const MAX_KEY_CHARACTERS = 64 * 1024;

/** The text of a field or of the file that it names; null when there is neither. @throws DrydockError FILE_NOT_READABLE */
export async function pemText(source: FileOrData | null, what: string): Promise<string | null> {
  if (source === null) return null;
  if ('data' in source) return Buffer.from(source.data, 'base64').toString('latin1');
  return (await readNamedFile(source, what)).toString('latin1');
}

/**
 * The certificates in a text and nothing else of it.
 * @throws DrydockError KUBECONFIG_INVALID when there is none, or one that cannot be read
 */
export function certificatesIn(text: string, what: string): string {
  const blocks = blocksOf(text);
  if (blocks.length === 0) throw invalid(`its ${what} contains no certificate`);
  if (blocks.length > MAX_CERTIFICATES)
    throw invalid(`its ${what} contains more than ${MAX_CERTIFICATES} certificates`);
  for (const block of blocks) certificate(block, what);
  return blocks.join('\n');
}

/** A certificate and the key that belongs to it. @throws DrydockError KUBECONFIG_INVALID */
export function keyPair(certText: string, keyText: string, whose: string): { cert: string; key: string } {
  const cert = certificatesIn(certText, `${whose} certificate`);
  if (keyText.length > MAX_KEY_CHARACTERS) throw invalid(`its ${whose} key is too large to be valid`);
  let key: KeyObject;
  try {
    key = createPrivateKey(keyText);
  } catch {
    throw invalid(
      keyText.includes('ENCRYPTED')
        ? `its ${whose} key is protected with a passphrase, which kubectl does not support either`
        : `its ${whose} key cannot be read`,
    );
  }
  const [first = ''] = blocksOf(cert);
  if (!certificate(first, `${whose} certificate`).checkPrivateKey(key)) {
    throw invalid(`its ${whose} key does not match its certificate`);
  }
  return { cert, key: keyText };
}

function certificate(block: string, what: string): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch {
    throw invalid(`a certificate in its ${what} cannot be read`);
  }
}

/** One pass over the text: an expression that looks for pairs would take hours on a file of beginnings. */
function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  let start = -1;
  let offset = 0;
  for (const line of text.split('\n')) {
    const mark = /^-----(BEGIN|END) (?:TRUSTED )?CERTIFICATE-----\s*$/.exec(line)?.[1];
    if (mark === 'BEGIN') start = offset;
    offset += line.length + 1;
    if (mark === 'END' && start >= 0) {
      blocks.push(text.slice(start, offset - 1).trimEnd());
      start = -1;
      if (blocks.length > MAX_CERTIFICATES) return blocks;
    }
  }
  return blocks;
}

function invalid(reason: string): DrydockError {
  return new DrydockError('KUBECONFIG_INVALID', { reason });
}
