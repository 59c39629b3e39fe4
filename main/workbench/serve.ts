/** The three ways to speak to a workbench. Each serves the same router; `tests/contract` holds them to that. */
import type { SupportedMessagePort } from '@orpc/client/message-port';
import { type ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { RPCHandler as MessagePortHandler } from '@orpc/server/message-port';
import { RPCHandler as WebSocketHandler } from '@orpc/server/ws';
import type { WebSocket } from 'ws';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Workbench } from './workbench.ts';

export type WorkbenchClient = ContractRouterClient<Contract>;

/** Desktop: over a MessagePort of the browser, of Node, or Electron's MessagePortMain (which must be started). */
export function serveMessagePort(workbench: Workbench, port: SupportedMessagePort): void {
  new MessagePortHandler(workbench.router).upgrade(port, { context: {} });
}

/** Loopback: over a WebSocket that the host has authenticated. */
export async function serveWebSocket(workbench: Workbench, socket: WebSocket): Promise<void> {
  await new WebSocketHandler(workbench.router).upgrade(socket, { context: {} });
}

/** CLI: in the same process, through the same schemas and errors. */
export function directClient(workbench: Workbench): WorkbenchClient {
  return createRouterClient(workbench.router, { context: {} });
}
