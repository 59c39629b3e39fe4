/** Finds credentials that prove themselves by how they are made, wherever they stand. */
import { VENDOR_TOKEN } from './classify.ts';
import type { Marks } from './marks.ts';

export function markProven(text: string, marks: Marks): void {
  if (text.includes('-----BEGIN ')) markKeys(text, marks);
  if (!COULD_PROVE.test(text)) return;
  for (const pattern of PROVEN) {
    for (const { index, 0: all, 1: kept = '' } of text.matchAll(pattern))
      marks.add(index + kept.length, index + all.length);
  }
}

/** Private keys to their end, or to the end of the text. Read once, from one beginning to the next. */
function markKeys(text: string, marks: Marks): void {
  for (let at = text.indexOf('-----BEGIN '); at >= 0; ) {
    const head = /^-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE|SECRET) KEY/.exec(text.slice(at, at + 80));
    if (head === null) {
      at = text.indexOf('-----BEGIN ', at + 11);
      continue;
    }
    const close = text.indexOf('-----END ', at);
    const end = close < 0 ? text.length : text.indexOf('-----', close + 9);
    const to = end < 0 ? text.length : Math.min(text.length, end + (close < 0 ? 0 : 5));
    marks.add(at, to);
    at = text.indexOf('-----BEGIN ', to);
  }
}

const COULD_PROVE =
  /eyJ|AKIA|ASIA|AIza|ya29\.|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|hv[sb]\.|[sr]k_(?:live|test)_|npm_|dop_v1_|AGE-SECRET-KEY|AccountKey|SharedAccessKey|sig=|\$|8Q~|dckr_pat_|pypi-|sq0|SG\.|[Bb]earer|BEARER|[Bb]asic|BASIC|[Pp]assword|PASSWORD|[Ii]dentified|IDENTIFIED|[?&@]|[Tt]oken |[Kk]ey |[Ss]ecret /;

const PROVEN: readonly RegExp[] = [
  /\beyJ[\w-]{8,1024}\.[\w-]{8,8192}\.[\w-]*/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bAIza[\w-]{35}/g,
  /\bya29\.[\w-]{20,}/g,
  /\b(?:dckr_pat_[\w-]{20,}|pypi-[\w-]{16,}|sq0[a-z]{3}-[\w-]{22,}|SG\.[\w-]{16,}\.[\w-]{16,})/g,
  /\b[\w~.-]{3}8Q~[\w~.-]{31,34}/g,
  /((?:AccountKey|SharedAccessKey|[?&;]sig)=)[^\s;&"']+/g,
  new RegExp(VENDOR_TOKEN, 'g'),
  // What a header or a program calls by its scheme.
  /(\bbearer[ \t]{1,10})(?!tokens?\b|auth\w*\b|of\b|is\b|for\b|\$|\*\*\*)[\w.~+/=-]{3,}/gi,
  /(\bbasic[ \t]{1,10})(?=[\w+/]*[A-Z0-9=])(?!auth\w*\b|\*\*\*)[A-Za-z0-9+/]{6,}={0,2}/gi,
  // Parameters of an address that sign in, and Oracle's USER/X@HOST.
  /([?&](?:code|jwt|hmac|ticket|assertion|hash)=)[^\s&#"'<>`]+/gi,
  /(\boracle:(?:thin|oci):[\w$]{1,60}\/)[^\s@"']{1,200}(?=@)/gi,
  // What people write in a sentence.
  /(\b(?:password|passphrase|passwd|secret|token|api[ -]?key)[ \t]{1,3}(?:is|was)[ \t:]{1,3})(?!not\b|set\b|a\b|an\b|the\b|required\b|invalid\b|missing\b|expired\b|empty\b|too\b|\*\*\*)[^\s,;]{1,300}/gi,
  /(\b(?:with|using)[ \t]{1,3}(?:password|passphrase|passwd|token)[ \t]{1,3})(?!from\b|for\b|of\b|in\b|and\b|or\b|auth\w*\b|files?\b|\*\*\*)[^\s,;]{1,300}/gi,
  // SQL. A word in quotes, or the word behind BY.
  /(\b(?:password|identified(?:\s{1,5}with\s{1,5}[\w"']{1,40})?\s{1,5}(?:by|as)(?:\s{1,5}password)?)\s{1,5}\\{0,8})(?:'[^'\n]{0,500}'|"[^"\n]{0,500}"|`[^`\n]{0,500}`)/gi,
  /(\bidentified\s{1,5}by\s{1,5})(?!values\b)[^\s'";,()`*]{1,200}/gi,
];
