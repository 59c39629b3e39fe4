/** The one connection to the workbench: made at start, remade when it is lost. Calls wait while it is away. */
import { type ClientContext, type ClientLink, createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { z } from 'zod';
import type { Contract } from '../../shared/contract/contract.ts';
import type { FilePurpose, FileRef } from '../../shared/files.ts';
import { hostKnows } from './proof.ts';
import { forgetSecret, hasToken, rememberSecret, tabSecret } from './session.ts';
import {
  connectDesktop,
  connectLoopback,
  desktopBridge,
  NotSignedIn,
  type Transport,
  type Welcome,
} from './transport.ts';

export type Client = ContractRouterClient<Contract>;
export type ConnectionState = 'connecting' | 'ready' | 'lost' | 'not-signed-in';

export interface Connection {
  readonly client: Client;
  readonly state: () => ConnectionState;
  readonly subscribe: (listener: () => void) => () => void;
  /** A dropped or chosen file as the host can read it: its path on desktop, an upload on loopback. */
  readonly fileRef: (file: File, purpose: FilePurpose) => Promise<FileRef>;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;

/** Starts to connect at once. */
export function openConnection(): Connection {
  let state: ConnectionState = 'connecting';
  let current = Promise.withResolvers<ClientLink<ClientContext>>();
  let secret: string | null = null;
  /** Of this page alone, and never stored. SECURITY S-29 */
  let pass: Welcome | null = null;
  const listeners = new Set<() => void>();
  const bridge = desktopBridge();

  function become(next: ConnectionState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  async function connect(): Promise<Transport> {
    if (bridge !== null) return connectDesktop(bridge);
    if (hasToken()) {
      secret = await tabSecret();
      pass = null;
    }
    // Another program may listen where Drydock did. It learns nothing, and gets no word that was typed.
    if (pass !== null && !(await hostKnows(pass))) throw new NotSignedIn();
    secret ??= await tabSecret();
    if (secret === null) throw new NotSignedIn();
    const { welcome, ...transport } = await connectLoopback(secret, pass?.key ?? null);
    pass = welcome ?? pass;
    if (welcome !== null && welcome.secret !== null) {
      secret = welcome.secret;
      rememberSecret(secret);
    }
    return transport;
  }

  /** What was typed stays in this page; a start address that is opened in this very tab does not load it anew. */
  async function untilStartAddress(): Promise<void> {
    forgetSecret();
    secret = null;
    pass = null;
    become('not-signed-in');
    while (!hasToken()) {
      await new Promise((resolve) => window.addEventListener('hashchange', resolve, { once: true }));
    }
  }

  async function stayConnected(): Promise<void> {
    let wait = FIRST_RETRY_MS;
    for (;;) {
      try {
        const transport = await connect();
        current.resolve(transport.link);
        wait = FIRST_RETRY_MS;
        become('ready');
        await transport.lost;
        current = Promise.withResolvers();
        become('lost');
      } catch (error) {
        if (error instanceof NotSignedIn) {
          await untilStartAddress();
          continue;
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
        wait = Math.min(wait * 2, LONGEST_RETRY_MS);
      }
    }
  }

  void stayConnected();
  return {
    client: createORPCClient<Client>({
      call: async (path, input, options) => (await current.promise).call(path, input, options),
    }),
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async fileRef(file, purpose) {
      if (bridge !== null) return { path: bridge.pathForFile(file) };
      const query = new URLSearchParams({ name: file.name, purpose });
      const response = await fetch(`/upload?${query.toString()}`, {
        method: 'PUT',
        headers: { 'x-drydock-secret': secret ?? '' },
        body: file,
      });
      if (!response.ok) throw await refusalOf(response, file.name);
      const answer: unknown = await response.json();
      const uploadId = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'uploadId') : null;
      if (typeof uploadId !== 'string') throw new Error(`${file.name} could not be uploaded.`);
      return { uploadId };
    },
  };
}

/** The host's own sentences where it says them; a refusal without any may also come from a proxy in between. */
async function refusalOf(response: Response, name: string): Promise<Error> {
  const said = Refusal.safeParse(await response.json().catch(() => null));
  if (!said.success) return new Error(`${name} could not be uploaded (HTTP status ${response.status}).`);
  const { code, message, remedy } = said.data;
  return new ORPCError(code, { message, data: { remedy } });
}

const Refusal = z.object({ code: z.string(), message: z.string(), remedy: z.string() });
