/** The text of a kubeconfig as plain values. A stranger wrote it: memory and depth are bounded, and nothing is guessed. */
import { Composer, type Document, Lexer, Parser, type ScalarTag } from 'yaml';
import { DrydockError } from '../../shared/errors.ts';

const MAX_CHARACTERS = 4 * 1024 * 1024;
/** Six hundred contexts with a sign-in program each. What is more would hold the thread for seconds. */
const MAX_LEXEMES = 150_000;
const MAX_ALIASES = 50;

/**
 * The bytes of a kubeconfig file as text: UTF-8, or UTF-16 with its mark, as PowerShell writes it.
 * @throws DrydockError KUBECONFIG_INVALID
 */
export function decodeKubeconfig(bytes: Uint8Array): string {
  const mark = `${bytes[0]} ${bytes[1]}`;
  const encoding = mark === '255 254' ? 'utf-16le' : mark === '254 255' ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw invalid('it is not text in UTF-8');
  }
}

/** null for an empty file, which kubectl takes for an empty kubeconfig. @throws DrydockError KUBECONFIG_INVALID */
export function parseKubeconfigYaml(text: string): unknown {
  if (text.length > MAX_CHARACTERS) throw invalid('it is larger than 4 MB');
  requireFewLexemes(text);
  try {
    const document = onlyDocument(text);
    if (document === null) return null;
    const [strange] = [...document.errors, ...document.warnings];
    if (strange?.code === 'TAG_RESOLVE_FAILED')
      throw invalid('it uses YAML tags that a kubeconfig never needs');
    if (strange !== undefined) throw invalid('it is not valid YAML');
    return document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
  } catch (error) {
    if (error instanceof DrydockError) throw error;
    // The parser's message quotes the text, which holds credentials.
    throw invalid('it is not valid YAML');
  }
}

/** Counts before anything is built: a file of nothing but commas would cost a gigabyte as a tree. */
function requireFewLexemes(text: string): void {
  let count = 0;
  for (const _ of new Lexer().lex(text)) {
    count += 1;
    if (count > MAX_LEXEMES) throw invalid('it has more parts than any kubeconfig');
  }
}

function onlyDocument(text: string): Document.Parsed | null {
  const composer = new Composer({
    schema: 'core',
    merge: true,
    customTags: (tags) => [YAML_1_1_BOOLEAN, ...tags],
    logLevel: 'silent',
  });
  let found: Document.Parsed | null = null;
  for (const document of composer.compose(new Parser().parse(text), false, text.length)) {
    if (document.contents === null && document.errors.length === 0) continue;
    if (found !== null) throw invalid('it holds more than one YAML document');
    found = document;
  }
  return found;
}

/** kubectl reads YAML 1.1: an unquoted `yes` is true there, so it must not be a text here. */
const YAML_1_1_BOOLEAN: ScalarTag = {
  identify: (value) => typeof value === 'boolean',
  default: true,
  tag: 'tag:yaml.org,2002:bool',
  test: /^(?:y|yes|on|n|no|off)$/i,
  resolve: (source) => /^(?:y|on)/i.test(source),
};

function invalid(reason: string): DrydockError {
  return new DrydockError('KUBECONFIG_INVALID', { reason });
}
