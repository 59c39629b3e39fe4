/** A custom control: compiled once with all its faults, then bound to a snapshot as any other control. */
import type { CustomControlSource, CustomValidation } from '../../../shared/custom-control.ts';
import type { ControlMeta } from '../../../shared/verdict.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import {
  CelFailure,
  CelProblem,
  compileCel,
  type Expression,
  evaluateNode,
  objectValue,
  plainValue,
  Run,
  runCel,
  type Scope,
  STEPS_PER_CONTROL,
  type Value,
} from '../../kubernetes/cel.ts';
import type { KubernetesObject, SnapshotIndex } from '../../snapshot/index.ts';
import { refOf } from '../../snapshot/index.ts';
import { type Step, str } from '../../snapshot/read.ts';
import { type Control, type Draft, defineControl, fail, pass, unknown } from '../define.ts';
import { matchedKeys, matchOf, namedKeys, needsNamespaceLabels } from './match.ts';
import { namedPath, pathBelow, placed, stepsOf } from './place.ts';
import type { ControlProblem } from './problem.ts';

export interface CustomControl {
  readonly meta: ControlMeta;
  /** Kinds that it leans on whatever the snapshot, `*` for all. */
  readonly leansOn: readonly string[];
  /** The control for one snapshot: which kinds it judges depends on what the cluster serves. `work` bounds its steps there. */
  bind(index: SnapshotIndex, work?: number): Control;
}

interface Compiled {
  readonly source: CustomControlSource;
  readonly conditions: readonly Expression[];
  readonly variables: readonly { readonly name: string; readonly expression: Expression }[];
  readonly validations: readonly CompiledValidation[];
  readonly params: Value;
  readonly looksAtNamespace: boolean;
}

interface CompiledValidation {
  readonly words: CustomValidation;
  readonly expression: Expression;
  readonly message: Expression | null;
  readonly steps: readonly Step[] | null;
}

/** Finds every fault before a cluster is looked at: a control with a fault does not run at all. */
export function compileCustomControl(
  source: CustomControlSource,
): { readonly control: CustomControl } | { readonly problems: readonly ControlProblem[] } {
  const problems: ControlProblem[] = [];
  const names = new Set<string>();
  const defined: string[] = [];
  const compile = (text: string, path: readonly (string | number)[]): Expression | null => {
    try {
      const expression = compileCel(text, (name) => objectionToName(name, defined));
      for (const name of expression.names) names.add(name);
      return expression;
    } catch (problem) {
      if (!(problem instanceof CelProblem)) throw problem;
      problems.push({
        path,
        offset: problem.at,
        message: `${sentence(problem.message)} Correct the expression.`,
      });
      return null;
    }
  };
  const present = <T>(list: readonly (T | null)[]): T[] => list.filter((one) => one !== null);
  const variables = present(
    source.variables.map(({ name, expression: text }, at) => {
      const expression = compile(text, ['variables', at, 'expression']);
      if (defined.includes(name))
        problems.push({
          path: ['variables', at, 'name'],
          offset: 0,
          message: `Two variables have the name ${name}. Rename one.`,
        });
      defined.push(name);
      return expression === null ? null : { name, expression };
    }),
  );
  const conditions = present(
    source.matchConditions.map(({ expression }, at) =>
      compile(expression, ['matchConditions', at, 'expression']),
    ),
  );
  const validations = present(
    source.validations.map((words, at) => {
      const expression = compile(words.expression, ['validations', at, 'expression']);
      const message =
        words.messageExpression === undefined
          ? null
          : compile(words.messageExpression, ['validations', at, 'messageExpression']);
      const steps = words.path === undefined ? null : stepsOf(words.path);
      if (words.path !== undefined && steps === null)
        problems.push({
          path: ['validations', at, 'path'],
          offset: 0,
          message:
            'The path is not valid; use a form such as spec.replicas or metadata.labels["a/b"]. Correct it.',
        });
      return expression === null ? null : { words, expression, message, steps };
    }),
  );
  if (problems.length > 0) return { problems };
  const compiled: Compiled = {
    source,
    conditions,
    variables,
    validations,
    params: plainValue(source.params ?? null),
    looksAtNamespace: names.has('namespaceObject'),
  };
  const needs = compiled.looksAtNamespace || needsNamespaceLabels(source.match) ? ['/namespaces'] : [];
  const bind = (index: SnapshotIndex, work = STEPS_PER_CONTROL) =>
    controlOf(compiled, matchedKeys(source.match, index), needs, work);
  const { meta } = controlOf(compiled, [], needs, 0);
  return { control: { meta, leansOn: [...namedKeys(source.match), ...needs], bind } };
}

