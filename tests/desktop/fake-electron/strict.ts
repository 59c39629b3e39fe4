import type { EventEmitter } from 'node:events';

/** The members of `T` that a fake implements; those of an event emitter come from the emitter. */
export type Members<T> = { [K in keyof T as K extends keyof EventEmitter ? never : K]?: T[K] };

export interface StrictOptions {
  readonly emitter?: EventEmitter;
  /** Called with `App.quit` and the like before each use; may throw. */
  readonly onUse?: (path: string) => void;
}

/**
 * An object that has exactly the given members of `T` and throws on any other, so that a test fails where the
 * shell uses what the fake does not know, instead of passing on `undefined`. Arguments are cloned on the way in.
 */
export function strict<T extends object>(name: string, members: Members<T>, options: StrictOptions = {}): T {
  const { emitter, onUse } = options;
  const proxy = new Proxy(members, {
    get(target, property) {
      if (typeof property === 'symbol' || PROBED_BY_RUNTIMES.has(property))
        return Reflect.get(target, property);
      const source: object = Object.hasOwn(target, property) ? target : (emitter ?? target);
      if (!(property in source)) throw new Error(`The fake of electron has no ${name}.${property}.`);
      onUse?.(`${name}.${property}`);
      const value: unknown = Reflect.get(source, property);
      if (typeof value !== 'function' || isClass(value)) return value;
      return (...input: unknown[]): unknown => Reflect.apply(value, source, input.map(cloneArgument));
    },
    has: (target, property) =>
      Object.hasOwn(target, property) ||
      (emitter !== undefined && typeof property === 'string' && property in emitter),
    set(_target, property) {
      throw new Error(`The fake of electron does not let ${name}.${String(property)} be set.`);
    },
  });
  OWN.add(proxy);
  return proxy as T;
}

/** Marks an object as one of the fake's own, which crosses by reference. */
export function own<T extends object>(object: T): T {
  OWN.add(object);
  return object;
}

/** Clones plain data as the process boundary would; functions and the fake's own objects pass by reference. */
function cloneArgument(value: unknown): unknown {
  if (typeof value === 'function') return value;
  if (typeof value !== 'object' || value === null) return structuredClone(value);
  if (OWN.has(value) || Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return value.map(cloneArgument);
  if (Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cloneArgument(inner)]));
  }
  return structuredClone(value);
}

function isClass(value: object): boolean {
  return OWN.has(value);
}

const OWN = new WeakSet<object>();

/** Asked of every object by `await`, test reporters and inspectors; no part of Electron's interface. */
const PROBED_BY_RUNTIMES = new Set([
  'then',
  'toJSON',
  'constructor',
  'asymmetricMatch',
  '$$typeof',
  'nodeType',
]);
