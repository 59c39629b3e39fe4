/** The ways to break code that a test should notice, as data: each says which nodes it changes, and into what. */
import type { ESTree, VisitorObject } from 'rolldown/utils';

/** Replaces the text from `start` to `end`. */
export type Emit = (start: number, end: number, text: string) => void;

export interface Operator {
  readonly name: string;
  readonly on: (emit: Emit, source: string) => VisitorObject;
}

const BOUNDARIES: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
};

const EQUALITIES: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '==': ['!='],
  '!=': ['=='],
};

const ARITHMETIC: Readonly<Record<string, readonly string[]>> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&': ['|'],
  '|': ['&'],
  '<<': ['>>'],
  '>>': ['<<'],
  '>>>': ['<<'],
};

const ASSIGNMENTS: Readonly<Record<string, readonly string[]>> = {
  '+=': ['-='],
  '-=': ['+='],
  '*=': ['/='],
  '/=': ['*='],
  '&&=': ['||='],
  '||=': ['&&='],
  '??=': ['='],
};

/** Methods whose call is left out: what they were called on stands for the result. */
const LEFT_OUT = new Set([
  'filter',
  'sort',
  'toSorted',
  'reverse',
  'toReversed',
  'slice',
  'trim',
  'toLowerCase',
  'toUpperCase',
]);

const SWAPPED: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  min: 'max',
  max: 'min',
};

export const OPERATORS: readonly Operator[] = [
  { name: 'boundary', on: binary(BOUNDARIES) },
  { name: 'equality', on: binary(EQUALITIES) },
  { name: 'arithmetic', on: binary(ARITHMETIC) },
  {
    name: 'assignment',
    on: (emit, source) => ({
      AssignmentExpression: ({ left, operator, right }) =>
        changeBetween(emit, source, left.end, right.start, operator, ASSIGNMENTS[operator]),
      UpdateExpression: ({ operator, argument, prefix, start, end }) => {
        const other = operator === '++' ? '--' : '++';
        if (prefix) emit(start, argument.start, other);
        else emit(argument.end, end, other);
      },
    }),
  },
  {
    name: 'logical',
    on: (emit, source) => ({
      LogicalExpression: ({ left, operator, right, start, end }) => {
        if (operator === '??') {
          emit(left.end, end, '');
          emit(start, right.start, '');
          return;
        }
        changeBetween(emit, source, left.end, right.start, operator, [operator === '&&' ? '||' : '&&']);
      },
    }),
  },
  {
    name: 'negation',
    on: (emit, source) => ({
      UnaryExpression: ({ operator, argument, start, end }) => {
        if (operator === '!') emit(start, end, textOf(source, argument));
      },
    }),
  },
  {
    name: 'condition',
    on: (emit) => ({
      IfStatement: ({ test }) => {
        emit(test.start, test.end, 'true');
        emit(test.start, test.end, 'false');
      },
      WhileStatement: ({ test }) => emit(test.start, test.end, 'false'),
      ForStatement: ({ test }) => {
        if (test !== null) emit(test.start, test.end, 'false');
      },
    }),
  },
  {
    name: 'branch',
    on: (emit, source) => ({
      ConditionalExpression: ({ consequent, alternate, start, end }) => {
        emit(start, end, `(${textOf(source, consequent)})`);
        emit(start, end, `(${textOf(source, alternate)})`);
      },
    }),
  },
  {
    name: 'statement',
    on: (emit) => ({
      ExpressionStatement: ({ directive, expression, start, end }) => {
        const isSuper = expression.type === 'CallExpression' && expression.callee.type === 'Super';
        if ((directive ?? null) === null && !isSuper) emit(start, end, ';');
      },
      ThrowStatement: ({ start, end }) => emit(start, end, ';'),
      ContinueStatement: ({ start, end }) => emit(start, end, ';'),
      BreakStatement: ({ start, end }) => emit(start, end, ';'),
      ReturnStatement: ({ argument, start, end }) => {
        if (argument === null) emit(start, end, ';');
      },
    }),
  },
  { name: 'result', on: emptyResults },
  {
    name: 'boolean',
    on: (emit) => ({
      Literal: ({ value, start, end }) => {
        if (typeof value === 'boolean') emit(start, end, String(!value));
      },
    }),
  },
  { name: 'text', on: emptyTexts },
  {
    name: 'method',
    on: (emit, source) => ({
      CallExpression: ({ callee, end }) => {
        if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
        const { object, property } = callee;
        if (LEFT_OUT.has(property.name)) emit(object.end, end, '');
        const other = SWAPPED[property.name];
        if (other !== undefined && (isMath(object, source) || !['min', 'max'].includes(property.name)))
          emit(property.start, property.end, other);
      },
    }),
  },
  {
    name: 'optional',
    on: (emit, source) => ({
      MemberExpression: ({ object, property, optional, computed }) => {
        if (optional) changeBetween(emit, source, object.end, property.start, '?.', [computed ? '' : '.']);
      },
      CallExpression: ({ callee, optional, end }) => {
        if (optional) changeBetween(emit, source, callee.end, end, '?.', ['']);
      },
    }),
  },
  {
    name: 'spread',
    on: (emit) => ({
      ObjectExpression: ({ properties }) => {
        for (const { type, start, end } of properties)
          if (type === 'SpreadElement') emit(start, end, '...{}');
      },
      ArrayExpression: ({ elements }) => {
        for (const element of elements)
          if (element?.type === 'SpreadElement') emit(element.start, element.end, '...[]');
      },
    }),
  },
  {
    name: 'list',
    on: (emit) => ({
      ArrayExpression: ({ elements, start, end }) => {
        if (elements.length > 0) emit(start, end, '[]');
      },
    }),
  },
];

