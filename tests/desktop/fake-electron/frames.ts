import { EventEmitter } from 'node:events';
import type { MessagePortMain, WebFrameMain } from 'electron';
import { type RemotePort, transferPort } from './ports.ts';
import { strict } from './strict.ts';

/** A frame as the test sees it: what it pretends to be, and what main posted to it. */
export interface FakeFrame {
  readonly face: WebFrameMain;
  url: string;
  origin: string;
  parent: FakeFrame | null;
  detached: boolean;
  destroyed: boolean;
  readonly posted: { readonly channel: string; readonly message: unknown; readonly ports: RemotePort[] }[];
  onPosted: (channel: string, message: unknown, ports: RemotePort[]) => void;
}

export function createFakeFrame(initial: {
  readonly url: string;
  readonly origin: string;
  readonly parent?: FakeFrame;
}): FakeFrame {
  const id = nextId();
  const alive = <T>(value: T): T => {
    if (frame.destroyed) throw new Error('Render frame was disposed before WebFrameMain could be accessed');
    return value;
  };
  const face = strict<WebFrameMain>(
    'WebFrameMain',
    {
      get url() {
        return alive(frame.url);
      },
      get origin() {
        return alive(frame.origin);
      },
      get parent() {
        return alive(frame.parent?.face ?? null);
      },
      get detached() {
        return frame.detached;
      },
      frameTreeNodeId: id,
      isDestroyed: () => frame.destroyed,
      postMessage(channel: string, message: unknown, transfer: MessagePortMain[] = []) {
        const ports = alive(transfer).map(transferPort);
        const cloned: unknown = structuredClone(message);
        frame.posted.push({ channel, message: cloned, ports });
        frame.onPosted(channel, cloned, ports);
      },
    },
    { emitter: new EventEmitter() },
  );
  const frame: FakeFrame = {
    face,
    url: initial.url,
    origin: initial.origin,
    parent: initial.parent ?? null,
    detached: false,
    destroyed: false,
    posted: [],
    onPosted: () => undefined,
  };
  return frame;
}

const nextId = (
  (last = 0) =>
  () =>
    ++last
)();