function objectionToName(name: string, variables: readonly string[]): string | null {
  if (['object', 'namespaceObject', 'params', 'oldObject', 'variables'].includes(name)) return null;
  if (name === 'request')
    return 'request is not supported: a snapshot contains objects, not the requests that created them';
  if (name === 'authorizer')
    return 'authorizer is not supported: it queries the server, and a snapshot cannot';
  if (!name.startsWith('variables.'))
    return `there is no ${name}; object, namespaceObject, params and variables are available`;
  const variable = name.slice('variables.'.length);
  return variables.includes(variable) ? null : `no variable named ${variable} is defined before this point`;
}

function controlOf(
  compiled: Compiled,
  keys: readonly string[],
  needs: readonly string[],
  work: number,
): Control {
  const { source } = compiled;
  const { id, title, severity, rationale, references, questions } = source;
  const { short, steps, yaml, effortHours } = source.remediation;
  return defineControl({
    id,
    title,
    severity,
    rationale: rationale === '' ? `A custom control written for this engagement: ${title}.` : rationale,
    remediation: {
      short: short === '' ? 'Change the objects so that they satisfy the control.' : short,
      steps,
      effortHours,
      ...(yaml === undefined ? {} : { yaml }),
    },
    references,
    mappings: source.mappings as never,
    questions,
    judges: keys,
    needs,
    evaluate: (cluster) => judged(compiled, keys, cluster, new Run(work)),
  });
}

function* judged(
  compiled: Compiled,
  keys: readonly string[],
  { index }: Cluster,
  run: Run,
): Generator<Draft> {
  const { match } = compiled.source;
  const namespaceValues = new Map<string, Value>();
  for (const key of keys) {
    for (const object of index.all(key)) {
      const name = str(object, 'metadata', 'namespace') ?? null;
      const namespace = name === null ? null : index.namespace(name);
      const ref = refOf(object);
      const matched = matchOf(match, object, namespace);
      if (matched === 'no') continue;
      if (matched === 'labels-removed') {
        yield unknown(
          'redacted',
          'The control selects by the labels of Secrets, which are not collected.',
          ref,
        );
        continue;
      }
      if (
        matched === 'namespace-unseen' ||
        (compiled.looksAtNamespace && name !== null && namespace?.object == null)
      ) {
        const reason = index.manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected';
        yield unknown(
          reason,
          `The control uses the namespace ${name ?? ''}, which is not in the evidence.`,
          ref,
        );
        continue;
      }
      let about = name === null ? null : namespaceValues.get(name);
      if (about === undefined) {
        about = objectValue(namespace?.object ?? null);
        namespaceValues.set(name ?? '', about);
      }
      yield* verdictsOn(compiled, object, about, run);
    }
  }
}

function* verdictsOn(
  compiled: Compiled,
  object: KubernetesObject,
  namespace: Value,
  run: Run,
): Generator<Draft> {
  const ref = refOf(object);
  const scope = scopeOf(compiled, object, namespace, run);
  try {
    for (const condition of compiled.conditions) {
      if (!truth(runCel(condition, scope, run))) return;
    }
  } catch (failure) {
    yield unknownBecause(failure, 'Whether the control applies is not known', ref);
    return;
  }
  let held = true;
  for (const validation of compiled.validations) {
    try {
      if (truth(runCel(validation.expression, scope, run))) continue;
    } catch (failure) {
      held = false;
      yield unknownBecause(failure, 'The expression has no result', ref);
      continue;
    }
    held = false;
    const { severity } = validation.words;
    yield fail(ref, messageOf(validation, scope, run), {
      ...placeOf(validation, object, scope, run),
      ...(severity === undefined ? {} : { severity }),
    });
  }
  if (held) yield pass(ref, 'All validations of the control pass.');
}

