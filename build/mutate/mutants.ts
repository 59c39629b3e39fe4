/** Every way in which the operators break one file. Types, imports and names of properties are left alone. */
import { parseSync, Visitor, type VisitorObject } from 'rolldown/utils';
import { OPERATORS, type Operator } from './operators.ts';

export interface Mutant {
  /** From the root, with slashes. */
  readonly file: string;
  readonly line: number;
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  /** What stands there, and what stands there instead; both without their surroundings. */
  readonly before: string;
  readonly after: string;
  /** The whole file, broken. */
  readonly broken: string;
}

export function mutantsOf(
  file: string,
  source: string,
  operators: readonly Operator[] = OPERATORS,
): readonly Mutant[] {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error) throw new SyntaxError(`${file}: ${error.message}`);
  const leftAlone: Span[] = [];
  new Visitor(spansLeftAlone((span) => leftAlone.push(span))).visit(program);
  const mutants = new Map<string, Mutant>();
  for (const operator of operators) {
    const emit = (start: number, end: number, text: string) => {
      if (leftAlone.some((span) => span.start <= start && end <= span.end)) return;
      const broken = source.slice(0, start) + text + source.slice(end);
      if (mutants.has(broken) || parseSync(file, broken).errors.length > 0) return;
      const line = source.slice(0, start).split('\n').length;
      const before = source.slice(start, end);
      mutants.set(broken, { file, line, operator: operator.name, start, end, before, after: text, broken });
    };
    new Visitor(operator.on(emit, source)).visit(program);
  }
  return [...mutants.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function spansLeftAlone(add: (span: Span) => void): VisitorObject {
  return {
    ImportDeclaration: add,
    ImportExpression: add,
    ExportAllDeclaration: add,
    ExportNamedDeclaration: ({ source }) => {
      if (source !== null) add(source);
    },
    TSImportType: add,
    TSLiteralType: add,
    TSInterfaceDeclaration: add,
    TSTypeAliasDeclaration: add,
    Property: ({ key, computed }) => {
      if (!computed) add(key);
    },
  };
}
