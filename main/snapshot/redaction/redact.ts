/**
 * Redaction before storage. What a control needs is kept as a classification; the value itself is not.
 * Pure, and the same for a live collection, a bundle and files.
 */
import { CommandClass, LooksLike, type RedactedValue } from '../../../shared/evidence.ts';
import { commandClass, scriptClass } from '../commands/judge.ts';
import type { KubernetesObject } from '../model.ts';
import { at, fields, isObject, list, str } from '../read.ts';
import { isAllowedAnnotation, isAllowedConfigKey } from './allowed.ts';
import { customKeepingOf, type Keeping, keepingOf, MAPS, POD_PARTS } from './allowed-fields.ts';
import { classifyString } from './classify.ts';
import { isCustom, isEnvironment, pointsAt } from './custom.ts';
import { documentHoldsCredential } from './document.ts';
import { breakersIn, MASK, maskArguments, maskDirectives, maskImage, maskText, maskUrl } from './mask.ts';
import { mayNameCredential, namesCredential, namesDigest } from './names.ts';
import { reducedSchema } from './schema.ts';
import { signInsOf } from './sign-ins.ts';
import { endpointOf } from './urls.ts';

export interface RedactionOptions {
  /** `FILE#DOCUMENT` of an object read from files. */
  readonly source?: string;
  /** What the list was of: items of a list carry neither apiVersion nor kind. A ResourceRef fits. */
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
}

/**
 * The object as it may be stored; null when it is no Kubernetes object. Never throws for any JSON value, and
 * stops below 100 levels. Redacting twice changes nothing.
 */
export function redactObject(raw: unknown, options: RedactionOptions = {}): KubernetesObject | null {
  const apiVersion = str(raw, 'apiVersion') ?? apiVersionOf(options);
  const kind = str(raw, 'kind') ?? options.kind;
  const generated = str(raw, 'metadata', 'generateName');
  // The server puts a suffix of its own behind it.
  const name = str(raw, 'metadata', 'name') ?? (generated === undefined ? undefined : `${generated}*`);
  if (!isObject(raw) || apiVersion === undefined || kind === undefined || name === undefined) return null;
  const isSecret = apiVersion === 'v1' && kind === 'Secret';
  const body = isSecret ? secretBody(raw) : bodyOf(raw, apiVersion, kind);
  const notes = notesOf(raw, options, isSecret);
  const metadata = metadataOf(at(raw, 'metadata'));
  put(metadata, 'name', name.slice(0, 512));
  return {
    apiVersion: apiVersion.slice(0, 512),
    kind: kind.slice(0, 512),
    metadata: metadata as KubernetesObject['metadata'],
    ...body,
    ...(Object.keys(notes).length > 0 ? { $drydock: notes } : {}),
  };
}

function apiVersionOf({ group, version }: RedactionOptions): string | undefined {
  if (version === undefined) return undefined;
  return group === undefined || group === '' ? version : `${group}/${version}`;
}

/** The marker that stands where a value was. */
export function redactedValue(name: string, value: unknown): RedactedValue {
  if (isRedacted(value)) return value;
  const text = typeof value === 'string' ? value : jsonOf(value);
  const looksLike = classifyString(name, text);
  // A file of many lines may name a credential that its own key does not.
  const holds = looksLike === 'plain' && documentHoldsCredential(text);
  return { $redacted: { length: text.length, looksLike: holds ? 'password-like-name' : looksLike } };
}

/** Only measured and classified. A value nested too deeply to be written counts as empty. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

/** Deep enough for any real object; below, nothing is kept. */
const MAX_DEPTH = 100;

type Bag = Record<string, unknown>;

interface Scope {
  /** Custom resources hold anything: of them only what is listed is kept. */
  readonly custom: boolean;
  readonly group: string;
  readonly kind: string;
}

