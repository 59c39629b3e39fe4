/** YAML that a person wrote by hand: checked against a schema, every fault at its line and column. */
import { type Document, isAlias, isScalar, LineCounter, type ParsedNode, parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import type { FileProblem } from '../../shared/custom-control.ts';

/** A file of this kind is written by hand; what is larger is something else. */
export const MAX_TEXT = 1024 * 1024;
const MAX_DOCUMENTS = 500;
const MAX_ALIASES = 50;

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
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, schema: 'core', prettyErrors: false });
  const all = Array.isArray(parsed) ? parsed : [];
  if (all.length > MAX_DOCUMENTS)
    return {
      documents,
      problems: [
        { line: 1, column: 1, message: `The file has more than ${MAX_DOCUMENTS} documents. Split it.` },
      ],
    };
  for (const document of all) {
    for (const fault of [...document.errors, ...document.warnings]) {
      problems.push(
        placeAt(lines, fault.pos[0], `This is not valid YAML: ${firstLine(fault.message)}. Correct it.`),
      );
    }
    if (document.errors.length > 0 || document.contents === null) continue;
    const problem = (path: readonly (string | number)[], message: string, offset = 0) =>
      placeAt(lines, offsetOf(document, path, text, offset), message);
    let value: unknown;
    try {
      value = document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch {
      problems.push(problem([], 'The document repeats parts of itself too often. Write them out.'));
      continue;
    }
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
          message: `There is no field ${key} here. Remove it, or correct its name.`,
        }));
      case 'invalid_type':
        return [
          {
            path,
            message:
              issue.input === undefined && !/received/.test(issue.message.replace('received undefined', ''))
                ? `${name} is missing. Add it.`
                : `${name} is of the wrong type: ${issue.expected} is expected.`,
          },
        ];
      default:
        return [{ path, message: `${name} cannot be used: ${firstLine(issue.message)}.` }];
    }
  });
}

const pathText = (path: readonly (string | number)[]): string =>
  path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').replace(/[.:\s]+$/, '');

function placeAt(lines: LineCounter, offset: number, message: string): FileProblem {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col), message };
}

/** Where a path lies in the file; where it is missing, its nearest owner. */
function offsetOf(
  document: Document.Parsed,
  path: readonly (string | number)[],
  text: string,
  offset: number,
): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const here = path.slice(0, depth);
    const node = (depth === 0 ? document.contents : document.getIn(here, true)) as
      | ParsedNode
      | null
      | undefined;
    if (node?.range == null) continue;
    if (depth < path.length) return node.range[0];
    if (isAlias(node) || !isScalar(node)) return node.range[0];
    return node.range[0] + insideOf(node, text, offset);
  }
  return document.contents?.range[0] ?? 0;
}

/** From an offset in a text to one in how it is written: quotes, and blocks with their indentation. */
function insideOf(
  node: ParsedNode & { type?: string; value: unknown },
  text: string,
  offset: number,
): number {
  const value = typeof node.value === 'string' ? node.value : '';
  const [start, end] = node.range;
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') {
    const before = value.slice(0, offset).split('\n');
    const written = text.slice(start, end).split('\n');
    // The first line holds the mark of the block.
    const row = node.type === 'BLOCK_LITERAL' ? before.length : 1;
    const indent = /^ */.exec(written[row] ?? '')?.[0].length ?? 0;
    const column = node.type === 'BLOCK_LITERAL' ? (before.at(-1)?.length ?? 0) : 0;
    return written.slice(0, row).reduce((sum, line) => sum + line.length + 1, 0) + indent + column;
  }
  const quote = node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE' ? 1 : 0;
  // Escapes and folded lines make the written text longer: then only the beginning is sure.
  return text.slice(start + quote, start + quote + value.length) === value ? quote + offset : 0;
}
