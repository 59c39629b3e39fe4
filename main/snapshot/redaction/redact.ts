/**
 * Redaction before storage. What a control needs is kept as a classification; the value itself is not.
 * Pure, and the same for a live collection, a bundle and files.
 */
import { LooksLike, type RedactedValue } from '../../../shared/evidence.ts';
import type { KubernetesObject } from '../model.ts';
import { at, fields, isObject, list, str } from '../read.ts';
import { isAllowedAnnotation, isAllowedConfigKey } from './allowed.ts';
import { classifyString, looksLikeCredential } from './classify.ts';
import { holdsValues, isCustom, isDocument, isEnvironment, isKeyItself, VALUE_FIELDS } from './custom.ts';
import { documentHoldsCredential } from './document.ts';
import { MASK, maskArguments, maskDirectives, maskText, maskUrl } from './mask.ts';
import { namesCredential } from './names.ts';

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
  const name = str(raw, 'metadata', 'name') ?? str(raw, 'metadata', 'generateName');
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
  /** Custom resources hold anything; built-in kinds hold credentials only in known places. */
  readonly custom: boolean;
  readonly kind: string;
}

function bodyOf(raw: object, apiVersion: string, kind: string): Bag {
  const scope: Scope = { custom: isCustom(apiVersion), kind };
  const body: Bag = {};
  for (const [key, value] of Object.entries(raw)) {
    if (OWN_FIELDS.has(key)) continue;
    if (kind === 'ConfigMap' && apiVersion === 'v1' && (key === 'data' || key === 'binaryData')) {
      put(body, key, configData(raw, value));
    } else {
      put(body, key, place(raw, key, value, scope, { depth: 1, parent: '' }));
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
    put(kept, key, key === 'annotations' ? annotations(value) : walk(value, key, METADATA_SCOPE, 1));
  }
  return kept;
}

const DROPPED_METADATA: ReadonlySet<string> = new Set(['managedFields', 'selfLink']);
const METADATA_SCOPE: Scope = { custom: false, kind: '' };

function annotations(value: unknown): Bag {
  const kept: Bag = {};
  for (const [name, entry] of fields(value)) {
    if (name === LAST_APPLIED) continue;
    const clear = typeof entry === 'string' && isAllowedAnnotation(name);
    put(kept, name, clear ? annotationText(name, entry) : redactedValue('', entry));
  }
  return kept;
}

function annotationText(name: string, text: string): string {
  if (name.endsWith('-snippet')) return maskDirectives(text);
  return HOLDS_ADDRESS.test(name) ? maskUrl(text) : maskText(text);
}

const HOLDS_ADDRESS = /url|signin|redirect|mirror-target|app-root|origin|\/path$/;

function configData(raw: unknown, data: unknown): unknown {
  const namespace = str(raw, 'metadata', 'namespace') ?? '';
  const name = str(raw, 'metadata', 'name') ?? '';
  const kept: Bag = {};
  for (const [key, value] of fields(data)) {
    const clear = typeof value === 'string' && isAllowedConfigKey(namespace, name, key);
    const mask = key === 'Corefile' ? maskDirectives : maskText;
    put(kept, key, clear ? mask(value) : redactedValue(key, value));
  }
  return kept;
}

/** Copies a value, replacing what stands at the places where pods, webhooks and volumes carry data. */
function walk(value: unknown, key: string, scope: Scope, depth: number): unknown {
  if (depth > MAX_DEPTH) return null;
  if (typeof value === 'string') return scalar(value, key, scope);
  if (Array.isArray(value)) return walkList(value, key, scope, depth);
  if (!isObject(value)) return value;
  if (isRedacted(value)) return value;
  if (scope.custom && key !== '' && holdsValues(key, value)) return allValues(value);
  const copy: Bag = {};
  for (const [name, entry] of Object.entries(value))
    put(copy, name, place(value, name, entry, scope, { depth: depth + 1, parent: key }));
  return copy;
}

function walkList(value: readonly unknown[], key: string, scope: Scope, depth: number): unknown {
  if (
    (key === 'command' || key === 'args') &&
    value.every((entry) => typeof entry === 'string' || isRedacted(entry))
  ) {
    return commandLine(value);
  }
  return value.map((entry) => walk(entry, key, scope, depth + 1));
}

function commandLine(parts: readonly unknown[]): unknown[] {
  const masked = maskArguments(parts.map((part) => (typeof part === 'string' ? part : '')));
  return parts.map((part, index) => (typeof part === 'string' ? masked[index] : part));
}

/**
 * One field, by what Kubernetes keeps under that name. The rules hold at any depth, so templates are covered.
 * `parent` is the name of the field that holds the owner.
 */
function place(
  owner: object,
  name: string,
  value: unknown,
  scope: Scope,
  { depth, parent }: { readonly depth: number; readonly parent: string },
): unknown {
  if (name === 'env' || (scope.custom && isEnvironment(name))) {
    return Array.isArray(value)
      ? value.map((entry) => variable(entry, scope, depth))
      : envMap(value, name, scope, depth);
  }
  if (isObject(value) && (name === 'annotations' || (scope.custom && name.endsWith('Annotations'))))
    return annotations(value);
  switch (name) {
    case 'exec':
      return isObject(value) && Array.isArray(at(value, 'command'))
        ? { command: list(value, 'command').map((part) => redactedValue('', part)) }
        : walk(value, name, scope, depth);
    case 'httpHeaders':
      return Array.isArray(value)
        ? value.map((header) => namedValue(header, scope, depth))
        : walk(value, name, scope, depth);
    case 'httpGet':
      return isObject(value) ? httpGet(value, scope, depth) : walk(value, name, scope, depth);
    case 'volumeAttributes':
    case 'options':
    case 'parameters':
      return isObject(value) && (PARAMETER_OWNERS.has(scope.kind) || isVolume(owner))
        ? allValues(value)
        : walk(value, name, scope, depth);
    case 'attachmentMetadata':
      return isObject(value) ? allValues(value) : walk(value, name, scope, depth);
    case 'mountOptions':
      return Array.isArray(value)
        ? value.map((option) => redactedValue('', option))
        : walk(value, name, scope, depth);
    case 'data':
    case 'binaryData':
    case 'stringData':
      // A Secret or ConfigMap inside of another object, such as a template, a policy or a list.
      return isObject(value) && DATA_OWNERS.has(str(owner, 'kind') ?? '')
        ? allValues(value)
        : walk(value, name, scope, depth);
    case 'caBundle':
      return typeof value === 'string' ? redactedValue('', value) : walk(value, name, scope, depth);
    case 'url':
      return typeof value === 'string' ? maskUrl(value) : walk(value, name, scope, depth);
    case 'managedFields':
      return undefined;
    default:
      break;
  }
  if (scope.kind === 'CustomResourceDefinition' && isSchemaProse(owner, name, value)) return undefined;
  if (scope.custom) {
    const named = str(owner, 'name') ?? str(owner, 'key') ?? parent;
    if (VALUE_FIELDS.has(name)) {
      if (typeof value === 'string') return customValue(named, value);
      if (namesCredential(named)) return redactedValue(named, value);
    }
    if (typeof value === 'string' && value !== '') {
      if (isDocument(name) || (name === 'key' && isKeyItself(parent, owner)))
        return redactedValue(name, value);
    }
  }
  return walk(value, name, scope, depth);
}

const DATA_OWNERS: ReadonlySet<string> = new Set(['Secret', 'ConfigMap']);

/** Schemas of custom resources are mostly documentation, which nothing reads, and defaults may be passwords. */
function isSchemaProse(owner: object, name: string, value: unknown): boolean {
  if (name === 'description') return typeof value === 'string';
  // A property of such a name has a schema of its own, and stands in an object that has no type.
  return (name === 'default' || name === 'example') && typeof at(owner, 'type') === 'string';
}

const PARAMETER_OWNERS: ReadonlySet<string> = new Set([
  'StorageClass',
  'VolumeSnapshotClass',
  'VolumeAttributesClass',
]);

function isVolume(owner: object): boolean {
  return typeof at(owner, 'driver') === 'string' || at(owner, 'volumeHandle') !== undefined;
}

function variable(entry: unknown, scope: Scope, depth: number): unknown {
  if (typeof entry === 'string') return entry.includes('=') ? `${nameOf(entry)}=${MASK}` : maskText(entry);
  return namedValue(entry, scope, depth);
}

/** Of an assignment, `NAME=VALUE`. */
const nameOf = (assignment: string): string => maskText(assignment.slice(0, assignment.indexOf('=')));

/** `{name, value}` whose value is replaced; everything else, such as `valueFrom`, is kept. */
function namedValue(entry: unknown, scope: Scope, depth: number, name = str(entry, 'name') ?? ''): unknown {
  if (!isObject(entry) || isRedacted(entry)) return walk(entry, '', scope, depth);
  const copy: Bag = {};
  for (const [key, value] of Object.entries(entry)) {
    put(copy, key, key === 'value' ? redactedValue(name, value) : walk(value, key, scope, depth + 1));
  }
  return copy;
}

/** Some custom resources write `env: {NAME: value}`. */
function envMap(value: unknown, field: string, scope: Scope, depth: number): unknown {
  if (!isObject(value) || isRedacted(value)) return walk(value, field, scope, depth);
  const copy: Bag = {};
  for (const [name, entry] of Object.entries(value)) {
    put(copy, name, isObject(entry) ? namedValue(entry, scope, depth, name) : redactedValue(name, entry));
  }
  return copy;
}

function httpGet(value: object, scope: Scope, depth: number): unknown {
  const copy: Bag = {};
  for (const [key, entry] of Object.entries(value)) {
    put(
      copy,
      key,
      key === 'path' && typeof entry === 'string'
        ? maskUrl(entry)
        : place(value, key, entry, scope, { depth: depth + 1, parent: 'httpGet' }),
    );
  }
  return copy;
}

function allValues(value: object): Bag {
  const copy: Bag = {};
  for (const [name, entry] of Object.entries(value)) put(copy, name, redactedValue(name, entry));
  return copy;
}

/** The value of `{name, value}` and `{key, value}` in custom resources, such as Helm parameters, and of `password: {value}`. */
function customValue(name: string, value: string): unknown {
  return looksLikeCredential(name, value) ? redactedValue(name, value) : maskText(value);
}

function scalar(value: string, key: string, scope: Scope): unknown {
  if (
    scope.custom &&
    (namesCredential(key) || looksLikeCredential('', value)) &&
    value !== '' &&
    !isSchemaWord(key, value)
  ) {
    return redactedValue(key, value);
  }
  if (key === 'image' || key === 'imageID')
    return maskText(value.replace(/^([^/@\s]+):[^/@\s]+@/, '$1:***@'));
  return IDENTIFIERS.has(key) || value.length < 8 ? value : maskText(value);
}

/** Names that are never credentials, however random they look: masking them would break the joins. */
const IDENTIFIERS: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generateName',
  'kind',
  'apiVersion',
  'containerID',
  'imageID',
  'providerID',
  'volumeName',
  'nodeName',
  'podIP',
  'hostIP',
  'secretName',
  'claimName',
  'machineID',
  'systemUUID',
  'bootID',
  'pod-template-hash',
  'controller-revision-hash',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'template-hash',
  'serviceAccountName',
  'description',
  'resourceName',
]);

/** Field names that only look like credentials in a custom resource: `auth: kubernetes`, but not `auth: me:word`. */
function isSchemaWord(key: string, value: string): boolean {
  return key === 'kind' || key === 'type' || (key === 'auth' && /^[A-Za-z-]{1,40}$/.test(value));
}

function isRedacted(value: unknown): value is RedactedValue {
  const inner = at(value, '$redacted');
  return (
    isObject(value) &&
    Object.keys(value).length === 1 &&
    isObject(inner) &&
    Object.keys(inner).length === 2 &&
    typeof at(inner, 'length') === 'number' &&
    CLASSES.has(String(at(inner, 'looksLike')))
  );
}

const CLASSES: ReadonlySet<string> = new Set(LooksLike.options);

/** Sets an own property, also for `__proto__`, which an assignment would turn into the prototype. */
function put(target: Bag, key: string, value: unknown): void {
  if (value === undefined) return;
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}
