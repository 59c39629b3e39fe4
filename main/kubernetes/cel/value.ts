/** Values of CEL, and how objects of a snapshot become them. */
import { isObject } from '../../snapshot/read.ts';

/** Unsigned 64-bit; int is a bigint, double a number. */
export class Uint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** Milliseconds would lose what `duration('1ns')` says. */
export class Duration {
  readonly nanoseconds: bigint;
  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

/** Nanoseconds since 1970. */
export class Timestamp {
  readonly nanoseconds: bigint;
  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

export class TypeName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export class Optional {
  /** undefined for `optional.none()`. */
  readonly value: Value | undefined;
  constructor(value: Value | undefined) {
    this.value = value;
  }
}

/** A value of Kubernetes' own libraries: compared by `key`, which is the same for equal values. */
export class Special<T = unknown> {
  readonly type: 'quantity' | 'url' | 'ip' | 'cidr' | 'semver';
  readonly key: string;
  readonly inner: T;
  constructor(type: Special['type'], key: string, inner: T) {
    this.type = type;
    this.key = key;
    this.inner = inner;
  }
}

/** Stands where the collection removed a value: it is there, and nobody knows what it says. */
export class Withheld {
  readonly withheld = true;
}
export const WITHHELD = new Withheld();

export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Duration
  | Timestamp
  | TypeName
  | Optional
  | Special
  | Withheld
  | ValueMap
  | readonly Value[];

export interface ValueMap {
  readonly isMap: true;
  readonly size: number;
  get(key: Value): Value | undefined;
  /** 'withheld' when the collection removes that field, so that its absence says nothing. */
  has(key: Value): boolean | 'withheld';
  keys(): readonly Value[];
}

export const isMap = (value: Value): value is ValueMap =>
  typeof value === 'object' && value !== null && 'isMap' in value;

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** Why an evaluation has no result. */
export class CelFailure extends Error {
  readonly why: 'error' | 'withheld' | 'cost';
  constructor(message: string, why: CelFailure['why'] = 'error') {
    super(message);
    this.name = 'CelFailure';
    this.why = why;
  }
}

/** Fields of an object that no snapshot holds: that they are absent says nothing. */
export interface Shape {
  readonly withheld?: ReadonlySet<string>;
  /** Only these are ever held. */
  readonly only?: ReadonlySet<string>;
  /** Drydock's own notes, which are no part of the object. */
  readonly hidden?: ReadonlySet<string>;
  readonly children?: ReadonlyMap<string, Shape>;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const METADATA: Shape = {
  withheld: new Set(['managedFields', 'selfLink']),
  children: new Map([['annotations', { withheld: new Set([LAST_APPLIED]) }]]),
};
const OBJECT: Shape = { hidden: new Set(['$drydock']), children: new Map([['metadata', METADATA]]) };
/** SECURITY: of a Secret, a snapshot has its name, its type and how many keys it has. */
const SECRET: Shape = {
  hidden: new Set(['$drydock']),
  only: new Set(['apiVersion', 'kind', 'metadata', 'type']),
  children: new Map([['metadata', { only: new Set(['name', 'namespace']) }]]),
};

/** An object of a snapshot. What was redacted or masked is withheld, and so is what is never collected. */
export function objectValue(object: unknown): Value {
  const secret =
    isObject(object) &&
    Reflect.get(object, 'kind') === 'Secret' &&
    Reflect.get(object, 'apiVersion') === 'v1';
  return fromJson(object, { shape: secret ? SECRET : OBJECT, redacted: true });
}

/** Plain JSON, such as the params of a control. */
export const plainValue = (json: unknown): Value => fromJson(json, { shape: null, redacted: false });

interface Reading {
  readonly shape: Shape | null;
  readonly redacted: boolean;
}

const MASK = '***';
/** Text beyond this is cut when it is collected. */
const CUT_AT = 65_536;

function fromJson(json: unknown, reading: Reading): Value {
  if (typeof json === 'string')
    return reading.redacted && (json.includes(MASK) || json.length >= CUT_AT) ? WITHHELD : json;
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (typeof json === 'boolean') return json;
  if (Array.isArray(json)) {
    const reader = { ...reading, shape: null };
    return json.map((entry: unknown) => fromJson(entry, reader));
  }
  if (!isObject(json)) return null;
  if (
    reading.redacted &&
    isObject(Object.hasOwn(json, '$redacted') ? Reflect.get(json, '$redacted') : null)
  ) {
    return WITHHELD;
  }
  return new JsonMap(json, reading);
}

/** Own properties only; fields become values when they are asked for. */
class JsonMap implements ValueMap {
  readonly isMap = true;
  readonly #json: object;
  readonly #reading: Reading;

