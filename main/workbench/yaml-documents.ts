/** YAML that a person wrote by hand: checked against a schema, every fault at its line and column. */
import type { z } from 'zod';
import type { FileProblem } from '../../shared/custom-control.ts';
import { placeIn, type ReadDocument, readDocuments } from '../yaml/documents.ts';
import type { ScalarNode, YamlNode } from '../yaml/parse.ts';

/** A file of this kind is written by hand; what is larger is something else. */
export const MAX_TEXT = 1024 * 1024;
const MAX_DOCUMENTS = 500;

export interface WrittenDocument<T> {
  readonly value: T;
  /** The place of something in the document, `offset` characters into its text. */
  readonly problem: (path: readonly (string | number)[], message: string, offset?: number) => FileProblem;
}

/** Every document that fits the schema, and a problem for each fault. Empty documents are left out. Never throws for text. */
export function documentsOf<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): {
  readonly documents: readonly WrittenDocument<z.output<Schema>>[];
  readonly problems: readonly FileProblem[];
} {
  const documents: WrittenDocument<z.output<Schema>>[] = [];
  const problems: FileProblem[] = [];
  if (text.length > MAX_TEXT) {
    return {
      documents,
      problems: [{ line: 1, column: 1, message: 'The file is larger than 1 MB. Split it.' }],
    };
  }
  for (const document of readDocuments(text)) {
    if (document.document > MAX_DOCUMENTS) {
      const message = `The file has more than ${MAX_DOCUMENTS} documents. Split it.`;
      return { documents: [], problems: [{ line: 1, column: 1, message }] };
    }
    const { result: read, offset: start } = document;
    if ('problem' in read) {
      const message = `This is not valid YAML: ${read.problem}. Correct it.`;
      problems.push({ line: read.line, column: read.column, message });
      continue;
    }
    if (read.value === null) continue;
    const problem = (path: readonly (string | number)[], message: string, offset = 0): FileProblem => ({
      ...placeIn(text, start + offsetOf(document, path, offset)),
      message,
    });
    const twice = doubledKey(read.root);
    if (twice !== null) {
      const message = 'This field appears twice. Remove one of them.';
      problems.push({ ...placeIn(text, start + twice.start), message });
      continue;
    }
    const { value } = read;
    const result = schema.safeParse(value);
    if (result.success) documents.push({ value: result.data, problem });
    else {
      for (const { path, message } of faultsOf(result.error.issues)) problems.push(problem(path, message));
    }
  }
  return { documents, problems };
}

interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

function faultsOf(issues: readonly z.core.$ZodIssue[]): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    const name = path.length === 0 ? 'The document' : pathText(path);
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          path: [...path, key],
          message: `The field ${key} is not allowed here. Remove it, or correct its name.`,
        }));
      case 'invalid_type':
        return [
          {
            path,
            message:
              issue.input === undefined && !/received/.test(issue.message.replace('received undefined', ''))
                ? `${name} is missing. Add it.`
                : `${name} has the wrong type: ${issue.expected} is expected.`,
          },
        ];
      default:
        return [{ path, message: `${name} is not valid: ${firstLine(issue.message)}.` }];
    }
  });
}

const pathText = (path: readonly (string | number)[]): string =>
  path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').replace(/[.:\s]+$/, '');

/** kubectl takes the last of two; whoever wrote a file by hand meant something by both. */
function doubledKey(node: YamlNode | null): YamlNode | null {
  if (node?.kind === 'sequence') return firstOf(node.items.map(doubledKey));
  if (node?.kind !== 'mapping') return null;
  const seen = new Set<string>();
  for (const [key, value] of node.pairs) {
    if (key.kind === 'scalar' && key.value !== '<<') {
      if (seen.has(key.value)) return key;
      seen.add(key.value);
    }
    const inside = doubledKey(value);
    if (inside !== null) return inside;
  }
  return null;
}

const firstOf = (nodes: readonly (YamlNode | null)[]): YamlNode | null =>
  nodes.find((node) => node !== null) ?? null;

/** Where a path lies in the document's text; where it is missing, its nearest owner. */
function offsetOf(document: ReadDocument, path: readonly (string | number)[], offset: number): number {
  const root = 'root' in document.result ? document.result.root : null;
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = nodeAt(root, path.slice(0, depth));
    if (node === null) continue;
    return depth < path.length || node.kind !== 'scalar'
      ? node.start
      : node.start + insideOf(node, document.text, offset);
  }
  return 0;
}

function nodeAt(root: YamlNode | null, path: readonly (string | number)[]): YamlNode | null {
  let node = root;
  for (const step of path) {
    const here: YamlNode | null = node?.kind === 'alias' ? node.target : node;
    if (here?.kind === 'sequence' && typeof step === 'number') node = here.items[step] ?? null;
    else if (here?.kind === 'mapping')
      node = here.pairs.find(([key]) => key.kind === 'scalar' && key.value === String(step))?.[1] ?? null;
    else return null;
  }
  return node;
}

/** From an offset in a text to one in how it is written: quotes, and blocks with their indentation. */
function insideOf(node: ScalarNode, text: string, offset: number): number {
  const { start, end, style, value } = node;
  if (style === 'literal' || style === 'folded') {
    const before = value.slice(0, offset).split('\n');
    const written = text.slice(start, end).split('\n');
    // The first line holds the mark of the block.
    const row = style === 'literal' ? before.length : 1;
    const indent = /^ */.exec(written[row] ?? '')?.[0].length ?? 0;
    const column = style === 'literal' ? (before.at(-1)?.length ?? 0) : 0;
    return written.slice(0, row).reduce((sum, line) => sum + line.length + 1, 0) + indent + column;
  }
  const quote = style === 'plain' ? 0 : 1;
  // Escapes and folded lines make the written text longer: then only the beginning is sure.
  return text.slice(start + quote, start + quote + value.length) === value ? quote + offset : 0;
}
