/** The store on its own thread: opens the engagement file by its key and answers one operation at a time. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { DrydockError } from '../../shared/errors.ts';
import { createStoreApi } from '../store/api.ts';
import { closeFile, type OpenFile, openFile } from '../store/file.ts';
import {
  CLOSE,
  crossError,
  type StoreGreeting,
  type StoreReply,
  type StoreRequest,
  type StoreWorkerData,
} from './store-protocol.ts';
import { createUpkeep } from './store-upkeep.ts';

if (parentPort !== null) await serve(parentPort, workerData as StoreWorkerData);

async function serve(port: MessagePort, { file, key, acceptMissing }: StoreWorkerData): Promise<void> {
  const greet = (greeting: StoreGreeting) => port.postMessage(greeting);
  let opened: OpenFile;
  try {
    opened = await openFile(file, { key }, undefined, { acceptMissing });
  } catch (error) {
    greet({ error: crossError(error, file) });
    return;
  } finally {
    key.fill(0);
  }
  let at = '';
  const api = createStoreApi(opened.db, file, () => at, opened.guard);
  const operations = operationsOf(api);
  const upkeep = createUpkeep({ open: opened, file, now: () => new Date().toISOString() });
  operations.set(CLOSE, () => {
    upkeep.finish();
    closeFile(file, opened);
  });
  if (opened.recovered !== null) {
    at = new Date().toISOString();
    api.engagement.noteRecovered(opened.recovered);
  }
  port.on('message', (request: StoreRequest) => {
    at = request.at;
    port.postMessage(answer(operations, request, file));
    if (request.op === CLOSE) port.close();
    else upkeep.touch();
  });
  greet({ operations: [...operations.keys()] });
}

type Operation = (input: unknown) => unknown;

/** "group.method" of a store API. A Map, so that no name from outside reaches a prototype. */
function operationsOf(api: object): Map<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const [group, methods] of Object.entries(api) as [string, Record<string, Operation>][]) {
    for (const [name, method] of Object.entries(methods)) operations.set(`${group}.${name}`, method);
  }
  return operations;
}

function answer(
  operations: Map<string, Operation>,
  { id, op, input }: StoreRequest,
  file: string,
): StoreReply {
  const start = performance.now();
  const tookMs = () => performance.now() - start;
  try {
    const operation = operations.get(op);
    if (operation === undefined) throw new DrydockError('NOT_FOUND', { what: 'The operation' });
    return { id, value: operation(input), tookMs: tookMs() };
  } catch (error) {
    return { id, error: crossError(error, file), tookMs: tookMs() };
  }
}
