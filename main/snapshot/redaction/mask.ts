/** Masks the credential-like parts of text that is otherwise kept: command lines, images, messages. */
import { classify } from './classify.ts';
import { namesCredential } from './names.ts';

export const MASK = '***';
const MASKED_CHARACTERS = 65_536;

/** `text` with whatever looks like a credential replaced by `***`. Text beyond 64 Ki characters is cut. */
export function maskText(text: string): string {
  if (text.length <= MASKED_CHARACTERS && !COULD_HOLD_ONE.test(text)) return text;
  return (
    maskAlways(text.slice(0, MASKED_CHARACTERS))
      // Before the rule of `name: value`, which would take `https:` for a name and the rest of the address for its value.
      .replace(/([?&#])([A-Za-z_][\w.[\]-]{0,80})(=)([^\s"'`&;|,)}#]+)/g, maskNamed)
      .replace(/(\bauthorization["']?\s*[:=]\s*["']?(?:\w+\s+)?)[^\s"']+/gi, `$1${MASK}`)
      .replace(/(\bbearer\s+)[\w.~+/=-]{8,}/gi, `$1${MASK}`)
      .replace(/((?:^|\s)(?:-u|--user)[ =]["']?[^\s:"'/]{1,100}:)[^\s"']+/g, `$1${MASK}`)
      .replace(
        /(^|[\s"'`;&|({,?])(-{0,2}[A-Za-z_][\w.-]{1,80})(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s"';&|,)}]+)/g,
        maskNamed,
      )
      .replace(
        /(^|[\s"'`;&|({,?])(--?[A-Za-z_][\w.-]{1,80})(\s+)("[^"]*"|'[^']*'|[^\s"';&|,)}-][^\s"';&|,)}]*)/g,
        maskNamed,
      )
  );
}

/**
 * What every rule below needs at least: something that joins a name to a value, or how a known credential begins. Most
 * text of a cluster has none of it, and one look is enough.
 */
const COULD_HOLD_ONE =
  /[=:@\s]|eyJ|AKIA|ASIA|AIza|-----BEGIN|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|hvs\.|[sr]k_(?:live|test)_/;

function maskNamed(all: string, before: string, name: string, separator: string, value: string): string {
  return !namesCredential(name) || isHarmless(value) ? all : `${before}${name}${separator}${MASK}`;
}

/** A command line, argument by argument; the argument after a flag such as `--password` is masked as well. */
export function maskArguments(parts: readonly string[]): string[] {
  return parts.map((part, at) => {
    const flag = /^--?([A-Za-z][\w.-]*)$/.exec(parts[at - 1] ?? '')?.[1];
    if (flag !== undefined && namesCredential(flag) && !part.startsWith('-') && !isHarmless(part))
      return MASK;
    const [, prefix = '', value = part] = /^(--?[\w.-]+=)(.+)$/s.exec(part) ?? [];
    if (classify('', value) === 'high-entropy') return `${prefix}${MASK}`;
    return maskText(part);
  });
}

/** A URL without its user part, its query's values and its fragment; anything else as `maskText`. */
export function maskUrl(text: string): string {
  const mark = text.search(/[?#]/);
  return maskText(mark === -1 ? text : `${text.slice(0, mark)}?${MASK}`);
}

/** The credentials that prove themselves wherever they stand. */
function maskAlways(text: string): string {
  return (
    text
      .replace(/-----BEGIN [A-Z ]{0,40}PRIVATE KEY[\s\S]*?(-----END [A-Z ]{0,40}-----|$)/g, MASK)
      // From the two slashes backwards: to look for the scheme first would try at every letter.
      .replace(/(?<=\b[a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/@"']{1,500}@/gi, `${MASK}@`)
      .replace(/\beyJ[\w-]{8,4096}\.[\w-]{8,8192}\.[\w-]*/g, MASK)
      .replace(/\b(AKIA|ASIA)[0-9A-Z]{16}\b/g, MASK)
      .replace(/\bAIza[\w-]{35}/g, MASK)
      .replace(/((?:AccountKey|SharedAccessKey|[?&]sig)=)[^\s;&"']+/g, `$1${MASK}`)
      .replace(
        /\b(gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|xox[abeprs]-[\w-]{10,}|hvs\.[\w-]{20,}|[sr]k_(live|test)_\w{16,})/g,
        MASK,
      )
  );
}

/** Values that cannot be a credential: a switch, a number, a variable's name. */
function isHarmless(value: string): boolean {
  const bare = value.replace(/^["']|["']$/g, '');
  return (
    bare === MASK ||
    /^(true|false|\d{1,6}[smhd]?|\$\([\w.-]+\)|\$\{[\w.-]+\}|\$[A-Za-z_]\w*)$/i.test(bare) ||
    /^\/[\w./-]+$/.test(bare)
  );
}