/** Where a value stands. */
interface Place {
  readonly scope: Scope;
  readonly depth: number;
  /** The field that holds the owner, and the owner. */
  readonly parent: string;
  readonly owner: object;
}

function bodyOf(raw: object, apiVersion: string, kind: string, depth = 1): Bag {
  const slash = apiVersion.indexOf('/');
  // What a ControllerRevision keeps may be of any kind.
  const custom = isCustom(apiVersion) || kind === 'ControllerRevision';
  const scope: Scope = { custom, group: slash < 0 ? '' : apiVersion.slice(0, slash), kind };
  const body: Bag = {};
  for (const [key, value] of Object.entries(raw)) {
    if (OWN_FIELDS.has(key)) continue;
    if (kind === 'ConfigMap' && apiVersion === 'v1' && (key === 'data' || key === 'binaryData')) {
      put(body, key, configData(raw, value));
    } else {
      put(body, nameShown(key), place(key, value, { scope, depth, parent: '', owner: raw }));
    }
  }
  return body;
}

const OWN_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', '$drydock']);

/** SECURITY: of a Secret only what a Table of the server would show. */
function secretBody(raw: object): Bag {
  const type = str(raw, 'type');
  return type === undefined ? {} : { type: maskText(type) };
}

function notesOf(raw: unknown, options: RedactionOptions, isSecret: boolean): Bag {
  const notes: Bag = {};
  const versions = new Set<string>();
  const managers = new Set<string>();
  for (const entry of list(raw, 'metadata', 'managedFields')) {
    addShort(versions, str(entry, 'apiVersion'));
    addShort(managers, str(entry, 'manager'));
  }
  const lastApplied = str(raw, 'metadata', 'annotations', LAST_APPLIED);
  if (lastApplied !== undefined)
    addShort(versions, /"apiVersion"\s*:\s*"([\w./-]{1,100})"/.exec(lastApplied)?.[1]);
  for (const version of list(raw, '$drydock', 'apiVersionsSeen')) addShort(versions, version);
  for (const manager of list(raw, '$drydock', 'fieldManagers')) addShort(managers, manager);
  if (versions.size > 0) notes.apiVersionsSeen = [...versions].sort();
  if (managers.size > 0) notes.fieldManagers = [...managers].sort();
  const source = options.source ?? str(raw, '$drydock', 'source');
  if (source !== undefined) notes.source = source.slice(0, 1024);
  if (at(raw, '$drydock', 'patch') === true) notes.patch = true;
  if (isSecret) {
    const kept = at(raw, '$drydock', 'secretKeys');
    const named = new Set([...fields(raw, 'data'), ...fields(raw, 'stringData')].map(([key]) => key));
    notes.secretKeys =
      typeof kept === 'number' && Number.isSafeInteger(kept) && kept >= 0 ? kept : named.size;
  }
  return notes;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function addShort(set: Set<string>, value: unknown): void {
  if (typeof value === 'string' && value !== '' && set.size < 50) set.add(maskText(value.slice(0, 200)));
}

function metadataOf(metadata: unknown): Bag {
  const kept: Bag = {};
  for (const [key, value] of fields(metadata)) {
    if (DROPPED_METADATA.has(key)) continue;
    put(kept, key, place(key, value, { scope: METADATA_SCOPE, depth: 1, parent: 'metadata', owner: {} }));
  }
  return kept;
}

const DROPPED_METADATA: ReadonlySet<string> = new Set(['managedFields', 'selfLink']);
const METADATA_SCOPE: Scope = { custom: false, group: '', kind: '' };

function annotations(value: unknown): Bag {
  const kept: Bag = {};
  for (const [name, entry] of fields(value)) {
    if (name === LAST_APPLIED) continue;
    const clear = typeof entry === 'string' && isAllowedAnnotation(name);
    put(kept, nameShown(name), clear ? annotationText(name, entry) : redactedValue(digestName(name), entry));
  }
  return kept;
}

/** Of `checksum/config` and its like; other names of annotations are not judged. */
const digestName = (name: string): string => (namesDigest(name) ? name : '');

function annotationText(name: string, text: string): string {
  if (name.endsWith('-snippet')) return maskDirectives(text);
  if (!HOLDS_ADDRESS.test(name)) return maskText(text);
  // A control looks for these, wherever they stand, and needs no word around them.
  const shown = maskUrl(text);
  return shown + breakersIn(text, shown);
}

const HOLDS_ADDRESS = /url|signin|redirect|mirror-target|app-root|origin|\/path$/;

/** A script keeps the class of what it does. */
function scriptValue(key: string, value: unknown): RedactedValue {
  const { $redacted } = redactedValue(key, value);
  const does = typeof value === 'string' ? scriptClass(key, value) : null;
  return { $redacted: does === null ? $redacted : { ...$redacted, does } };
}

/** The command of a probe or a hook: none of its words is kept, and the longest tells what they do together. */
function execCommand(words: readonly unknown[]): readonly RedactedValue[] {
  const texts = words.map((word) => (typeof word === 'string' ? word : ''));
  const does = commandClass(texts);
  const longest = texts.reduce((best, { length }, i) => (length > (texts[best] ?? '').length ? i : best), 0);
  return words.map((word, i) => {
    const { $redacted } = redactedValue('', word);
    return { $redacted: does !== null && i === longest ? { ...$redacted, does } : $redacted };
  });
}

function configData(raw: unknown, data: unknown): unknown {
  const namespace = str(raw, 'metadata', 'namespace') ?? '';
  const name = str(raw, 'metadata', 'name') ?? '';
  const kept: Bag = {};
  for (const [key, value] of fields(data)) {
    const clear = typeof value === 'string' && isAllowedConfigKey(namespace, name, key);
    const mask = key === 'Corefile' ? maskDirectives : maskText;
    put(kept, nameShown(key), clear ? mask(value) : scriptValue(key, value));
  }
  return kept;
}

/** Copies a value, keeping the texts of fields that are known for what they hold and replacing all others. */
function walk(value: unknown, key: string, here: Place): unknown {
  if (here.depth > MAX_DEPTH) return null;
  if (typeof value === 'string') return textOf(value, key, here);
  if (Array.isArray(value))
    return value.map((entry) => walk(entry, key, deeper(here, here.parent, here.owner)));
  if (!isObject(value))
    return value !== null && typeof value !== 'boolean' && here.scope.custom && namesCredential(key)
      ? redactedValue(key, value)
      : value;
  if (isRedacted(value)) return value;
  if (isEmbedded(value)) return embedded(value, here.depth);
  const scope = podScope(value, key, here.scope);
  const line = commandLine(value, scope);
  const copy: Bag = {};
  for (const [name, entry] of Object.entries(value)) {
    const shown = nameShown(name);
    if (line !== null && (name === 'command' || name === 'args')) put(copy, name, line[name]);
    else put(copy, shown, place(name, entry, { scope, depth: here.depth + 1, parent: key, owner: value }));
  }
  return copy;
}

const deeper = (here: Place, parent: string, owner: object): Place => ({
  scope: here.scope,
  depth: here.depth + 1,
  parent,
  owner,
});

/** Names of fields are kept. What no name of a field looks like is masked as a text. */
function nameShown(name: string): string {
  return PLAIN_NAME.test(name) ? name : maskText(name.slice(0, 512));
}

const PLAIN_NAME = /^[\w./~$*-]{0,317}$/;

/** A pod, or a part of one, has the fields of Kubernetes' own API in whatever it stands. */
function podScope(value: object, key: string, scope: Scope): Scope {
  if (!scope.custom) return scope;
  const isPart =
    POD_PARTS.has(key) ||
    Array.isArray(at(value, 'containers')) ||
    (typeof at(value, 'image') === 'string' &&
      CONTAINER_FIELDS.some((field) => at(value, field) !== undefined));
  return isPart ? { custom: false, group: scope.group, kind: '' } : scope;
}

const CONTAINER_FIELDS = ['command', 'args', 'script', 'env', 'securityContext', 'volumeMounts', 'source'];

/** A whole object within another, such as in a list, a template or a policy. */
function isEmbedded(value: object): boolean {
  return (
    typeof at(value, 'apiVersion') === 'string' &&
    typeof at(value, 'kind') === 'string' &&
    isObject(at(value, 'metadata'))
  );
}

function embedded(value: object, depth: number): Bag {
  const apiVersion = str(value, 'apiVersion') ?? '';
  const kind = str(value, 'kind') ?? '';
  const isSecret = apiVersion === 'v1' && kind === 'Secret';
  const metadata = metadataOf(at(value, 'metadata'));
  return {
    apiVersion: maskText(apiVersion.slice(0, 512)),
    kind: maskText(kind.slice(0, 512)),
    metadata,
    ...(isSecret ? secretBody(value) : bodyOf(value, apiVersion, kind, depth + 1)),
  };
}

/** The command and the arguments of a container, read as the one line that they are. */
function commandLine(
  value: object,
  scope: Scope,
): { readonly command: unknown; readonly args: unknown } | null {
  if (scope.custom) return null;
  const command = at(value, 'command');
  const args = at(value, 'args');
  const given = [...(Array.isArray(command) ? command : []), ...(Array.isArray(args) ? args : [])];
  if (given.length === 0 || !given.every((part) => typeof part === 'string' || isRedacted(part))) return null;
  const program = Array.isArray(command) && command.length > 0 ? '' : programOf(str(value, 'image') ?? '');
  const masked = maskArguments(
    given.map((part) => (typeof part === 'string' ? part : '')),
    program,
  );
  const shown = given.map((part, index) => (typeof part === 'string' ? masked[index] : part));
  const own = Array.isArray(command) ? command.length : 0;
  return {
    command: Array.isArray(command)
      ? shown.slice(0, own)
      : command === undefined
        ? undefined
        : redactedValue('', command),
    args: Array.isArray(args) ? shown.slice(own) : args === undefined ? undefined : redactedValue('', args),
  };
}

/** What an image runs when nothing else is said, if it is a program that takes credentials. */
function programOf(image: string): string {
  const name = /([^/:@]+)(?::[^/@]*)?(?:@.*)?$/.exec(image)?.[1] ?? '';
  return signInsOf(name).length > 0 ? name : '';
}

/**
 * One field, by what Kubernetes keeps under that name. The rules hold at any depth, so templates are covered.
 */
function place(name: string, value: unknown, here: Place): unknown {
  const { scope, owner } = here;
  if (name === 'env' || (scope.custom && isEnvironment(name))) {
    return Array.isArray(value) ? value.map((entry) => variable(entry, here)) : envMap(value, name, here);
  }
  if (isObject(value)) {
    if (name === 'annotations' || name.endsWith('Annotations')) return annotations(value);
    const keeping = MAPS.get(name) ?? (name.endsWith('Labels') ? 'label' : undefined);
    if (keeping !== undefined && !isRedacted(value) && !Array.isArray(value))
      return wordMap(value, name, keeping, here);
  }
  switch (name) {
    case 'exec':
      if (isObject(value) && Array.isArray(at(value, 'command')))
        return { command: execCommand(list(value, 'command')) };
      break;
    case 'httpHeaders':
      if (Array.isArray(value)) return value.map((header) => namedValue(header, here));
      break;
    case 'volumeAttributes':
    case 'parameters':
    case 'options':
      if (isObject(value) && !Array.isArray(value) && !isRedacted(value)) return allValues(value);
      break;
    case 'attributes':
    case 'attachmentMetadata':
    case 'extra':
      if (isObject(value) && !Array.isArray(value) && !scope.custom) return allValues(value);
      break;
    case 'mountOptions':
      if (Array.isArray(value)) return value.map((option) => redactedValue('', option));
      break;
    case 'data':
    case 'binaryData':
    case 'stringData':
      // A Secret or ConfigMap inside of another object, such as a template, a policy or a list.
      if (isObject(value) && !Array.isArray(value) && DATA_OWNERS.has(str(owner, 'kind') ?? ''))
        return allValues(value);
      break;
    case 'url':
      if (typeof value === 'string' && !scope.custom) return endpointOf(maskUrl(value));
      break;
    case 'schema':
    case 'validation':
    case 'openAPIV3Schema':
      if (scope.kind === 'CustomResourceDefinition') return reducedSchema(value, here.depth, redactedValue);
      break;
    case 'managedFields':
      return undefined;
    default:
      break;
  }
  return walk(value, name, here);
}

const DATA_OWNERS: ReadonlySet<string> = new Set(['Secret', 'ConfigMap']);

function wordMap(value: object, name: string, keeping: Keeping, here: Place): Bag {
  const copy: Bag = {};
  for (const [key, entry] of Object.entries(value)) {
    put(
      copy,
      nameShown(key),
      typeof entry === 'string'
        ? worded(entry, keeping, here)
        : place(key, entry, { scope: here.scope, depth: here.depth + 1, parent: name, owner: value }),
    );
  }
  return copy;
}

/** In a custom resource a map of such a name may hold other things, which are no credential for it. */
function worded(entry: string, keeping: Keeping, { scope }: Place): unknown {
  const shown = kept(entry, keeping);
  return scope.custom && shown !== entry ? redactedValue('', entry) : shown;
}

function variable(entry: unknown, here: Place): unknown {
  if (typeof entry === 'string')
    return entry.includes('=') ? `${nameOf(entry)}=${MASK}` : redactedValue('', entry);
  return namedValue(entry, here);
}

/** Of an assignment, `NAME=VALUE`. */
const nameOf = (assignment: string): string => maskText(assignment.slice(0, assignment.indexOf('=')));

/** `{name, value}` whose value is replaced; everything else, such as `valueFrom`, is kept. */
function namedValue(entry: unknown, here: Place, name = str(entry, 'name') ?? ''): unknown {
  if (!isObject(entry) || Array.isArray(entry) || isRedacted(entry)) return walk(entry, '', here);
  const copy: Bag = {};
  for (const [key, value] of Object.entries(entry)) {
    put(
      copy,
      nameShown(key),
      key === 'value' ? redactedValue(name, value) : place(key, value, deeper(here, 'env', entry)),
    );
  }
  return copy;
}

/** Some custom resources write `env: {NAME: value}`. */
function envMap(value: unknown, field: string, here: Place): unknown {
  if (!isObject(value) || isRedacted(value)) return walk(value, field, here);
  const copy: Bag = {};
  for (const [name, entry] of Object.entries(value)) {
    put(copy, nameShown(name), isObject(entry) ? namedValue(entry, here, name) : redactedValue(name, entry));
  }
  return copy;
}

function allValues(value: object): Bag {
  const copy: Bag = {};
  for (const [name, entry] of Object.entries(value)) put(copy, nameShown(name), redactedValue(name, entry));
  return copy;
}

/** A text by its field: kept as that field's texts are, or replaced. */
function textOf(value: string, key: string, { scope, parent, owner }: Place): unknown {
  if (value === '' || SWITCH_OR_DATE.test(value)) return value;
  if (scope.custom) return customText(value, key, scope, parent, owner);
  switch (key) {
    case 'value':
      // Of a toleration, a taint, a kernel parameter or a topology; of everything else it may be anything.
      return TERMS.has(parent) ? kept(value, 'label') : redactedValue(str(owner, 'name') ?? '', value);
    case 'values':
      return typeof at(owner, 'operator') === 'string' || parent === 'matchLabelExpressions'
        ? kept(value, 'label')
        : redactedValue('', value);
    case 'reason':
      return /^[A-Z][A-Za-z0-9]{0,100}$/.test(value) ? value : redactedValue('', value);
    case 'command':
    case 'args':
    case 'script':
    case 'source':
      return maskText(value);
    default: {
      const keeping = keepingOf(key);
      return keeping === null ? redactedValue(key, value) : kept(value, keeping);
    }
  }
}

const SWITCH_OR_DATE = /^(?:true|false|True|False|Unknown|\d{4}-\d\d-\d\dT[\d:.]{5,20}(?:Z|[+-]\d\d:\d\d))$/;
const TERMS: ReadonlySet<string> = new Set(['tolerations', 'taints', 'sysctls', 'matchLabelExpressions']);

function customText(value: string, key: string, scope: Scope, parent: string, owner: object): unknown {
  const isTerm = typeof at(owner, 'operator') === 'string' && typeof at(owner, 'key') === 'string';
  const keeping =
    (isTerm && (key === 'key' || key === 'values')) || (parent === 'resourceTags' && key === 'value')
      ? 'label'
      : key === 'value' && parent === 'addresses'
        ? 'address'
        : key === 'key' && (pointsAt(owner, parent) || parent === 'resourceTags')
          ? 'identifier'
          : (key === 'type' || key === 'reason') && parent === 'conditions'
            ? 'word'
            : customKeepingOf(scope.group, key);
  if (keeping === null || (mayNameCredential(key) && key !== 'key')) return redactedValue(key, value);
  const shown = kept(value, keeping);
  return shown === value
    ? value
    : keeping === 'image' || keeping === 'address'
      ? shown
      : redactedValue(key, value);
}

/** A text as fields of its sort are written; what is not written so is read for credentials. */
function kept(value: string, keeping: Keeping): string {
  switch (keeping) {
    case 'identifier':
      return IDENTIFIER.test(value) ? value : maskText(value);
    case 'word':
      return WORD.test(value) ? value : maskText(value);
    case 'label':
      return LABEL.test(value) ? value : MASK;
    case 'quantity':
      return QUANTITY.test(value) ? value : MASK;
    case 'image':
      return maskImage(value);
    case 'path':
    case 'address':
      return maskUrl(value);
    default:
      return maskText(value);
  }
}

const IDENTIFIER = /^(?:(?:system|kubeadm|eks|aks|gke):[\w.:@/*+-]{0,500}|[\w./*+-]{0,512})$/;
const WORD = /^[\w./*+ -]{0,253}$/;
const LABEL = /^(?:[\w./-]{0,63}|\*{3}|\{\{[^"'`{}]{0,200}\}\})$/;
const QUANTITY = /^(?:[+-]?[\d.]{1,40}(?:[eE][+-]?\d{1,5}|[A-Za-z]{0,2})|\*{3}|\{\{[^"'`{}]{0,200}\}\})$/;

function isRedacted(value: unknown): value is RedactedValue {
  const inner = at(value, '$redacted');
  return (
    isObject(value) &&
    Object.keys(value).length === 1 &&
    isObject(inner) &&
    typeof at(inner, 'length') === 'number' &&
    CLASSES.has(String(at(inner, 'looksLike'))) &&
    (Object.keys(inner).length === 2 ||
      (Object.keys(inner).length === 3 && COMMAND_CLASSES.has(String(at(inner, 'does')))))
  );
}

const CLASSES: ReadonlySet<string> = new Set(LooksLike.options);
const COMMAND_CLASSES: ReadonlySet<string> = new Set(CommandClass.options);

/** Sets an own property, also for `__proto__`, which an assignment would turn into the prototype. */
function put(target: Bag, key: string, value: unknown): void {
  if (value === undefined) return;
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}
