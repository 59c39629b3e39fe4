/** Gathers what a tool says, row by row, into one entry for each rule. */
import { DrydockError } from '../../../shared/errors.ts';
import type { Severity } from '../../../shared/verdict.ts';
import { severityRank } from '../../../shared/verdict.ts';
import type { NamedObject, ToolObject, ToolResults, ToolRule } from '../../snapshot/tool-results.ts';
import { identifier, line, reference, text } from './tool-text.ts';

/** A row of a tool's file, as it stands there: nothing in it is trusted. */
export interface RuleWords {
  readonly rule: unknown;
  readonly title: unknown;
  readonly severity: Severity;
  readonly domain: string;
  readonly area: string;
  readonly fact?: unknown;
  readonly whyItMatters?: unknown;
  readonly recommendation?: unknown;
  readonly references?: readonly unknown[];
  readonly mappings?: readonly { readonly framework: string; readonly id: string }[];
}

export interface Hit {
  readonly state?: 'fail' | 'unknown';
  readonly named: { readonly [Part in keyof NamedObject]: unknown };
  readonly path?: unknown;
  readonly message: unknown;
  /** Any text, '' included, says that the tool was told not to report it. */
  readonly exception?: unknown;
}

const MAX_RULES = 20_000;
const MAX_OBJECTS = 200_000;
const MAX_REFERENCES = 10;

export interface RuleBook {
  /** @throws DrydockError TOOL_RESULTS_INVALID when the file holds more than anybody could read */
  add(words: RuleWords, hit: Hit): void;
  pass(rule: unknown): void;
  looked(area: string): void;
  results(tool: { readonly name: string; readonly version: unknown; readonly scope?: string }): ToolResults;
}

export function createRuleBook(tool: string): RuleBook {
  const rules = new Map<string, Omit<ToolRule, 'objects'> & { objects: ToolObject[]; seen: Set<string> }>();
  const passed = new Set<string>();
  const areas = new Set<string>();
  let objects = 0;
  return {
    add(words, hit) {
      const rule = identifier(words.rule, 200);
      if (rule === '') return;
      areas.add(words.area);
      let entry = rules.get(rule);
      if (entry === undefined) {
        if (rules.size >= MAX_RULES) throw tooMuch(tool, 'it lists more than 20,000 rules');
        entry = {
          rule,
          title: line(words.title, 300) || rule,
          severity: words.severity,
          domain: words.domain,
          area: words.area,
          fact: text(words.fact),
          whyItMatters: text(words.whyItMatters),
          recommendation: text(words.recommendation),
          references: referencesOf(words.references),
          mappings: words.mappings ?? [],
          objects: [],
          seen: new Set(),
        };
        rules.set(rule, entry);
      } else if (severityRank(words.severity) < severityRank(entry.severity)) {
        entry = { ...entry, severity: words.severity };
        rules.set(rule, entry);
      }
      const object: ToolObject = {
        state: hit.state ?? 'fail',
        named: {
          apiVersion: identifier(hit.named.apiVersion),
          kind: identifier(hit.named.kind, 100),
          namespace: identifier(hit.named.namespace) || null,
          name: identifier(hit.named.name, 500),
        },
        path: line(hit.path),
        message: line(hit.message) || entry.title,
        exception: hit.exception === undefined ? null : line(hit.exception),
      };
      const id = JSON.stringify(object);
      if (entry.seen.has(id)) return;
      entry.seen.add(id);
      objects += 1;
      if (objects > MAX_OBJECTS) throw tooMuch(tool, 'it contains more than 200,000 results');
      entry.objects.push(object);
    },
    pass(rule) {
      const id = identifier(rule, 200);
      if (id !== '' && passed.size < MAX_RULES) passed.add(id);
    },
    looked: (area) => areas.add(area),
    results: ({ name, version, scope }) => ({
      tool: name,
      toolVersion: identifier(version, 60),
      rules: [...rules.values()].map(({ seen: _seen, ...rule }) => rule),
      passed: [...passed].filter((rule) => !rules.has(rule)),
      areas: [...areas],
      scope: scope ?? '',
    }),
  };
}

function referencesOf(values: readonly unknown[] = []): ToolRule['references'] {
  const known = new Map<string, { readonly title: string; readonly url: string }>();
  for (const value of values.slice(0, 100)) {
    const found = reference(value);
    if (found !== null && known.size < MAX_REFERENCES) known.set(found.url, found);
  }
  return [...known.values()];
}

const tooMuch = (tool: string, reason: string) => new DrydockError('TOOL_RESULTS_INVALID', { tool, reason });

/** Families of the objects that rules about them belong to. */
export function domainOfKind(kind: unknown): string {
  switch (kind) {
    case 'Role':
    case 'ClusterRole':
    case 'RoleBinding':
    case 'ClusterRoleBinding':
    case 'ServiceAccount':
    case 'User':
    case 'Group':
      return 'rbac';
    case 'NetworkPolicy':
    case 'Ingress':
    case 'Service':
      return 'network';
    case 'Secret':
    case 'ConfigMap':
      return 'secrets';
    case 'Pod':
    case 'Deployment':
    case 'DaemonSet':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'Job':
    case 'CronJob':
      return 'pod';
    case 'Node':
    case 'NodeInfo':
    case 'ControlPlaneInfo':
      return 'control-plane';
    case 'MutatingWebhookConfiguration':
    case 'ValidatingWebhookConfiguration':
      return 'admission';
    case 'Namespace':
      return 'tenancy';
    default:
      return 'other';
  }
}
