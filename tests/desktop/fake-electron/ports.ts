import { EventEmitter } from 'node:events';
import type { MessageChannelMain, MessagePortMain } from 'electron';
import { own, strict } from './strict.ts';

/** The far end of a port that was transferred to a page. */
export interface RemotePort {
  /** What main sends to the page. Called in order. */
  onMessage: (data: unknown) => void;
  onClose: () => void;
  /** The page sends to main. */
  post(data: unknown): void;
  close(): void;
}

/** Two entangled ports, as Electron's `MessageChannelMain`. */
export class FakeMessageChannel {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const [left, right] = [new PortSide(), new PortSide()];
    left.peer = right;
    right.peer = left;
    this.port1 = left.face;
    this.port2 = right.face;
  }
}

export const fakeMessageChannelClass: typeof MessageChannelMain = own(FakeMessageChannel);

/** Takes a port away from main, as a transfer does. Throws for what is no port, or no longer usable. */
export function transferPort(port: MessagePortMain): RemotePort {
  const side = SIDES.get(port);
  if (side === undefined) throw new TypeError('Only a MessagePortMain can be transferred.');
  return side.transfer();
}

class PortSide {
  peer: PortSide | null = null;
  readonly face: MessagePortMain;
  readonly #emitter = new EventEmitter();
  readonly #waiting: unknown[] = [];
  #started = false;
  #closed = false;
  #remote: RemotePort | null = null;

  constructor() {
    this.face = strict<MessagePortMain>(
      'MessagePortMain',
      {
        postMessage: (message: unknown, transfer: MessagePortMain[] = []) => {
          if (transfer.length > 0) throw new Error('The fake does not transfer ports over ports.');
          if (this.#remote !== null) throw new Error('The port was transferred.');
          this.peer?.receive(structuredClone(message));
        },
        start: () => {
          this.#started = true;
          this.#flush();
        },
        close: () => this.close(),
      },
      { emitter: this.#emitter },
    );
    SIDES.set(this.face, this);
  }

  transfer(): RemotePort {
    if (this.#remote !== null || this.#closed || this.#started) {
      throw new Error('The port cannot be transferred any more.');
    }
    this.#remote = {
      onMessage: () => undefined,
      onClose: () => undefined,
      post: (data) => this.peer?.receive(structuredClone(data)),
      close: () => this.close(),
    };
    queueMicrotask(() => this.#flush());
    return this.#remote;
  }

  receive(data: unknown): void {
    if (this.#closed) return;
    this.#waiting.push(data);
    queueMicrotask(() => this.#flush());
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.peer?.close();
    queueMicrotask(() => {
      this.#remote?.onClose();
      this.#emitter.emit('close');
    });
  }

  /** Messages wait until main has called `start`, as they do in Electron. */
  #flush(): void {
    if (this.#remote === null && !this.#started) return;
    for (const data of this.#waiting.splice(0)) {
      if (this.#remote === null) this.#emitter.emit('message', { data, ports: [] });
      else this.#remote.onMessage(data);
    }
  }
}

const SIDES = new WeakMap<MessagePortMain, PortSide>();
