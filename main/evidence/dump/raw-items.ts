/** The Kubernetes objects of one file of a dump, JSON or YAML, one at a time: a list may be longer than memory. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CORE_SCHEMA, load } from 'js-yaml';
import { DrydockError, isDrydockError } from '../../../shared/errors.ts';
import { str } from '../../snapshot/read.ts';
import { createJsonSplitter, type JsonPart, JsonProblem, MAX_PART_BYTES } from '../json-split.ts';
import { itemKind, itemsOf, type RawObject } from '../kubernetes-items.ts';

/** A document of the file, told after its objects. */
export interface DocumentSeen {
  /** `PodList`, `List`, or the kind of a single object; '' when it has none. */
  readonly kind: string;
  readonly apiVersion: string;
  /** A list may be all there is; single objects are only what somebody named. */
  readonly isList: boolean;
  readonly objects: number;
  /** Path that old servers wrote into their lists, '' mostly. */
  readonly selfLink: string;
}

export interface RawItemHandlers {
  /** Objects in the order of the file. Awaited before more of the file is read. */
  readonly onItems: (items: readonly RawObject[]) => Promise<void>;
  readonly onDocument: (document: DocumentSeen) => void;
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

export const MAX_DUMP_FILE_BYTES = 512 * 1024 * 1024;
/** A parser of YAML takes many times the memory of its text; an object of a cluster is 1.5 MB at most. */
const MAX_YAML_BYTES = 16 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;
const BATCH = 500;

/**
 * @param name what the file is called in errors
 * @throws DrydockError FILE_NOT_READABLE, INVALID_INPUT (not JSON or YAML, too large, too deep, aliases), CANCELLED
 */
export async function readRawItems(path: string, name: string, handlers: RawItemHandlers): Promise<void> {
  const info = await stat(path).catch(() => null);
  if (info === null || !info.isFile())
    throw new DrydockError('FILE_NOT_READABLE', { path: name, reason: 'it is not a file' });
  if (info.size > MAX_DUMP_FILE_BYTES)
    throw new DrydockError('INVALID_INPUT', { what: name, reason: 'it is larger than 512 MB' });
  try {
    if (await startsLikeJson(path)) await readJson(path, handlers);
    else await readYaml(path, handlers);
  } catch (error) {
    if (isDrydockError(error)) throw error;
    if (error instanceof JsonProblem)
      throw new DrydockError('INVALID_INPUT', { what: name, reason: error.message });
    if (error instanceof Error && 'code' in error)
      throw new DrydockError('FILE_NOT_READABLE', { path: name, reason: String(error.code) });
    throw error;
  }
}

async function startsLikeJson(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { end: 4095 }) as AsyncIterable<Buffer>) {
    return /^(\uFEFF)?\s*[{[]/.test(chunk.toString('utf8'));
  }
  return false;
}

interface Header {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What the splitter found, in the order of the file, until it can be awaited. */
type Found =
  | { readonly items: readonly RawObject[] }
  /** An element of a typed list whose kind stands behind its elements. */
  | { readonly headless: object; readonly document: number }
  | { readonly ended: Omit<DocumentSeen, 'objects'> };

async function readJson(path: string, handlers: RawItemHandlers): Promise<void> {
  const found: Found[] = [];
  let whole: Record<string, unknown> = {};
  let wholeBytes = 0;
  let isList = false;
  const onPart = ({ document, key, element, value, bytes }: JsonPart) => {
    if (!element) {
      wholeBytes += bytes;
      if (wholeBytes > MAX_PART_BYTES) throw new JsonProblem('one entry is larger than 64 MB');
      if (key !== null) Object.defineProperty(whole, key, { value, enumerable: true, configurable: true });
    } else if (typeof value === 'object' && value !== null) {
      const header = headerOf(whole);
      // Without a key the document is itself a list, as some tools write it.
      if (key === null || typeof Reflect.get(value, 'kind') === 'string')
        found.push({ items: itemsOf(value) });
      else if (header === undefined) found.push({ headless: value, document });
      else found.push({ items: itemsOf({ ...itemKind(header.apiVersion, header.kind), ...value }) });
    }
  };
  const splitter = createJsonSplitter({
    lists: ITEMS,
    logs: true,
    onPart,
    onList: () => {
      isList = true;
    },
    onDocument() {
      const header = headerOf(whole);
      if (!isList) found.push({ items: itemsOf(whole) });
      found.push({
        ended: {
          kind: header?.kind ?? '',
          apiVersion: header?.apiVersion ?? '',
          isList,
          selfLink: str(whole, 'metadata', 'selfLink') ?? '',
        },
      });
      whole = {};
      wholeBytes = 0;
      isList = false;
    },
  });
  let headers: readonly Header[] | null = null;
  let batch: RawObject[] = [];
  let objects = 0;
  const drain = async () => {
    for (const each of found) {
      if ('ended' in each) {
        if (batch.length > 0) await handlers.onItems(batch);
        batch = [];
        handlers.onDocument({ ...each.ended, objects });
        objects = 0;
        continue;
      }
      let items: readonly RawObject[];
      if ('items' in each) items = each.items;
      else {
        headers ??= await jsonHeaders(path);
        const header = headers[each.document - 1];
        items =
          header === undefined
            ? []
            : itemsOf({ ...itemKind(header.apiVersion, header.kind), ...each.headless });
      }
      objects += items.length;
      for (const item of items) batch.push(item);
      if (batch.length >= BATCH) {
        await handlers.onItems(batch);
        batch = [];
      }
    }
    found.length = 0;
  };
  for await (const chunk of chunksOf(path, handlers)) {
    splitter.push(chunk);
    await drain();
  }
  splitter.end();
  if (batch.length > 0) await handlers.onItems(batch);
}

const ITEMS: ReadonlySet<string> = new Set(['items']);

/** `apiVersion` and `kind` of every document, the lists themselves passed over. */
async function jsonHeaders(path: string): Promise<readonly Header[]> {
  const headers: Header[] = [];
  let apiVersion = '';
  let kind = '';
  const splitter = createJsonSplitter({
    lists: new Set(),
    skip: new Set(['items', 'metadata', 'spec', 'status', 'data']),
    logs: true,
    onPart({ key, value }) {
      if (key === 'kind' && typeof value === 'string') kind = value;
      if (key === 'apiVersion' && typeof value === 'string') apiVersion = value;
    },
    onDocument() {
      headers.push({ apiVersion, kind });
      apiVersion = '';
      kind = '';
    },
  });
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>)
    splitter.push(chunk);
  splitter.end();
  return headers;
}

function headerOf(whole: unknown): Header | undefined {
  const apiVersion = str(whole, 'apiVersion');
  const kind = str(whole, 'kind');
  return apiVersion === undefined || kind === undefined ? undefined : { apiVersion, kind };
}

async function* chunksOf(path: string, { signal, onBytes }: RawItemHandlers): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    if (signal?.aborted) throw new DrydockError('CANCELLED');
    onBytes?.(chunk.length);
    yield chunk;
  }
}

