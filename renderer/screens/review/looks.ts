import type { LooksLike } from '../../../shared/evidence.ts';

/** What a removed value looked like, for “12 …”. */
export const LOOKS_WORDS: Record<LooksLike, string> = {
  empty: 'empty',
  plain: 'plain text',
  'boolean-or-number': 'yes, no or a number',
  'file-path': 'a file’s path',
  url: 'an address',
  'url-with-credentials': 'an address with credentials',
  'private-key': 'a private key',
  certificate: 'a certificate',
  jwt: 'a signed token (JWT)',
  'aws-key': 'an AWS key',
  'gcp-key': 'a Google Cloud key',
  'azure-key': 'an Azure key',
  'password-like-name': 'named like a password',
  'high-entropy': 'random, like a key',
};