  constructor(json: object, reading: Reading) {
    this.#json = json;
    this.#reading = reading;
  }

  get size(): number {
    return this.keys().length;
  }

  get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    const { shape, redacted } = this.#reading;
    if (this.has(key) === 'withheld') return WITHHELD;
    if (this.has(key) === false) return undefined;
    return fromJson(Reflect.get(this.#json, key), { redacted, shape: shape?.children?.get(key) ?? null });
  }

  has(key: Value): boolean | 'withheld' {
    if (typeof key !== 'string') return false;
    const { shape } = this.#reading;
    if (shape?.hidden?.has(key) === true) return false;
    if (Object.hasOwn(this.#json, key)) return true;
    if (shape?.withheld?.has(key) === true || (shape?.only !== undefined && !shape.only.has(key)))
      return 'withheld';
    return false;
  }

  keys(): readonly Value[] {
    const hidden = this.#reading.shape?.hidden;
    if (this.#reading.shape?.only !== undefined)
      throw new CelFailure('it looks at all fields of a thing of which the collection keeps few', 'withheld');
    return Object.keys(this.#json).filter((key) => hidden?.has(key) !== true);
  }
}

/** A map that an expression made. */
export class MadeMap implements ValueMap {
  readonly isMap = true;
  readonly #entries = new Map<string, readonly [Value, Value]>();

  /** False when the key is there already. @throws CelFailure for a key of a type that CEL does not allow */
  put(key: Value, value: Value): boolean {
    const id = keyOf(key);
    if (id === null) throw new CelFailure(`a map cannot have a key of type ${typeName(key)}`);
    if (this.#entries.has(id)) return false;
    this.#entries.set(id, [key, value]);
    return true;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    const id = keyOf(key);
    return id === null ? undefined : this.#entries.get(id)?.[1];
  }

  has(key: Value): boolean {
    return this.get(key) !== undefined;
  }

  keys(): readonly Value[] {
    return [...this.#entries.values()].map(([key]) => key);
  }
}

/** Equal numbers of any type are the same key. */
function keyOf(key: Value): string | null {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'boolean') return `b${key}`;
  if (typeof key === 'bigint') return `n${key}`;
  if (key instanceof Uint) return `n${key.value}`;
  if (typeof key === 'number' && Number.isInteger(key)) return `n${BigInt(key)}`;
  return null;
}

/** The name of a value's type, as CEL calls it. */
export function typeName(value: Value): string {
  if (value === null) return 'null_type';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'double';
  if (typeof value === 'string') return 'string';
  if (value instanceof Uint8Array) return 'bytes';
  if (isList(value)) return 'list';
  if (isMap(value)) return 'map';
  if (value instanceof Uint) return 'uint';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof TypeName) return 'type';
  if (value instanceof Optional) return 'optional_type';
  if (value instanceof Special) return SPECIAL_NAMES[value.type];
  return 'a removed value';
}

/** Names that mean a type, as in `type(x) == string`. */
export const TYPE_NAMES: ReadonlySet<string> = new Set([
  'bool',
  'int',
  'uint',
  'double',
  'string',
  'bytes',
  'list',
  'map',
  'null_type',
  'type',
]);

const SPECIAL_NAMES: Readonly<Record<Special['type'], string>> = {
  quantity: 'kubernetes.Quantity',
  url: 'kubernetes.URL',
  ip: 'net.IP',
  cidr: 'net.CIDR',
  semver: 'kubernetes.Semver',
};