/**
 * YAML as kubectl and oc write it: the items of a list begin with `- ` in the first column, so that each can be
 * parsed by itself. Whatever is laid out otherwise is parsed as a whole.
 */
async function readYaml(path: string, handlers: RawItemHandlers): Promise<void> {
  let header: string[] = [];
  let headerBytes = 0;
  let item: string[] | null = null;
  let itemBytes = 0;
  let splitItems = false;
  let known: Header | null = null;
  let objects = 0;
  let batch: RawObject[] = [];
  const take = (items: readonly RawObject[]) => {
    objects += items.length;
    for (const each of items) batch.push(each);
  };
  const endItem = async () => {
    if (item === null) return;
    const [value] = parsedList(item.join('\n'));
    item = null;
    itemBytes = 0;
    if (typeof value !== 'object' || value === null) return;
    if (typeof Reflect.get(value, 'kind') === 'string') return take(itemsOf(value));
    known ??= await yamlHeader(path);
    take(itemsOf({ ...itemKind(known.apiVersion, known.kind), ...value }));
  };
  const endDocument = async () => {
    await endItem();
    const text = header.join('\n');
    header = [];
    headerBytes = 0;
    if (/^\s*(#[^\n]*\s*)*$/.test(text) && !splitItems) return;
    const whole = parsedYaml(text);
    const isList =
      splitItems || (Array.isArray(valueAt(whole, 'items')) && (str(whole, 'kind') ?? '').endsWith('List'));
    if (!splitItems) take(itemsOf(whole));
    if (batch.length > 0) await handlers.onItems(batch);
    batch = [];
    handlers.onDocument({
      kind: str(whole, 'kind') ?? '',
      apiVersion: str(whole, 'apiVersion') ?? '',
      isList,
      objects,
      selfLink: str(whole, 'metadata', 'selfLink') ?? '',
    });
    splitItems = false;
    known = null;
    objects = 0;
  };
  let inItems = false;
  for await (const lines of linesOf(path, handlers)) {
    for (const line of lines) {
      if (/^(---|\.\.\.)(\s|$)/.test(line)) {
        await endDocument();
        inItems = false;
      } else if (inItems && line.startsWith('- ')) {
        await endItem();
        splitItems = true;
        item = [line];
        itemBytes = line.length;
      } else if (item !== null && (line === '' || line.startsWith(' ') || line.startsWith('#'))) {
        item.push(line);
        itemBytes += line.length + 1;
      } else {
        await endItem();
        inItems = /^items:\s*(#.*)?$/.test(line);
        header.push(line);
        headerBytes += line.length + 1;
      }
      if (headerBytes > MAX_YAML_BYTES || itemBytes > MAX_YAML_BYTES)
        throw new JsonProblem('one entry is larger than 16 MB');
    }
    if (batch.length >= BATCH) {
      await handlers.onItems(batch);
      batch = [];
    }
  }
  await endDocument();
  if (batch.length > 0) await handlers.onItems(batch);
}

async function yamlHeader(path: string): Promise<Header> {
  let kind = '';
  let apiVersion = '';
  for await (const lines of linesOf(path, NOTHING)) {
    for (const line of lines) {
      kind = /^kind:\s*([A-Za-z]+)\s*$/.exec(line)?.[1] ?? kind;
      apiVersion = /^apiVersion:\s*([\w./-]+)\s*$/.exec(line)?.[1] ?? apiVersion;
    }
  }
  return { kind, apiVersion };
}

const NOTHING: RawItemHandlers = { onItems: async () => {}, onDocument() {} };

async function* linesOf(path: string, handlers: RawItemHandlers): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new JsonProblem('it holds text that is not UTF-8');
    }
  };
  for await (const chunk of chunksOf(path, handlers)) {
    const lines = (rest + decode(chunk)).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > MAX_YAML_BYTES) throw new JsonProblem('a line is longer than 16 MB');
    yield lines;
  }
  yield [rest + decode()];
}

/** Every tool that dumps a cluster writes YAML without aliases; an alias here is made to harm. */
function parsedYaml(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return load(text, { schema: CORE_SCHEMA, maxAliases: 0, maxDepth: 200 });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    throw new JsonProblem(reason.replace(/[.:]+$/, '') || 'it cannot be parsed');
  }
}

function parsedList(text: string): readonly unknown[] {
  const value = parsedYaml(text);
  return Array.isArray(value) ? value : [];
}

const valueAt = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
