/** What the name of a variable, flag or field says about its value. */
import { remembering } from '../remembering.ts';
import { FOREIGN_WORDS, isForeignCredential } from './foreign-words.ts';

/**
 * True when a value of this name is probably a credential: `DB_PASSWORD`, `apiKey`, `--client-secret`. False for
 * names that only point at one (`TOKEN_FILE`, `secretName`) or describe one (`TOKEN_TTL`).
 */
export function namesCredential(name: string): boolean {
  return judged(name).credential;
}

/**
 * The same for text whose credentials are masked, where too much is better than too little: also short words that often
 * mean something else (`key`, `conn`, `sig`). Never used to raise a finding about a value that was removed.
 */
export function mayNameCredential(name: string): boolean {
  return judged(name).possible;
}

/** True for names whose every value is a password, whatever it looks like: a number, a path, one letter. */
export function namesPassword(name: string): boolean {
  return judged(name).password;
}

/**
 * True for a word that stands before its value without any mark between: `requirepass X`, `set auth/password X`. Not
 * for `token` or `secret` alone, which are subcommands and prose.
 */
export function namesByPosition(name: string): boolean {
  return judged(name).positional;
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
  readonly possible: boolean;
  readonly password: boolean;
  readonly positional: boolean;
  readonly digest: boolean;
  readonly file: boolean;
}

/** A cluster has few names and repeats them a million times, so each is judged once. */
const judged = remembering(2_000, (name: string): NameJudgement => {
  // Every shell sets these two, to its folders.
  const words = name === 'PWD' || name === 'OLDPWD' ? [] : wordsOf(name);
  const credential = areCredential(words);
  const password = credential && isPasswordWord(words);
  return {
    credential,
    possible: credential || arePossiblyCredential(words),
    password,
    positional: credential && (password || words.length > 1),
    digest: words.some((word) => DIGEST_WORDS.has(word)),
    file: FILE_WORDS.has(words.at(-1) ?? ''),
  };
});

function areCredential(words: readonly string[]): boolean {
  const last = words.at(-1);
  if (last === undefined || POINTS_OR_DESCRIBES.has(last)) return false;
  if (QUANTITY_WORDS.has(words[0] ?? '') && /s$|^token$/.test(last)) return false;
  if (CREDENTIAL_WORDS.has(last) || FOREIGN_WORDS.has(last) || isRunTogether(last)) return true;
  if (isForeignCredential(last)) return true;
  if (CREDENTIAL_PAIRS.has(words.slice(-2).join(' '))) return true;
  // A version or environment behind the word changes nothing: `PASSWORD_2`, `SECRET_OLD`.
  return words.length > 1 && TRAILERS.test(last) && areCredential(words.slice(0, -1));
}

function arePossiblyCredential(words: readonly string[]): boolean {
  const last = words.at(-1);
  if (last === undefined) return false;
  if (last === 'key') return !KEYS_OF_DATA.has(words.at(-2) ?? '');
  if (POSSIBLE_WORDS.has(last)) return true;
  return words.length > 1 && TRAILERS.test(last) && arePossiblyCredential(words.slice(0, -1));
}

function isPasswordWord(words: readonly string[]): boolean {
  const word = words.findLast((each) => !TRAILERS.test(each)) ?? '';
  return (
    PASSWORD_WORDS.has(word) || FOREIGN_WORDS.has(word) || isRunTogether(word) || isForeignCredential(word)
  );
}

function isRunTogether(word: string): boolean {
  return RUN_TOGETHER.test(word) || (word.length > 5 && word.endsWith('pass') && !NO_PASSWORD.test(word));
}

/**
 * Lower-case words of a name in any convention and script: `dbPassword`, `DB_PASSWORD` and `db-password` alike. Latin
 * letters lose their accents.
 */
export function wordsOf(name: string): string[] {
  const clear = name.slice(0, 200);
  // oxlint-disable-next-line eslint/no-control-regex
  const plain = /^[\u0000-\u007f]*$/.test(clear)
    ? clear
    : clear
        .normalize('NFKD')
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFC');
  return plain
    .replace(/([\p{Ll}0-9])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
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
  'psw',
  'pswd',
  'passw',
  'passwrd',
  'pwrd',
  'pword',
  'passkey',
  'userpw',
  'tok',
  'cred',
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

/** Words written without a break: `pgpassword`, `accesstoken`. */
const RUN_TOGETHER =
  /(?:password|passwords|passwd|passphrase|apikey|secretkey|accesskey|privatekey|accesstoken|authtoken|apitoken|clientsecret|pwd)$|^masterauth$|^(?:admin|bind|db|ftp|ldap|mail|my|pg|root|smtp|sql|user)pw$/;

/** Words in `pass` that have nothing to do with one: `requirepass` and `storepass` do. */
const NO_PASSWORD = /(?:by|com|tres|over|under|sur|en|low|high|band|all|im|multi|single|two|one)pass$/;

/** Words of which every value is one. */
const PASSWORD_WORDS: ReadonlySet<string> = new Set([
  'password',
  'passwords',
  'passwd',
  'pwd',
  'pass',
  'passphrase',
  'passcode',
  'passw',
  'passwrd',
  'pw',
  'psw',
  'pswd',
  'pwrd',
  'pword',
  'userpw',
]);

/** Often a credential, often not. */
const POSSIBLE_WORDS: ReadonlySet<string> = new Set([
  'conn',
  'connstr',
  'cookies',
  'dsn',
  'mnemonic',
  'otp',
  'pin',
  'salt',
  'sas',
  'session',
  'sessionid',
  'sid',
  'sig',
  'signature',
  'totp',
]);

/** `partition_key`, `topologyKey`: what is in front of the word says that it is a field's name. */
const KEYS_OF_DATA: ReadonlySet<string> = new Set([
  'annotation',
  'apt',
  'cache',
  'config',
  'dedup',
  'field',
  'foreign',
  'group',
  'host',
  'idempotency',
  'index',
  'label',
  'lookup',
  'map',
  'object',
  'partition',
  'primary',
  'public',
  'routing',
  'row',
  'sort',
  'taint',
  'toleration',
  'topology',
]);

/** `max-tokens`, `numSecrets`: a number of them. */
const QUANTITY_WORDS: ReadonlySet<string> = new Set(['max', 'min', 'num', 'total', 'count', 'limit']);

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
  'sonar login',
  'community string',
  'pass phrase',
  'pass word',
  'pass code',
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
