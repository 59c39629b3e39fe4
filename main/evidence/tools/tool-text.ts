/** Text of another tool, made safe to keep: plain, bounded, and without the secrets that scanners quote. */
import { looksLikeCredential } from '../../snapshot/redaction/classify.ts';
import { MASK, maskText } from '../../snapshot/redaction/mask.ts';

const MAX_LINE = 500;
const MAX_TEXT = 8_000;

/** One line. Anything but a string or a number gives ''. */
export function line(value: unknown, length = MAX_LINE): string {
  return oneLine(masked(cleaned(asText(value), length * 4))).slice(0, length);
}

/** Several lines. */
export function text(value: unknown): string {
  // Masked first: in settings, lines and indentation tell where a value ends.
  return masked(cleaned(asText(value), MAX_TEXT))
    .split(/\r?\n/)
    .map((each) => each.replace(/[ \t]+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, MAX_TEXT);
}

/** A name of Kubernetes or an id of a rule: kept as it is but for what cannot stand in one. */
export function identifier(value: unknown, length = 253): string {
  return oneLine(masked(cleaned(asText(value), length * 2))).slice(0, length);
}

/** A link to read; null for what is none. */
export function reference(value: unknown): { readonly title: string; readonly url: string } | null {
  if (
    typeof value !== 'string' ||
    value.length > 500 ||
    !/^https?:\/\/[\w.-]+(\/[^\s<>"'`\\]*)?$/.test(value)
  )
    return null;
  const url = maskText(value);
  return { title: url.replace(/^https?:\/\//, '').slice(0, 200), url };
}

const oneLine = (value: string): string => value.replace(/\s+/g, ' ').trim();

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** Without control characters, terminal escapes, and marks that turn the direction of text. */
function cleaned(value: string, length: number): string {
  return (
    value
      .slice(0, length)
      .toWellFormed()
      // oxlint-disable-next-line eslint/no-control-regex
      .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
      .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, (one) =>
        one === '\n' || one === '\r' || one === '\t' ? one : ' ',
      )
  );
}

/** What proves or names itself a credential, and any word that looks like one. */
function masked(value: string): string {
  return maskText(value).replace(/[^\s"'`()<>[\]{},;]{20,}/g, (word) =>
    looksLikeCredential('', word) ? MASK : word,
  );
}
