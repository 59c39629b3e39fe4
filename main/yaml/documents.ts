/**
 * A file's documents as kubectl reads them: JSON objects in a row, or YAML divided at lines that begin with `---`.
 * A document that cannot be read does not end the file. Source: apimachinery util/yaml YAMLOrJSONDecoder, cli-runtime
 * resource.FileVisitor.
 */
import { parseYaml, type YamlNode } from './parse.ts';
import { YamlProblem } from './scan.ts';
import { valueOf } from './values.ts';

export interface ReadDocument {
  /** Counted from 1, empty ones too. */
  readonly document: number;
  /** Line of the file on which it begins, counted from 1. */
  readonly line: number;
  /** As it stands in the file. */
  readonly text: string;
  /** Offset of `text` in the file's text. */
  readonly offset: number;
  readonly result: DocumentResult;
}

export type DocumentResult =
  /** null for an empty document. `passedOver`: the line from which kubectl reads no further in this document. */
  | { readonly value: unknown; readonly root: YamlNode | null; readonly passedOver: number | null }
  | { readonly problem: string; readonly line: number; readonly column: number };

/** What one JSON text may be, so that a parser that recurses never meets what is made to harm. */
const MAX_JSON_DEPTH = 200;
/** kubectl looks this far for the brace of a JSON stream. */
const JSON_HEAD = 4096;

/**
 * The bytes of a file as text: UTF-16 with its mark, as PowerShell writes it, else UTF-8 with or without one. As in
 * kubectl, bytes that are none become U+FFFD.
 */
export function decodeText(bytes: Uint8Array): string {
  const mark = `${bytes[0]} ${bytes[1]}`;
  const encoding = mark === '255 254' ? 'utf-16le' : mark === '254 255' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** Never throws for a text: what cannot be read says so in its document. */
export function* readDocuments(text: string): Generator<ReadDocument> {
  const head = /^\s*/.exec(text.slice(0, JSON_HEAD))?.[0].length ?? 0;
  if (text.charAt(head) !== '{') {
    yield* yamlDocuments(text);
    return;
  }
  let at = 0;
  let line = 1;
  for (let document = 1; ; document += 1) {
    const found = nextJson(text, at);
    if (found === null) return;
    line += linesIn(text, at, found.start);
    const here = { document, line, offset: found.start };
    if (!('value' in found)) {
      const result = { problem: found.problem, ...placeIn(text, found.start) };
      const asJson = { ...here, text: text.slice(found.start), result };
      // Behind at most one object it may be YAML after all, as kubectl reads it since 1.33.
      if (document <= 2) yield* yamlBehindJson(text, asJson);
      else yield asJson;
      return;
    }
    const { start, end, value } = found;
    yield { ...here, text: text.slice(start, end), result: { value, root: null, passedOver: null } };
    line += linesIn(text, start, end);
    at = end;
  }
}

/** The rest of a text as YAML; where that cannot be read either, what is wrong with it as JSON. */
function* yamlBehindJson(text: string, asJson: ReadDocument): Generator<ReadDocument> {
  const { document, offset, line } = asJson;
  let first = true;
  for (const read of yamlDocuments(text, { document: document - 1, start: offset, line })) {
    if (first && 'problem' in read.result) {
      yield asJson;
      return;
    }
    first = false;
    yield read;
  }
}

type FoundJson =
  | { readonly start: number; readonly end: number; readonly value: unknown }
  | { readonly start: number; readonly problem: string };

/** The next JSON object; null at the end. */
function nextJson(text: string, from: number): FoundJson | null {
  SPACE.lastIndex = from;
  SPACE.exec(text);
  const start = SPACE.lastIndex;
  if (start >= text.length) return null;
  const end = text.charAt(start) === '{' ? endOfJson(text, start) : 'it is not JSON';
  if (typeof end === 'string') return { start, problem: end };
  try {
    return { start, end, value: JSON.parse(text.slice(start, end)) as unknown };
  } catch {
    return { start, problem: 'it is not JSON' };
  }
}

const SPACE = /[ \t\r\n]*/y;

/** Behind the bracket that closes the first, or why there is none. */
function endOfJson(text: string, start: number): number | string {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 92) at += 1;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return 'it is nested too deeply';
    } else if (code === 125 || code === 93) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return 'it is incomplete';
}

function* yamlDocuments(
  text: string,
  from: { readonly document: number; readonly start: number; readonly line: number } = AT_THE_TOP,
): Generator<ReadDocument> {
  let { document, start } = from;
  let startLine = from.line;
  let opened = false;
  for (let at = start, line = startLine; ; line += 1) {
    const isEnd = at >= text.length;
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline + 1;
    if (isEnd || text.startsWith('---', at)) {
      const chunk = text.slice(start, at);
      const isNothing = isOnlyComments(chunk);
      const refused = isEnd ? null : afterMark(text.slice(at + 3, end));
      // Comments before the first mark, and nothing behind the last one, are no documents.
      if (!isNothing || (opened && !isEnd) || refused !== null) {
        document += 1;
        const result = refused === null ? readChunk(chunk, startLine) : { problem: refused, line, column: 1 };
        yield { document, line: startLine, text: chunk, offset: start, result };
      }
      if (isEnd) return;
      opened = true;
      start = end;
      startLine = line + 1;
    }
    at = end;
  }
}

const AT_THE_TOP = { document: 0, start: 0, line: 1 };

function isOnlyComments(text: string): boolean {
  COMMENTS.lastIndex = 0;
  COMMENTS.exec(text);
  return COMMENTS.lastIndex === text.length;
}

const COMMENTS = /(?:\s|#[^\n]*)*/y;

/** kubectl lets nothing but a comment stand behind the mark, and refuses what stands before it as well. */
function afterMark(rest: string): string | null {
  const trimmed = rest.trim();
  return trimmed === '' || trimmed.startsWith('#')
    ? null
    : 'a line with --- also contains other text, which kubectl rejects';
}

function readChunk(chunk: string, firstLine: number): DocumentResult {
  try {
    // kubectl ends every line, the last one too: a block text at the end of the file ends with a break.
    const { root, more } = parseYaml(chunk.endsWith('\n') ? chunk : `${chunk}\n`);
    const passedOver = more === null ? null : firstLine + linesIn(chunk, 0, more);
    return { value: root === null ? null : valueOf(root), root, passedOver };
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    const { line, column } = placeIn(chunk, Math.min(error.offset, chunk.length));
    return { problem: error.message, line: firstLine + line - 1, column };
  }
}

/** 1-based line and column of an offset. */
export function placeIn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: linesIn(text, 0, offset) + 1, column: offset - before.lastIndexOf('\n') };
}

function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
