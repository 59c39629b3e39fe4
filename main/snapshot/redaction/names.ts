/** What the name of a variable, flag or field says about its value. */
import { remembering } from '../remembering.ts';

/**
 * True when a value of this name is probably a credential: `DB_PASSWORD`, `apiKey`, `--client-secret`. False for
 * names that only point at one (`TOKEN_FILE`, `secretName`) or describe one (`TOKEN_TTL`).
 */
export function namesCredential(name: string): boolean {
  return judged(name).credential;
}

/** True for names whose value is a digest or revision: long and random, yet no credential. */
export function namesDigest(name: string): boolean {
  return judged(name).digest;
}

/** True for names that hold a path: `*_FILE`, `certificate-authority-path`. */
export function namesFile(name: string): boolean {
  return judged(name).file;
}

interface NameJudgement {
  readonly credential: boolean;
  readonly digest: boolean;
  readonly file: boolean;
}

/** A cluster has few names and repeats them a million times, so each is judged once. */
const judged = remembering(2_000, (name: string): NameJudgement => {
  const words = wordsOf(name);
  return {
    credential: areCredential(words),
    digest: words.some((word) => DIGEST_WORDS.has(word)),
    file: FILE_WORDS.has(words.at(-1) ?? ''),
  };
});

function areCredential(words: readonly string[]): boolean {
  const last = words.at(-1);
  if (last === undefined || POINTS_OR_DESCRIBES.has(last)) return false;
  if (CREDENTIAL_WORDS.has(last) || RUN_TOGETHER.test(last)) return true;
  if (CREDENTIAL_PAIRS.has(words.slice(-2).join(' '))) return true;
  // A version or environment behind the word changes nothing: `PASSWORD_2`, `SECRET_OLD`.
  return words.length > 1 && TRAILERS.test(last) && areCredential(words.slice(0, -1));
}

/** Lower-case words of a name in any convention: `dbPassword`, `DB_PASSWORD` and `db-password` alike. */
export function wordsOf(name: string): string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

const FILE_WORDS: ReadonlySet<string> = new Set([
  'file',
  'files',
  'path',
  'paths',
  'dir',
  'directory',
  'mount',
]);

const POINTS_OR_DESCRIBES: ReadonlySet<string> = new Set([
  ...FILE_WORDS,
  'name',
  'names',
  'ref',
  'refs',
  'reference',
  'id',
  'url',
  'uri',
  'endpoint',
  'host',
  'port',
  'type',
  'kind',
  'ttl',
  'timeout',
  'expiry',
  'expiration',
  'lifetime',
  'age',
  'length',
  'policy',
  'enabled',
  'disabled',
  'namespace',
  'version',
  'algorithm',
  'audience',
  'issuer',
  'header',
  'field',
  'mode',
  'store',
  'provider',
]);

const CREDENTIAL_WORDS: ReadonlySet<string> = new Set([
  'password',
  'passwords',
  'passwd',
  'pwd',
  'pass',
  'passphrase',
  'passcode',
  'pw',
  'secret',
  'secrets',
  'token',
  'tokens',
  'credential',
  'credentials',
  'creds',
  'auth',
  'authorization',
  'apikey',
  'accesskey',
  'secretkey',
  'privatekey',
  'apitoken',
  'authtoken',
  'bearer',
  'cookie',
  'dockerconfigjson',
  'dockercfg',
  'htpasswd',
  'keytab',
  'authkey',
  'licensekey',
  'signingkey',
]);

/** Words written without a break: `pgpassword`, `requirepass`. */
const RUN_TOGETHER =
  /(?:password|passwd|passphrase|passwort|apikey|secretkey)$|^(?:admin|db|ftp|mail|master|mysql|pg|rabbitmq|redis|require|root|smtp|user)pass$|^masterauth$/;

const CREDENTIAL_PAIRS: ReadonlySet<string> = new Set([
  'api key',
  'access key',
  'secret key',
  'private key',
  'signing key',
  'encryption key',
  'auth key',
  'master key',
  'account key',
  'shared key',
  'storage key',
  'license key',
  'hmac key',
  'session key',
  'webhook key',
  'deploy key',
  'ssh key',
  'client key',
  'tls key',
  'root key',
  'unseal key',
  'app key',
  'connection string',
  'key data',
  'secret value',
  'token value',
  'password hash',
  'data key',
  'key base',
  'certificate key',
  'jaas config',
]);

const DIGEST_WORDS: ReadonlySet<string> = new Set([
  'sha',
  'sha1',
  'sha256',
  'sha512',
  'digest',
  'hash',
  'checksum',
  'commit',
  'revision',
  'uid',
  'uuid',
  'etag',
  'fingerprint',
  'version',
  'build',
  'tag',
  'image',
]);

const TRAILERS = /^(?:\d+|old|new|prod|production|staging|dev|test|primary|secondary|backup|base64|b64)$/;