/** `variables` are worked out when they are first asked for, and once for each object. */
function scopeOf({ params, variables }: Compiled, object: unknown, namespace: Value, run: Run): Scope {
  const self = objectValue(object);
  const named = (name: string, value: Value, outer: Scope | null): Scope => ({
    name,
    value: () => value,
    outer,
  });
  const base = named(
    'object',
    self,
    named('namespaceObject', namespace, named('params', params, named('oldObject', null, null))),
  );
  const known = new Map<string, { value: Value } | { failure: CelFailure }>();
  const all = new Map(variables.map(({ name, expression }) => [name, expression]));
  const get = (key: Value): Value | undefined => {
    const expression = typeof key === 'string' ? all.get(key) : undefined;
    if (typeof key !== 'string' || expression === undefined) return undefined;
    let result = known.get(key);
    if (result === undefined) {
      result = settled(() => evaluateNode(expression.node, scope, run));
      known.set(key, result);
    }
    if ('failure' in result) throw result.failure;
    return result.value;
  };
  const scope: Scope = named(
    'variables',
    {
      isMap: true,
      size: all.size,
      get,
      has: (key: Value) => typeof key === 'string' && all.has(key),
      keys: () => [...all.keys()],
    },
    base,
  );
  return scope;
}

function settled(work: () => Value): { value: Value } | { failure: CelFailure } {
  try {
    return { value: work() };
  } catch (failure) {
    if (failure instanceof CelFailure) return { failure };
    throw failure;
  }
}

function truth(value: Value): boolean {
  if (typeof value !== 'boolean') throw new CelFailure('the expression returns no bool');
  return value;
}

function unknownBecause(failure: unknown, what: string, ref: ReturnType<typeof refOf>): Draft {
  if (!(failure instanceof CelFailure)) throw failure;
  return unknown(
    failure.why === 'withheld' ? 'redacted' : 'evaluation-error',
    `${what}: ${failure.message}.`,
    ref,
  );
}

function messageOf({ words, message }: CompiledValidation, scope: Scope, run: Run): string {
  const fallback = words.message ?? `This condition is not met: ${oneLine(words.expression)}`;
  if (message === null) return fallback;
  const result = settled(() => runCel(message, scope, run));
  const text = 'value' in result && typeof result.value === 'string' ? oneLine(result.value) : '';
  return text === '' ? fallback : text;
}

/** Text of a cluster in a sentence: one line, and not endless. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 500);

function placeOf(validation: CompiledValidation, object: unknown, scope: Scope, run: Run) {
  const steps =
    validation.steps ??
    firstOffender(validation.expression.node, scope, run) ??
    namedPath(validation.expression.node);
  return steps === null ? {} : placed(object, steps);
}

/** Of `LIST.all(x, …)`, the first entry for which it does not hold, and what the condition looks at in it. */
function firstOffender(node: Expression['node'], scope: Scope, run: Run): readonly Step[] | null {
  if (node.kind !== 'macro' || node.name !== 'all' || node.variables.length !== 1) return null;
  const base = pathBelow(node.range, 'object');
  const [name = ''] = node.variables;
  if (base === null) return null;
  const range = settled(() => evaluateNode(node.range, scope, run));
  if (!('value' in range) || !Array.isArray(range.value)) return null;
  for (const [at, entry] of (range.value as readonly Value[]).entries()) {
    const inner: Scope = { name, value: () => entry, outer: scope };
    const held = settled(() => evaluateNode(node.body, inner, run));
    if ('value' in held && held.value === false) return [...base, at, ...(namedPath(node.body, name) ?? [])];
  }
  return null;
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
