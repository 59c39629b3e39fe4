/**
 * What runs in the page: the preload in a world of its own, as Electron isolates it, and the bridge that shows the
 * main world only what the preload exposed. These functions are sent as source; they use nothing from outside but
 * `encodeWire` and `decodeWire`, which go with them.
 */
import { decodeWire, encodeWire, type FromPage, type ToPage } from './wire.ts';

export const PRELOAD_WORLD = 'drydock-preload';
export const BINDING = '__drydockToMain';
export const DELIVER = '__drydockFromMain';

/** The source for the preload's world. */
export function preloadWorldSource(preload: string): string {
  const parts = [encodeWire, decodeWire].map(String).join('\n');
  return `(() => { ${parts}\n(${runPreload.toString()})((require, module, exports) => {${preload}\n}); })();`;
}

/** The source for the main world. */
export function mainWorldSource(): string {
  return `(${showExposed.toString()})();`;
}

type Preload = (require: (name: string) => unknown, module: { exports: object }, exports: object) => void;
type PortEvent = { readonly ports: readonly MessagePort[] };

function runPreload(preload: Preload): void {
  // Electron runs a preload in the main frame only, unless told otherwise.
  if (window !== window.top) return;
  const world = globalThis as unknown as Record<string, (message: string) => void>;
  const toMain = (message: FromPage) => world['__drydockToMain']?.(JSON.stringify(message));
  const listeners = new Map<string, ((event: PortEvent, message: unknown) => void)[]>();
  const ports = new Map<number, MessagePort>();

  const receivePort = (id: number): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    ports.set(id, port1);
    port1.addEventListener('message', ({ data }) =>
      toMain({ kind: 'port-message', id, data: encodeWire(data) }),
    );
    port1.addEventListener('close', () => toMain({ kind: 'port-closed', id }));
    port1.start();
    return port2;
  };
  world['__drydockFromMain'] = (text) => {
    const message = JSON.parse(text) as ToPage;
    if (message.kind === 'port-message') return ports.get(message.id)?.postMessage(decodeWire(message.data));
    if (message.kind === 'port-closed') return ports.get(message.id)?.close();
    const event = { ports: message.portIds.map(receivePort) };
    for (const listener of listeners.get(message.channel) ?? []) listener(event, decodeWire(message.message));
  };

  window.addEventListener('stand-in-open', (event) => {
    toMain({ kind: 'window-open', url: (event as CustomEvent<string>).detail });
  });

  const electron: Record<string, unknown> = {
    ipcRenderer: {
      on: (channel: string, listener: (event: PortEvent, message: unknown) => void) =>
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      send: (channel: string, ...args: unknown[]) =>
        toMain({ kind: 'send', channel, args: encodeWire(args) }),
    },
    contextBridge: {
      exposeInMainWorld(key: string, api: Record<string, unknown>) {
        const members = Object.entries(api).map(([name, value]) =>
          typeof value === 'function' ? { name, call: true } : { name, call: false, value },
        );
        window.addEventListener(`stand-in-call:${key}`, (event) => {
          const { name, args } = (event as CustomEvent<{ name: string; args: unknown[] }>).detail;
          const member = api[name];
          const result: unknown =
            typeof member === 'function' ? Reflect.apply(member, null, args) : undefined;
          window.dispatchEvent(new CustomEvent(`stand-in-result:${key}`, { detail: result }));
        });
        window.dispatchEvent(new CustomEvent('stand-in-expose', { detail: { key, members } }));
      },
    },
    // The path of a dropped file is known to the real binary only.
    webUtils: { getPathForFile: () => '' },
  };
  const strict = (name: string, members: object): object =>
    new Proxy(members, {
      get(target, property) {
        if (!(property in target))
          throw new Error(`The stand-in has no ${name}.${String(property)} in a preload.`);
        return Reflect.get(target, property);
      },
    });
  const module = { exports: {} };
  const require = (name: string): unknown => {
    if (name !== 'electron') throw new Error(`A sandboxed preload cannot require ${name}.`);
    return strict(
      'electron',
      Object.fromEntries(Object.entries(electron).map(([key, value]) => [key, strict(key, value as object)])),
    );
  };
  preload(require, module, module.exports);
}

function showExposed(): void {
  if (window !== window.top) return;
  // Electron asks the shell before there is a popup. In Chromium there would be one first, and Playwright pauses it at
  // its start, which can hold its opener for ever.
  window.open = (url = '') => {
    const detail = new URL(url, location.href).href;
    window.dispatchEvent(new CustomEvent('stand-in-open', { detail }));
    return null;
  };
  window.addEventListener('stand-in-expose', (event) => {
    const { key, members } = (
      event as CustomEvent<{ key: string; members: { name: string; call: boolean; value: unknown }[] }>
    ).detail;
    const call = (name: string, args: unknown[]): unknown => {
      let result: unknown;
      const take = (answer: Event) => (result = (answer as CustomEvent<unknown>).detail ?? undefined);
      window.addEventListener(`stand-in-result:${key}`, take, { once: true });
      window.dispatchEvent(new CustomEvent(`stand-in-call:${key}`, { detail: { name, args } }));
      return result;
    };
    const api = Object.fromEntries(
      members.map(({ name, call: isCall, value }) => [
        name,
        isCall ? (...args: unknown[]) => call(name, args) : value,
      ]),
    );
    Object.defineProperty(window, key, { value: Object.freeze(api), enumerable: true });
  });
}
