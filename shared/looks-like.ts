/** What a removed value looked like, in words. */
import type { LooksLike } from './evidence.ts';

/** “address with credentials”, “addresses with credentials”: for one value and for several. */
export const LOOKS_LIKE_WORDS: Readonly<Record<LooksLike, readonly [one: string, many: string]>> = {
  empty: ['empty', 'empty'],
  plain: ['plain text', 'plain texts'],
  'boolean-or-number': ['yes, no or number', 'yes, no or number'],
  'file-path': ['file path', 'file paths'],
  url: ['address', 'addresses'],
  'url-with-credentials': ['address with credentials', 'addresses with credentials'],
  'private-key': ['private key', 'private keys'],
  certificate: ['certificate', 'certificates'],
  jwt: ['signed token (JWT)', 'signed tokens (JWT)'],
  'aws-key': ['AWS key', 'AWS keys'],
  'gcp-key': ['Google Cloud key', 'Google Cloud keys'],
  'azure-key': ['Azure key', 'Azure keys'],
  'password-like-name': ['named like a password', 'named like passwords'],
  'high-entropy': ['random, like a key', 'random, like keys'],
};
