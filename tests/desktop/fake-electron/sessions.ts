import { EventEmitter } from 'node:events';
import type { Protocol, Session, WebRequest } from 'electron';
import type { Electron } from '../../../main/hosts/desktop/electron.ts';
import type { Lifecycle } from './lifecycle.ts';
import { own, strict } from './strict.ts';

type ProtocolHandler = Parameters<Protocol['handle']>[1];
type RequestListener = NonNullable<Parameters<WebRequest['onBeforeRequest']>[0]>;

/** A session as the test sees it: the handlers that the shell installed. */
export interface FakeSession {
  readonly face: Session;
  readonly name: string;
  readonly options: { readonly cache?: boolean };
  readonly protocols: Map<string, ProtocolHandler>;
  permissionRequest: Parameters<Session['setPermissionRequestHandler']>[0];
  permissionCheck: Parameters<Session['setPermissionCheckHandler']>[0];
  devicePermission: Parameters<Session['setDevicePermissionHandler']>[0];
  displayMedia: Parameters<Session['setDisplayMediaRequestHandler']>[0];
  beforeRequest: RequestListener | null;
  spellChecker: boolean;
  readonly events: EventEmitter;
}

export interface FakeSessions {
  readonly face: Electron['session'];
  readonly all: Map<string, FakeSession>;
  of(face: Session): FakeSession;
}

export function createFakeSessions(lifecycle: Lifecycle): FakeSessions {
  const all = new Map<string, FakeSession>();
  const fromPartition = (name: string, options: { cache?: boolean } = {}): FakeSession => {
    const known = all.get(name) ?? createFakeSession(name, options);
    all.set(name, known);
    return known;
  };
  const face = strict<Electron['session']>(
    'session',
    {
      fromPartition: (name: string, options?: { cache: boolean }) => fromPartition(name, options).face,
      get defaultSession() {
        return fromPartition('').face;
      },
    },
    {
      onUse(path) {
        lifecycle.requireReady(path);
        lifecycle.uses.push(path);
      },
    },
  );
  return {
    face,
    all,
    of(wanted) {
      const found = [...all.values()].find((session) => session.face === wanted);
      if (found === undefined) throw new Error('This is no session of the fake.');
      return found;
    },
  };
}

function createFakeSession(name: string, options: { cache?: boolean }): FakeSession {
  const events = new EventEmitter();
  const protocols = new Map<string, ProtocolHandler>();
  const protocol = strict<Protocol>('session.protocol', {
    handle(scheme: string, handler: ProtocolHandler) {
      if (protocols.has(scheme)) throw new Error(`The scheme ${scheme} has a handler already.`);
      protocols.set(scheme, handler);
    },
  });
  const webRequest = strict<WebRequest>('session.webRequest', {
    onBeforeRequest(...input: unknown[]) {
      const listener = input.at(-1);
      if (input.length !== 1) throw new Error('The fake knows only a listener for every request.');
      session.beforeRequest = listener as RequestListener | null;
    },
  });
  const face = strict<Session>(
    'session',
    {
      protocol,
      webRequest,
      setPermissionRequestHandler: (handler) => void (session.permissionRequest = handler),
      setPermissionCheckHandler: (handler) => void (session.permissionCheck = handler),
      setDevicePermissionHandler: (handler) => void (session.devicePermission = handler),
      setDisplayMediaRequestHandler: (handler) => void (session.displayMedia = handler),
      setSpellCheckerEnabled: (enabled: boolean) => void (session.spellChecker = enabled),
    },
    { emitter: events },
  );
  const session: FakeSession = {
    face,
    name,
    options,
    protocols,
    permissionRequest: null,
    permissionCheck: null,
    devicePermission: null,
    displayMedia: null,
    beforeRequest: null,
    spellChecker: true,
    events,
  };
  return own(session);
}
