import { EventEmitter } from 'node:events';
import { z } from 'zod';

/** A connection to Chromium's debugger. Events are emitted as `SESSION:Domain.event`. */
export interface Cdp {
  send(method: string, params?: object, sessionId?: string): Promise<Record<string, unknown>>;
  on(sessionId: string, event: string, listener: (params: Record<string, unknown>) => void): void;
  close(): void;
}

export async function connectCdp(address: string): Promise<Cdp> {
  const socket = new WebSocket(address);
  const events = new EventEmitter();
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  let lastId = 0;
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  socket.addEventListener('message', ({ data }) => {
    const message = Message.parse(JSON.parse(String(data)));
    if (message.id === undefined) {
      events.emit(`${message.sessionId}:${message.method}`, message.params);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) call?.resolve(message.result);
    else call?.reject(new Error(message.error.message));
  });
  return {
    send(method, params = {}, sessionId) {
      const call = Promise.withResolvers<Record<string, unknown>>();
      waiting.set(++lastId, call);
      socket.send(JSON.stringify({ id: lastId, method, params, sessionId }));
      return call.promise;
    },
    on: (sessionId, event, listener) => void events.on(`${sessionId}:${event}`, listener),
    close: () => socket.close(),
  };
}

const Message = z.object({
  id: z.number().optional(),
  sessionId: z.string().default(''),
  method: z.string().optional(),
  params: z.record(z.string(), z.unknown()).default({}),
  result: z.record(z.string(), z.unknown()).default({}),
  error: z.object({ message: z.string() }).optional(),
});
