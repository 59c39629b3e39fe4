/**
 * How values cross between the fake and the page: as JSON that keeps `undefined` and bytes. Both functions are
 * also sent to the page as source, so that they use nothing from outside themselves but each other.
 */
export type Wire =
  | { readonly v: string | number | boolean | null }
  | { readonly u: 1 }
  | { readonly bytes: string; readonly as: 'Uint8Array' | 'ArrayBuffer' }
  | { readonly list: readonly Wire[] }
  | { readonly record: readonly (readonly [string, Wire])[] };

export function encodeWire(value: unknown): Wire {
  if (value === undefined) return { u: 1 };
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return { v: value };
  }
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
    const bytes = new Uint8Array(value);
    let binary = '';
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return { bytes: btoa(binary), as: value instanceof Uint8Array ? 'Uint8Array' : 'ArrayBuffer' };
  }
  if (Array.isArray(value)) return { list: value.map(encodeWire) };
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return { record: Object.entries(value).map(([key, inner]) => [key, encodeWire(inner)] as const) };
  }
  throw new TypeError('The stand-in cannot carry this value between the page and main.');
}

export function decodeWire(wire: Wire): unknown {
  if ('v' in wire) return wire.v;
  if ('u' in wire) return undefined;
  if ('list' in wire) return wire.list.map(decodeWire);
  if ('record' in wire)
    return Object.fromEntries(wire.record.map(([key, inner]) => [key, decodeWire(inner)]));
  const bytes = Uint8Array.from(atob(wire.bytes), (character) => character.charCodeAt(0));
  return wire.as === 'Uint8Array' ? bytes : bytes.buffer;
}

/** From the page to main. */
export type FromPage =
  | { readonly kind: 'send'; readonly channel: string; readonly args: Wire }
  | { readonly kind: 'port-message'; readonly id: number; readonly data: Wire }
  | { readonly kind: 'port-closed'; readonly id: number }
  | { readonly kind: 'window-open'; readonly url: string };

/** From main to the page. */
export type ToPage =
  | {
      readonly kind: 'posted';
      readonly channel: string;
      readonly message: Wire;
      readonly portIds: readonly number[];
    }
  | { readonly kind: 'port-message'; readonly id: number; readonly data: Wire }
  | { readonly kind: 'port-closed'; readonly id: number };
