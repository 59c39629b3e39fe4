import { readFileSync } from 'node:fs';
import type { WebContents } from 'electron';
import { createFakeFrame, type FakeFrame } from '../fake-electron/frames.ts';
import type { RemotePort } from '../fake-electron/ports.ts';
import type { FakeWindow, PageRenderer } from '../fake-electron/windows.ts';
import type { Cdp } from './cdp.ts';
import { BINDING, DELIVER, mainWorldSource, PRELOAD_WORLD, preloadWorldSource } from './page-worlds.ts';
import { type SchemeServer, serveSchemes } from './scheme-server.ts';
import { decodeWire, encodeWire, type FromPage, type ToPage } from './wire.ts';

/** Shows the fake's windows as pages of a real Chromium. */
export interface ChromiumRenderer extends PageRenderer {
  targetIdOf(contents: WebContents): string | null;
}

export async function createChromiumRenderer(cdp: Cdp): Promise<ChromiumRenderer> {
  const pages = new Map<FakeWindow, Promise<Page>>();
  const targets = new Map<WebContents, string>();
  // A popup that the shell refused must not live: Electron would never have made it.
  cdp.on('', 'Target.targetCreated', ({ targetInfo }) => {
    const { targetId, openerId } = targetInfo as { targetId: string; openerId?: string };
    if (openerId !== undefined) void cdp.send('Target.closeTarget', { targetId }).catch(() => undefined);
  });
  await cdp.send('Target.setDiscoverTargets', { discover: true });

  return {
    async load(window, url) {
      const opening = pages.get(window) ?? openPage(cdp, window);
      pages.set(window, opening);
      const page = await opening;
      targets.set(window.contents.face, page.targetId);
      await page.navigate(url);
    },
    close(window) {
      void pages
        .get(window)
        ?.then(({ targetId }) => cdp.send('Target.closeTarget', { targetId }))
        .catch(() => undefined);
      pages.delete(window);
    },
    targetIdOf: (contents) => targets.get(contents) ?? null,
  };
}

interface Page {
  readonly targetId: string;
  navigate(url: string): Promise<void>;
}

async function openPage(cdp: Cdp, window: FakeWindow): Promise<Page> {
  const { contents } = window;
  const server = await serveSchemes(window.session);
  const targetId = String((await cdp.send('Target.createTarget', { url: 'about:blank' }))['targetId']);
  const sessionId = String(
    (await cdp.send('Target.attachToTarget', { targetId, flatten: true }))['sessionId'],
  );
  const send = (method: string, params: object = {}) => cdp.send(method, params, sessionId);
  const on = (event: string, listener: (params: Record<string, unknown>) => void) =>
    cdp.on(sessionId, event, listener);

  const frames = followFrames(on, server, window);
  connectIpc({ send, on, frames, server, window });
  const loading = guardRequests({ send, on, frames, server, window });
  on('Page.windowOpen', ({ url }) => void contents.openWindow(server.toCustom(String(url))));

  await send('Page.enable');
  await send('Runtime.enable');
  await send('Runtime.addBinding', { name: BINDING, executionContextName: PRELOAD_WORLD });
  await send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldSource() });
  const preload = contents.preferences.preload;
  if (preload !== undefined) {
    await send('Page.addScriptToEvaluateOnNewDocument', {
      source: preloadWorldSource(readFileSync(preload, 'utf8')),
      worldName: PRELOAD_WORLD,
    });
  }
  await send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  await applyPermissions(cdp, window);

  return {
    targetId,
    async navigate(url) {
      loading.expect(url);
      const loaded = new Promise<void>((resolve) => on('Page.domContentEventFired', () => resolve()));
      const { errorText } = await send('Page.navigate', { url: server.toHttp(url) });
      if (typeof errorText === 'string') throw new Error(`${errorText} loading '${url}'`);
      await loaded;
    },
  };
}

type Send = (method: string, params?: object) => Promise<Record<string, unknown>>;
type On = (event: string, listener: (params: Record<string, unknown>) => void) => void;

interface Frames {
  byId(id: string): FakeFrame | null;
  /** The preload's world of the main frame, where messages are delivered. */
  preloadContext(): number | null;
  byContext(contextId: number): FakeFrame | null;
}

/** Keeps the fake's frames as they are in the page. */
function followFrames(on: On, server: SchemeServer, { contents }: FakeWindow): Frames {
  const frames = new Map<string, FakeFrame>();
  const contexts = new Map<number, string>();
  let preloadContext: number | null = null;
  on('Page.frameNavigated', (params) => {
    const { id, parentId, url } = params['frame'] as { id: string; parentId?: string; url: string };
    const parent = parentId === undefined ? undefined : (frames.get(parentId) ?? contents.mainFrame);
    const frame =
      parent === undefined
        ? contents.mainFrame
        : (frames.get(id) ?? createFakeFrame({ url: '', origin: 'null', parent }));
    frame.url = server.toCustom(url);
    frame.origin = server.toCustom(URL.canParse(url) ? new URL(url).origin : 'null');
    frames.set(id, frame);
  });
  on('Page.frameDetached', ({ frameId }) => {
    const frame = frames.get(String(frameId));
    if (frame !== undefined && frame !== contents.mainFrame) frame.destroyed = true;
    frames.delete(String(frameId));
  });
  on('Runtime.executionContextCreated', (params) => {
    const { id, name, auxData } = params['context'] as {
      id: number;
      name: string;
      auxData?: { frameId?: string };
    };
    const frameId = auxData?.frameId ?? '';
    contexts.set(id, frameId);
    if (name === PRELOAD_WORLD && frames.get(frameId) === contents.mainFrame) preloadContext = id;
  });
  on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
    contexts.delete(Number(executionContextId));
  });
  const byId = (id: string) => frames.get(id) ?? null;
  return { byId, preloadContext: () => preloadContext, byContext: (id) => byId(contexts.get(id) ?? '') };
}

