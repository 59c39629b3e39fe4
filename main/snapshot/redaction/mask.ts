/** Masks the credential-like parts of text that is otherwise kept: command lines, images, settings, addresses. */
import { classify } from './classify.ts';
import { markArguments, markCommands } from './commands.ts';
import { markDefaults } from './defaults.ts';
import { createMarks, MASK } from './marks.ts';
import { mayNameCredential } from './names.ts';
import { isHarmless, markPairs } from './pairs.ts';
import { markProven } from './proven.ts';
import { standsForAnother } from './stand-ins.ts';
import { markAddresses } from './urls.ts';

export { MASK } from './marks.ts';

const MASKED_CHARACTERS = 65_536;

/**
 * `text` with whatever looks like a credential replaced by `***`. Text beyond 64 Ki characters is cut. Masked again, the
 * result stays as it is: evidence that is completed or imported passes here twice, and its hashes are compared.
 */
export function maskText(text: string): string {
  return settled(text, maskOnce, (a, b) => a === b);
}

/** A mask can make its surroundings look otherwise; few rounds settle that. */
const ROUNDS = 4;

function settled<T>(value: T, once: (value: T) => T, same: (a: T, b: T) => boolean): T {
  let now = value;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = once(now);
    if (same(next, now)) return next;
    now = next;
  }
  return now;
}

function maskOnce(text: string): string {
  if (text.length <= MASKED_CHARACTERS && !COULD_HOLD_ONE.test(text)) return text;
  const clear = text.slice(0, MASKED_CHARACTERS);
  const marks = createMarks();
  markProven(clear, marks);
  if (clear.includes('@') || clear.includes('://')) markAddresses(clear, marks);
  if (clear.includes('${')) markDefaults(clear, marks);
  markPairs(clear, marks);
  if (COULD_BE_COMMAND.test(clear)) markCommands(clear, marks);
  return marks.apply(clear).slice(0, MASKED_CHARACTERS);
}

/**
 * What every reader needs at least: something that joins a name to a value, or how a known credential begins. Most text
 * of a cluster has none of it, and one look is enough.
 */
const COULD_HOLD_ONE =
  /[=:@\s$>,(：＝]|%3[adAD]|eyJ|AKIA|ASIA|AIza|-----BEGIN|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|hv[sb]\.|[sr]k_(?:live|test)_|npm_|dop_v1_|AGE-SECRET-KEY|dckr_pat_|pypi-|sq0|SG\.|8Q~/;

/** Several words of which one may be a flag or a program. */
const COULD_BE_COMMAND = /\S\s+\S/;

/**
 * Directives of a web server or of CoreDNS, where names and values stand side by side: what follows a name of a
 * credential is masked to the end of the statement.
 */
export function maskDirectives(text: string): string {
  return settled(text, directivesOnce, (a, b) => a === b);
}

function directivesOnce(text: string): string {
  return maskText(text)
    .replace(/[^\n;{}]+/g, (statement) => {
      const words = [...statement.matchAll(/\S+/g)];
      const named = words.find(([word]) => {
        const bare = word.replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_]+$/gu, '');
        return /^[\p{L}\p{N}_.-]+$/u.test(bare) && mayNameCredential(bare);
      });
      if (named === undefined) return statement;
      const head = statement.slice(0, named.index + named[0].length);
      const rest = statement.slice(head.length).trim();
      return rest === '' || rest.includes(MASK) || isHarmless(named[0], rest) ? statement : `${head} ${MASK}`;
    })
    .slice(0, MASKED_CHARACTERS);
}

/**
 * A command line, argument by argument, read as one: what follows a flag such as `--password`, or stands where a program
 * takes a credential, is masked as well. `program` is what runs it when no word says so.
 */
export function maskArguments(parts: readonly string[], program = ''): string[] {
  return settled<readonly string[]>(
    parts,
    (now) => argumentsOnce(now, program),
    (a, b) => a.every((part, at) => part === b[at]),
  ).slice();
}

function argumentsOnce(parts: readonly string[], program: string): string[] {
  const cuts = new Map<number, number>();
  const words = parts.map((text, at) => ({
    text,
    mask(from = 0) {
      cuts.set(at, Math.min(from, cuts.get(at) ?? Number.POSITIVE_INFINITY));
    },
  }));
  markArguments(words, program);
  return parts.map((part, at) => {
    // A whole argument has no marks around it that would end a reference early.
    const [named, given] = assignmentIn(part);
    if (standsForAnother(given)) return maskText(named) + given;
    const name = named.replace(/^-+|=$/g, '');
    if (STARTS_AS_ONE.test(given) && mayNameCredential(name) && !isHarmless(name, given))
      return maskText(named) + MASK;
    const cut = cuts.get(at);
    if (cut !== undefined) return maskText(part.slice(0, cut)) + MASK;
    return classify('', given) === 'high-entropy' ? `${named}${MASK}` : maskText(part);
  });
}

/** A reference or a template, with something literal in it or behind it. */
const STARTS_AS_ONE = /^(?:(?:\$[({]|<|[#%]\{)\S*$|\{\{)/;

/** `--flag=` or `NAME=` with what it is set to. A long word before `=` is no name, and base64 ends in `=`. */
function assignmentIn(part: string): readonly [prefix: string, value: string] {
  const [, dashes = '', name = '', value = ''] = /^(-{0,2})([A-Za-z_][\w.-]{0,80})=(.+)$/s.exec(part) ?? [];
  const isName = name !== '' && (dashes !== '' || name.split(/[._-]/).every((word) => word.length < 20));
  if (!isName || /^=?\s*$/.test(value)) return ['', part];
  return [`${dashes}${name}=`, value];
}

/**
 * A URL without its user part, its query's values and its fragment; anything else as `maskText`. Of what is left out
 * the characters stay that break out of a configuration file, each once.
 */
export function maskUrl(text: string): string {
  const mark = text.search(/[?#]/);
  if (mark === -1) return maskText(text);
  return maskText(`${text.slice(0, mark)}?${MASK}${breakersIn(text.slice(mark))}`);
}

/** Characters that end a value in a web server's configuration, and that no address needs. */
export const BREAKER = /[\s;{}#"'`\\]/;

/** Each of them that `text` holds and `shown` does not, once. */
export const breakersIn = (text: string, shown = ''): string =>
  [...new Set(text)].filter((unit) => BREAKER.test(unit) && !shown.includes(unit)).join('');

/** An image's reference. What stands before an `@` that begins no digest is who signs in. */
export function maskImage(image: string): string {
  const at = image.lastIndexOf('@');
  if (at <= 0 || /^@sha\d{3}:/.test(image.slice(at))) {
    const own = at <= 0 ? -1 : image.lastIndexOf('@', at - 1);
    return own <= 0 ? maskText(image) : maskText(`${MASK}${image.slice(own)}`);
  }
  const scheme = /^[a-z][a-z0-9+.-]{0,30}:\/\//.exec(image)?.[0] ?? '';
  return maskText(`${scheme}${MASK}${image.slice(at)}`);
}