function binary(changes: Readonly<Record<string, readonly string[]>>): Operator['on'] {
  return (emit, source) => ({
    BinaryExpression: ({ left, operator, right }) => {
      // With a text on either side it joins, and minus makes a value that no type allows.
      if (operator === '+' && (isText(left) || isText(right))) return;
      changeBetween(emit, source, left.end, right.start, operator, changes[operator]);
    },
  });
}

function isText(node: { readonly type: string; readonly value?: unknown }): boolean {
  return node.type === 'TemplateLiteral' || typeof node.value === 'string';
}

function isMath(object: { readonly start: number; readonly end: number }, source: string): boolean {
  return textOf(source, object) === 'Math';
}

/** Empty values of the type that a function declares, in place of each result. */
function emptyResults(emit: Emit, source: string): VisitorObject {
  const open: (readonly string[])[] = [];
  const enter = ({ returnType }: { returnType?: ESTree.TSTypeAnnotation | null }) => {
    open.push(returnType ? emptyOf(returnType.typeAnnotation) : []);
  };
  const leave = () => {
    open.pop();
  };
  const replace = ({ type, start, end }: { type: string; start: number; end: number }) => {
    for (const empty of type === 'Literal' ? [] : (open.at(-1) ?? []))
      if (source.slice(start, end) !== empty) emit(start, end, empty);
  };
  return {
    FunctionDeclaration: enter,
    'FunctionDeclaration:exit': leave,
    FunctionExpression: enter,
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: (node) => {
      enter(node);
      if (node.body.type !== 'BlockStatement') replace(node.body);
    },
    'ArrowFunctionExpression:exit': leave,
    ReturnStatement: ({ argument }) => {
      if (argument !== null) replace(argument);
    },
  };
}

function emptyOf(type: ESTree.TSType): readonly string[] {
  switch (type.type) {
    case 'TSArrayType':
      return ['[]'];
    case 'TSTypeOperator':
      return emptyOf(type.typeAnnotation);
    case 'TSStringKeyword':
      return ["''"];
    case 'TSNumberKeyword':
      return ['0'];
    case 'TSBooleanKeyword':
    case 'TSTypePredicate':
      return ['true', 'false'];
    case 'TSUnionType':
      if (type.types.some((one) => one.type === 'TSNullKeyword')) return ['null'];
      return type.types.some((one) => one.type === 'TSUndefinedKeyword') ? ['undefined'] : [];
    case 'TSTypeReference': {
      if (type.typeName.type !== 'Identifier') return [];
      const { name } = type.typeName;
      if (/^(Readonly)?Array$/.test(name)) return ['[]'];
      if (/^(Readonly)?Map$/.test(name)) return ['new Map()'];
      if (/^(Readonly)?Set$/.test(name)) return ['new Set()'];
      const [inner] = type.typeArguments?.params ?? [];
      return name === 'Promise' && inner !== undefined ? emptyOf(inner) : [];
    }
    default:
      return [];
  }
}

/** Calls whose argument decides something, though it may read like a sentence. */
const DECIDING_CALLS = new Set([
  'includes',
  'startsWith',
  'endsWith',
  'has',
  'get',
  'indexOf',
  'match',
  'split',
  'replace',
  'replaceAll',
]);

/** A text that decides becomes empty. A sentence for people stays: tests of words are no tests of what is done. */
function emptyTexts(emit: Emit): VisitorObject {
  const deciding = new Set<unknown>();
  const empty = (node: object, text: string, { start, end }: { start: number; end: number }, to: string) => {
    if (text !== '' && (deciding.has(node) || !isSentence(text))) emit(start, end, to);
  };
  return {
    BinaryExpression: ({ left, operator, right }) => {
      if (operator in EQUALITIES) deciding.add(left).add(right);
    },
    SwitchCase: ({ test }) => {
      deciding.add(test);
    },
    CallExpression: ({ callee, arguments: given }) => {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
      if (DECIDING_CALLS.has(callee.property.name)) for (const one of given) deciding.add(one);
    },
    NewExpression: ({ callee, arguments: [given] }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'Set' || given?.type !== 'ArrayExpression') return;
      for (const one of given.elements) deciding.add(one);
    },
    Literal: (node) => {
      if (typeof node.value === 'string') empty(node, node.value, node, "''");
    },
    TemplateLiteral: (node) => {
      const words = node.quasis.map(({ value }) => value.raw).join(' … ');
      empty(node, words, node, '``');
    },
  };
}

/** Two words in a row are written for a reader. */
const isSentence = (text: string): boolean =>
  /[\p{L}\p{N},.)…%’'”] +[\p{L}\p{N}(“…]/u.test(text) && /\p{L}{2}/u.test(text);

/** Between two nodes stands the operator, and perhaps parentheses, which stay. */
function changeBetween(
  emit: Emit,
  source: string,
  from: number,
  to: number,
  operator: string,
  others: readonly string[] | undefined,
): void {
  const at = source.indexOf(operator, from);
  if (at === -1 || at >= to) return;
  for (const other of others ?? []) emit(at, at + operator.length, other);
}

const textOf = (source: string, { start, end }: { readonly start: number; readonly end: number }): string =>
  source.slice(start, end);
