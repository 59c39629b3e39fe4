/** The store as the workbench calls it: every operation a promise, answered by a worker thread. */
import { Worker } from 'node:worker_threads';
import { DrydockError } from '../../shared/errors.ts';
import type { StoreApi } from '../store/api.ts';
import { settlesWithin } from './bounded.ts';
import {
  CLOSE,
  type StoreGreeting,
  type StoreReply,
  type StoreRequest,
  type StoreWorkerData,
  uncrossError,
} from './store-protocol.ts';

/** `store.answers.save(edit)` resolves when the change is on the disk. */
export type StoreClient = {
  readonly [Group in keyof StoreApi]: {
    readonly [Method in keyof StoreApi[Group]]: StoreApi[Group][Method] extends (...input: infer I) => infer O
      ? (...input: I) => Promise<O>
      : never;
  };
} & {
  /**
   * Forgets the key at once and refuses further calls, then checkpoints and closes the file. A store that does not
   * answer loses its thread: what it acknowledged is on the disk, and the next opening finds it.
   */
  close(): Promise<void>;
};

export interface StoreClientOptions {
  readonly workerUrl: URL;
  readonly file: string;
  /** 32 bytes; copied, and the copy is zeroed on close. */
  readonly key: Uint8Array;
  /** Opens what is whole of a file that lacks acknowledged entries, once. */
  readonly acceptMissing?: boolean;
  /** Told of operations that took long; only their name, never their input. */
  readonly onSlowQuery?: (slow: { readonly op: string; readonly tookMs: number }) => void;
  /** ISO 8601 in UTC. */
  readonly now?: () => string;
  /** Time for the last checkpoint. */
  readonly closeWithinMs?: number;
}

const SLOW_MS = 250;
const MAX_RESTARTS = 3;
const CLOSE_WITHIN_MS = 10_000;
const THREAD_ENDS_WITHIN_MS = 2000;

/**
 * Opens the file on a worker thread. A worker that dies takes its pending calls with it (WORKER_CRASHED) and is
 * replaced, three times at most. SECURITY S-24
 * @throws DrydockError as openFile
 */
export async function openStoreClient(options: StoreClientOptions): Promise<StoreClient> {
  const key = Uint8Array.from(options.key);
  const now = options.now ?? (() => new Date().toISOString());
  const start = () => startWorker({ ...options, key, acceptMissing: false });
  let restarts = 0;
  let closed: Promise<void> | null = null;
  let started = startWorker({ ...options, key });
  const watch = ({ ready }: StartedWorker) => {
    ready
      .then(({ died }) => died)
      .then(() => {
        if (closed !== null || restarts >= MAX_RESTARTS) return;
        restarts += 1;
        started = start();
        watch(started);
      })
      // A restart that cannot open the file: the next call says why.
      .catch(() => undefined);
  };

  const call = async (op: string, input: unknown): Promise<unknown> => {
    if (closed !== null) throw new DrydockError('ENGAGEMENT_LOCKED');
    return (await started.ready).call(op, input, now());
  };
  const close = async () => {
    key.fill(0);
    const { worker, ready } = started;
    const finished = ready.then((store) => store.call(CLOSE, null, now()));
    await settlesWithin(finished, options.closeWithinMs ?? CLOSE_WITHIN_MS);
    await settlesWithin(worker.terminate(), THREAD_ENDS_WITHIN_MS);
  };

  let operations: readonly string[];
  try {
    ({ operations } = await started.ready);
  } catch (error) {
    key.fill(0);
    throw error;
  }
  watch(started);
  return {
    ...(clientOf(operations, call) as StoreClient),
    close: () => (closed ??= close()),
  };
}

type Call = (op: string, input: unknown) => Promise<unknown>;

function clientOf(operations: readonly string[], call: Call): unknown {
  const client: Record<string, Record<string, (input: unknown) => Promise<unknown>>> = {};
  for (const op of operations) {
    const [group = '', method] = op.split('.');
    if (method !== undefined) (client[group] ??= {})[method] = (input) => call(op, input);
  }
  return client;
}

interface Connection {
  readonly operations: readonly string[];
  call(op: string, input: unknown, at: string): Promise<unknown>;
  /** Resolves when the thread is gone. */
  readonly died: Promise<void>;
}

interface StartedWorker {
  readonly worker: Worker;
  /** Resolves once it has opened the file, which of a large one takes its time. */
  readonly ready: Promise<Connection>;
}

function startWorker({
  workerUrl,
  file,
  key,
  acceptMissing = false,
  onSlowQuery,
}: StoreClientOptions): StartedWorker {
  const data: StoreWorkerData = { file, key, acceptMissing };
  const worker = new Worker(workerUrl, { workerData: data, name: 'store' });
  return { worker, ready: greeted(worker, onSlowQuery) };
}

async function greeted(worker: Worker, onSlowQuery: StoreClientOptions['onSlowQuery']): Promise<Connection> {
  const pending = new Map<
    number,
    { op: string; resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  let alive = true;
  const died = new Promise<void>((resolve) => {
    // The exit event follows; without a listener the error would end the whole process.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      alive = false;
      for (const { reject } of pending.values()) reject(new DrydockError('WORKER_CRASHED'));
      pending.clear();
      resolve();
    });
  });
  const greeting = await new Promise<StoreGreeting>((resolve, reject) => {
    worker.once('message', resolve);
    void died.then(() => reject(new DrydockError('WORKER_CRASHED')));
  });
  if ('error' in greeting) {
    await worker.terminate();
    throw uncrossError(greeting.error);
  }
  worker.on('message', (reply: StoreReply) => {
    const waiting = pending.get(reply.id);
    if (waiting === undefined) return;
    pending.delete(reply.id);
    if (reply.tookMs > SLOW_MS) onSlowQuery?.({ op: waiting.op, tookMs: reply.tookMs });
    if ('error' in reply) waiting.reject(uncrossError(reply.error));
    else waiting.resolve(reply.value);
  });

  let lastId = 0;
  const call: Connection['call'] = (op, input, at) =>
    new Promise((resolve, reject) => {
      if (!alive) return reject(new DrydockError('WORKER_CRASHED'));
      lastId += 1;
      const request: StoreRequest = { id: lastId, op, input, at };
      // A value that cannot be cloned throws here, before anything waits for an answer.
      worker.postMessage(request);
      pending.set(lastId, { op, resolve, reject });
    });
  return {
    operations: greeting.operations,
    call,
    died,
  };
}
