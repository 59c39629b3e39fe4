/** Names the class of a value by its look and its field's name, so that the value itself need not be kept. */
import { CREDENTIAL_CLASSES, type LooksLike } from '../../../shared/evidence.ts';
import { holdsDefault } from './defaults.ts';
import { isFilePath } from './file-path.ts';
import { namesCredential, namesDigest, namesFile, namesPassword } from './names.ts';
import { credentialsStandIn, standsForAnother } from './stand-ins.ts';

/** Longer values are judged by their beginning: a class needs no more, and hostile input stays cheap. */
const JUDGED_CHARACTERS = 8192;
const ENTROPY_BITS = 3.6;
const ENTROPY_MIN_CHARACTERS = 20;

/**
 * What `value` looks like. `name` is the field, key or variable that carries it.
 * Order matters: what the value itself proves comes before what its name suggests.
 */
export function classify(name: string, value: string): LooksLike {
  const text = value.slice(0, JUDGED_CHARACTERS).trim();
  if (text === '') return 'empty';
  // A million values are judged in a large cluster: what a rule needs at least is looked for before the rule.
  if (SOPS.test(text)) return 'plain';
  const isPem = text.includes('-----BEGIN ');
  const isAddress = text.includes('://');
  if (isPem && /-----BEGIN [A-Z ]{0,40}PRIVATE KEY/.test(text)) return 'private-key';
  const shape = COULD_HAVE_A_SHAPE.test(text) ? credentialShape(text) : null;
  if (shape !== null) return shape;
  if (isPem && /-----BEGIN (TRUSTED )?CERTIFICATE/.test(text)) return 'certificate';
  if (isAddress && holdsUserInfo(text)) return 'url-with-credentials';
  if (SIGN_IN.test(text) && holdsSignIn(text)) return 'high-entropy';
  if (SWITCH_OR_NUMBER.test(text))
    return NUMBER.test(text) && (namesPassword(name) || SECRET_NAME.test(name))
      ? 'password-like-name'
      : 'boolean-or-number';
  if (isFilePath(name, text)) return 'file-path';
  if (text.includes('${') && holdsDefault(text)) return 'password-like-name';
  const standsIn = COULD_STAND_IN.test(text) && standsForAnother(text);
  if (namesCredential(name) && !standsIn && !credentialsStandIn(text)) return 'password-like-name';
  if (standsIn) return 'plain';
  if (isAddress && /^[a-z][a-z0-9+.-]{1,30}:\/\/\S+$/i.test(text)) return 'url';
  if (/^(\.{0,2}\/|[A-Z]:\\)[\w@.+\-/\\ ]*$/.test(text)) return 'file-path';
  if (namesDigest(name) || namesFile(name)) return 'plain';
  return isHighEntropy(text) ? 'high-entropy' : 'plain';
}

/** As SOPS writes an encrypted value: whoever reads it learns nothing. */
const SOPS =
  /^ENC\[AES256_GCM,data:[A-Za-z0-9+/=]*,iv:[A-Za-z0-9+/=]+,tag:[A-Za-z0-9+/=]+,type:(str|int|float|bool|bytes|comment)\]$/;

const SWITCH_OR_NUMBER = /^(true|false|yes|no|on|off|null|-?\d+(\.\d+)?[a-z%]{0,3})$/i;

/** Three digits at least: `REQUIRE_PASSWORD=1` is a switch. */
const NUMBER = /^-?\d{3}/;
const SECRET_NAME = /secret[\W_]?\d*$/i;

/** A header as a client sends it. */
const SIGN_IN = /\b(bearer|basic)\s+[\w.~+/-]{8,}/i;

/** Of `Basic` what is a user with a password, of `Bearer` what is no word of prose. */
function holdsSignIn(text: string): boolean {
  for (const [, scheme = '', token = ''] of text.matchAll(/\b(bearer|basic)\s+([\w.~+/-]{8,4096})/gi)) {
    if (scheme.toLowerCase() === 'bearer') {
      if (/\d/.test(token) || token.length >= 24) return true;
    } else if (/^[A-Za-z0-9+/]+$/.test(token) && /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(decoded(token)))
      return true;
  }
  return false;
}

const decoded = (token: string): string => atob(token.slice(0, token.length - (token.length % 4)));

/** A part that each of the shapes below cannot be without. */
const COULD_HAVE_A_SHAPE =
  /eyJ|AKIA|ASIA|AIza|private_key_id|ya29\.|AccountKey|SharedAccessKey|[?&]sig=|8Q~|gh[pousr]_|github_pat_|glpat-|xox|[sr]k_|npm_|hv[sb]\.|dop_v1_|AGE-SECRET|\$|hooks\.slack|discord|webhook\.office|\/v3\/import/;

const URL_WITH_CREDENTIALS = /[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/@:]{0,200}:([^\s/@]{1,500})@/gi;

/** A user with a password that is written down. */
function holdsUserInfo(text: string): boolean {
  for (const [, password = ''] of text.matchAll(URL_WITH_CREDENTIALS))
    if (!standsForAnother(password)) return true;
  return false;
}

