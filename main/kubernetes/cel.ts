/** CEL as a custom control uses it: compiled once with all faults found, evaluated within bounds. */
import { evaluate, type Scope } from './cel/evaluate.ts';
import { objectionTo, PREFIXES } from './cel/functions.ts';
import { parseCel } from './cel/parse.ts';
import { compilePattern, type Run } from './cel/run.ts';
import { CelProblem, childrenOf, type Node } from './cel/syntax.ts';
import { CelFailure, TYPE_NAMES, type Value } from './cel/value.ts';

export { evaluate as evaluateNode, type Scope } from './cel/evaluate.ts';
export { Run, STEPS_PER_CONTROL } from './cel/run.ts';
export { CelProblem, type Node } from './cel/syntax.ts';
export { CelFailure, objectValue, plainValue, type Value } from './cel/value.ts';

export interface Expression {
  readonly text: string;
  readonly node: Node;
  /** Names outside of the expression that it looks at, such as `object`, and `variables.NAME` in full. */
  readonly names: ReadonlySet<string>;
}

/**
 * Reads an expression and checks every name, function and constant pattern in it.
 * @param known says whether a name from outside exists: null, or why not
 * @throws CelProblem
 */
export function compileCel(text: string, known: (name: string) => string | null): Expression {
  const node = parseCel(text);
  const names = new Set<string>();
  check(node, new Set(), names, known);
  return { text, node, names };
}

/** @throws CelFailure */
export function runCel(expression: Expression, scope: Scope | null, run: Run): Value {
  run.begin();
  return evaluate(expression.node, scope, run);
}

function check(
  node: Node,
  local: ReadonlySet<string>,
  names: Set<string>,
  known: (name: string) => string | null,
): void {
  const outside = outsideName(node, local);
  if (outside !== null) {
    if (TYPE_NAMES.has(outside)) return;
    const objection = known(outside);
    if (objection !== null) throw new CelProblem(objection, node.at);
    names.add(outside);
    if (node.kind === 'select') names.add('variables');
    return;
  }
  if (node.kind === 'call') {
    const objection = objectionTo(node);
    if (objection !== null) throw new CelProblem(objection, node.at);
    checkPattern(node);
    const prefixed = node.target?.kind === 'name' && PREFIXES.has(node.target.name);
    for (const child of prefixed ? node.args : childrenOf(node)) check(child, local, names, known);
    return;
  }
  if (node.kind === 'macro') {
    check(node.range, local, names, known);
    const inner = new Set([...local, ...node.variables]);
    if (node.filter !== null) check(node.filter, inner, names, known);
    check(node.body, inner, names, known);
    return;
  }
  for (const child of childrenOf(node)) check(child, local, names, known);
}

/** `object` and its like, and `variables.NAME` as one name. */
function outsideName(node: Node, local: ReadonlySet<string>): string | null {
  if (node.kind === 'name') return local.has(node.name) ? null : node.name;
  if (node.kind !== 'select' || node.operand.kind !== 'name' || node.operand.name !== 'variables')
    return null;
  return local.has('variables') || node.presence || node.optional ? null : `variables.${node.field}`;
}

/** A constant pattern that is wrong is wrong for every object. */
function checkPattern(node: Node & { kind: 'call' }): void {
  if (!['matches', 'find', 'findAll'].includes(node.name)) return;
  const pattern = node.target === null ? node.args[1] : node.args[0];
  if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') return;
  try {
    compilePattern(pattern.value);
  } catch (failure) {
    if (failure instanceof CelFailure) throw new CelProblem(failure.message, pattern.at);
    throw failure;
  }
}