/** Carries messages and ports between main and the preload's world. */
function connectIpc(page: {
  readonly send: Send;
  readonly on: On;
  readonly frames: Frames;
  readonly server: SchemeServer;
  readonly window: FakeWindow;
}): void {
  const { contents } = page.window;
  const ports = new Map<number, RemotePort>();
  let lastPort = 0;
  let lastDelivery = Promise.resolve<unknown>(undefined);
  const deliver = (message: ToPage) => {
    const contextId = page.frames.preloadContext();
    if (contextId === null) return;
    const expression = `${DELIVER}(${JSON.stringify(JSON.stringify(message))})`;
    // One after the other: the order of messages is part of what a port promises.
    lastDelivery = lastDelivery
      .then(() => page.send('Runtime.evaluate', { expression, contextId }))
      .catch(() => undefined);
  };
  contents.mainFrame.onPosted = (channel, message, transferred) => {
    const portIds = transferred.map((port) => {
      const id = ++lastPort;
      ports.set(id, port);
      port.onMessage = (data) => deliver({ kind: 'port-message', id, data: encodeWire(data) });
      port.onClose = () => deliver({ kind: 'port-closed', id });
      return id;
    });
    deliver({ kind: 'posted', channel, message: encodeWire(message), portIds });
  };
  page.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name !== BINDING) return;
    const message = JSON.parse(String(payload)) as FromPage;
    if (message.kind === 'port-message') return ports.get(message.id)?.post(decodeWire(message.data));
    if (message.kind === 'port-closed') return ports.get(message.id)?.close();
    if (message.kind === 'window-open') return void contents.openWindow(page.server.toCustom(message.url));
    const frame = page.frames.byContext(Number(executionContextId));
    contents.receive(message.channel, decodeWire(message.args) as unknown[], { frame });
  });
}

/** Asks the shell about every request and navigation, as Electron does, before Chromium may make it. */
function guardRequests(page: {
  readonly send: Send;
  readonly on: On;
  readonly frames: Frames;
  readonly server: SchemeServer;
  readonly window: FakeWindow;
}): { expect(url: string): void } {
  const { contents, session } = page.window;
  let expected: string | null = null;
  const mayNavigate = (url: string, frameId: string, isRedirect: boolean): boolean => {
    const frame = page.frames.byId(frameId) ?? contents.mainFrame;
    if (expected === url) {
      expected = null;
      return true;
    }
    if (isRedirect) return contents.navigate('will-redirect', url, frame);
    const allowed = contents.navigate('will-frame-navigate', url, frame);
    return frame === contents.mainFrame ? contents.navigate('will-navigate', url, frame) && allowed : allowed;
  };
  const mayRequest = (url: string): boolean => {
    let cancelled = false;
    session.beforeRequest?.(
      { url } as Parameters<NonNullable<typeof session.beforeRequest>>[0],
      ({ cancel }) => {
        cancelled = cancel ?? false;
      },
    );
    return !cancelled;
  };
  page.on('Fetch.requestPaused', (params) => {
    const { requestId, request, frameId, resourceType, redirectedRequestId } = params as {
      requestId: string;
      request: { url: string };
      frameId: string;
      resourceType: string;
      redirectedRequestId?: string;
    };
    const url = page.server.toCustom(request.url);
    const isDocument = resourceType === 'Document';
    const refusal =
      isDocument && !mayNavigate(url, frameId, redirectedRequestId !== undefined)
        ? 'Aborted'
        : mayRequest(url)
          ? null
          : 'BlockedByClient';
    const answer =
      refusal === null
        ? page.send('Fetch.continueRequest', { requestId })
        : page.send('Fetch.failRequest', { requestId, errorReason: refusal });
    // The page may have gone in the meantime.
    answer.catch(() => undefined);
  });
  return { expect: (url) => void (expected = url) };
}

/** Asks the shell's permission handler once for each permission and tells Chromium. */
async function applyPermissions(cdp: Cdp, { contents, session }: FakeWindow): Promise<void> {
  for (const [permission, name] of PERMISSIONS) {
    const granted =
      session.permissionCheck?.(contents.face, permission, 'app://drydock/', {
        isMainFrame: true,
        requestingUrl: 'app://drydock/',
      }) ?? true;
    await cdp.send('Browser.setPermission', {
      permission: { name },
      setting: granted ? 'granted' : 'denied',
    });
  }
}

const PERMISSIONS = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
] as const;