/** The marks of a reference, or the words that ask to be replaced, need at least one of these. */
const COULD_STAND_IN =
  /[$<{%#@_(*[:]|\.\.\.|xxx|change|replace|your|insert|enter|fillin|fixme|todo|tbd|placeholder|setme|projects\//i;

/** The same under the name that redaction uses beside `redactedValue`. */
export const classifyString = classify;

/** Whether a value would be treated as a credential. */
export function looksLikeCredential(name: string, value: string): boolean {
  return CREDENTIAL_CLASSES.has(classify(name, value));
}

function credentialShape(text: string): LooksLike | null {
  if (/\beyJ[\w-]{8,4096}\.[\w-]{8,8192}\.[\w-]*/.test(text)) return 'jwt';
  if (/\b(AKIA|ASIA)[0-9A-Z]{16}\b/.test(text)) return 'aws-key';
  if (/\bAIza[\w-]{35}|"private_key_id"\s*:|\bya29\.[\w-]{20,}/.test(text)) return 'gcp-key';
  if (/\b(AccountKey|SharedAccessKey)=|[?&]sig=[\w%+/=-]{20,}|\b[\w~.-]{3}8Q~[\w~.-]{31,34}/.test(text))
    return 'azure-key';
  if (VENDOR_TOKEN.test(text)) return 'high-entropy';
  if (SECRET_ADDRESS.test(text)) return 'url-with-credentials';
  return null;
}

/** Tokens that their maker marks by how they begin, and hashes of passwords. */
export const VENDOR_TOKEN =
  /\b(?:gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|xox[abeprs]-[\w-]{10,}|[sr]k_(?:live|test)_\w{16,}|npm_[A-Za-z0-9]{30,}|hv[sb]\.[\w-]{20,}|dop_v1_[0-9a-f]{40,}|AGE-SECRET-KEY-1\w{20,})|\$(?:apr1|[1567y]|2[abxy]?|argon2\w{1,2})\$[^\s"',]{8,}/;

/** Whoever knows the address needs nothing else: the path is the credential. */
export const SECRET_ADDRESS =
  /(\bhooks\.slack\.com\/(?:services|workflows|triggers)|\bdiscord(?:app)?\.com\/api\/webhooks|\b[\w-]{1,60}\.webhook\.office\.com|\/v3\/import)\/[^\s"'<>]+/;

/** One long token of mixed characters with nearly random letters. Prose, lists and image digests are not. */
function isHighEntropy(text: string): boolean {
  const token = text.slice(0, 512);
  if (token.length < ENTROPY_MIN_CHARACTERS) return false;
  let [lower, upper, digits, others, hex] = [0, 0, 0, 0, 0];
  for (let at = 0; at < token.length; at += 1) {
    const code = token.charCodeAt(at);
    if (code >= 97 && code <= 122) lower += 1;
    else if (code >= 65 && code <= 90) upper += 1;
    else if (code >= 48 && code <= 57) digits += 1;
    else if (code < 128 && TOKEN_MARKS[code] === 1) others += 1;
    else return false;
    if ((code >= 97 && code <= 102) || (code >= 65 && code <= 70)) hex += 1;
  }
  const allHex = hex + digits === token.length;
  const classes = (lower > 0 ? 1 : 0) + (upper > 0 ? 1 : 0) + (digits > 0 ? 1 : 0) + (others > 0 ? 1 : 0);
  if (!allHex && (classes < 2 || digits === 0)) return false;
  if (token.startsWith('sha256:') || token.startsWith('sha512:')) return false;
  if (others > 0 && /^[a-z0-9]+([.-][a-z0-9]+)+$/.test(token) && !/[a-z0-9]{20,}/.test(token)) return false;
  if (CIPHER_SUITE.test(token) || TYPE_NAME.test(token)) return false;
  return entropyBits(token) >= (allHex ? 3 : ENTROPY_BITS);
}

/** `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`. */
const CIPHER_SUITE =
  /^TLS(?:_(?:3DES|AES|CBC|CCM|CHACHA20|DHE|ECDHE|ECDSA|EDE|GCM|POLY1305|RC4|RSA|SHA|WITH|SHA\d{3}|\d{1,3}))+$/;

/** `io.k8s.cassandra.KubernetesSeedProvider`, `type.googleapis.com/envoy.v3.RateLimit`: a class, or a type of messages. */
const TYPE_NAME =
  /^[a-z][a-z0-9_]{0,24}(?:[./][a-z][a-z0-9_]{0,24}){1,12}[./](?:[A-Z][a-z]{1,20}){2,8}\d{0,2}$/;

/** What tokens are made of beside letters and digits, by character code. */
const TOKEN_MARKS = Uint8Array.from({ length: 128 }, (_, code) =>
  '_+/=~.!@#$%^&*-'.includes(String.fromCharCode(code)) ? 1 : 0,
);

const NO_COUNTS: readonly number[] = Array.from({ length: 128 }, () => 0);

/** Shannon entropy of ASCII in bits per character. */
function entropyBits(token: string): number {
  // A plain list: a typed array for each of a million values would be memory outside of the heap.
  const counts = NO_COUNTS.slice();
  for (let at = 0; at < token.length; at += 1) {
    const code = token.charCodeAt(at);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / token.length) * Math.log2(count / token.length);
  return bits;
}
