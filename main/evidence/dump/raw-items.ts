/** The Kubernetes objects of one file of a dump, JSON or YAML, one at a time: a list may be longer than memory. */
import { stat } from 'node:fs/promises';
import { DrydockError, isDrydockError } from '../../../shared/errors.ts';
import { at, str } from '../../snapshot/read.ts';
import { readDocuments } from '../../yaml/documents.ts';
import { parseYaml, UnknownAlias } from '../../yaml/parse.ts';
import { YamlProblem } from '../../yaml/scan.ts';
import { valueOf } from '../../yaml/values.ts';
import { CONTAINER_LOGS, endOfLog } from '../container-logs.ts';
import {
  createJsonSplitter,
  type JsonPart,
  JsonProblem,
  MAX_PART_BYTES,
  PART_TOO_LONG,
} from '../json-split.ts';
import { itemKind, itemsOf, type OnFault, type RawObject } from '../kubernetes-items.ts';
import { notText } from '../not-text.ts';
import { textChunks } from '../text-chunks.ts';

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
  /** An item that is no object of a cluster; the others of the file are read. */
  readonly onFault: OnFault;
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

export const MAX_DUMP_FILE_BYTES = 512 * 1024 * 1024;
/** A parser of YAML takes many times the memory of its text; an object of a cluster is 1.5 MB at most. */
const MAX_YAML_BYTES = 16 * 1024 * 1024;
/** A document whose items refer to each other is read as a whole, up to this. */
const MAX_WHOLE_BYTES = 64 * 1024 * 1024;
const BATCH = 500;

/**
 * @param name what the file is called in errors
 * @throws DrydockError FILE_NOT_READABLE, INVALID_INPUT (not JSON or YAML, too large, too deep), CANCELLED
 */
export async function readRawItems(path: string, name: string, handlers: RawItemHandlers): Promise<void> {
  const info = await stat(path).catch(() => null);
  if (info === null || !info.isFile())
    throw new DrydockError('FILE_NOT_READABLE', { path: name, reason: 'it is not a file' });
  if (info.size > MAX_DUMP_FILE_BYTES)
    throw new DrydockError('INVALID_INPUT', { what: name, reason: 'it is larger than 512 MB' });
  try {
    const head = await headOf(path);
    const reason = notText(head);
    if (reason !== null) throw new DrydockError('INVALID_INPUT', { what: name, reason });
    if (/^(\uFEFF)?\s*[{[]/.test(head.toString('utf8'))) await readJson(path, handlers);
    else await readYaml(path, info.size, handlers);
  } catch (error) {
    if (isDrydockError(error)) throw error;
    if (error instanceof JsonProblem)
      throw new DrydockError('INVALID_INPUT', { what: name, reason: error.message });
    if (error instanceof Error && 'code' in error)
      throw new DrydockError('FILE_NOT_READABLE', { path: name, reason: String(error.code) });
    throw error;
  }
}

async function headOf(path: string): Promise<Buffer> {
  for await (const chunk of textChunks(path, 4095)) return chunk;
  return Buffer.alloc(0);
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
      if (wholeBytes > MAX_PART_BYTES) throw new JsonProblem(PART_TOO_LONG);
      if (key !== null) Object.defineProperty(whole, key, { value, enumerable: true, configurable: true });
    } else if (typeof value === 'object' && value !== null) {
      const header = headerOf(whole);
      // Without a key the document is itself a list, as some tools write it.
      if (key === null || typeof Reflect.get(value, 'kind') === 'string')
        found.push({ items: itemsOf(value, handlers.onFault) });
      else if (header === undefined) found.push({ headless: value, document });
      else
        found.push({
          items: itemsOf({ ...itemKind(header.apiVersion, header.kind), ...value }, handlers.onFault),
        });
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
      if (!isList) found.push({ items: itemsOf(whole, handlers.onFault) });
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
            : itemsOf({ ...itemKind(header.apiVersion, header.kind), ...each.headless }, handlers.onFault);
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
  for await (const chunk of textChunks(path)) splitter.push(chunk);
  splitter.end();
  return headers;
}

function headerOf(whole: unknown): Header | undefined {
  const apiVersion = str(whole, 'apiVersion');
  const kind = str(whole, 'kind');
  return apiVersion === undefined || kind === undefined ? undefined : { apiVersion, kind };
}

async function* chunksOf(
  path: string,
  { signal, onBytes }: Pick<RawItemHandlers, 'signal' | 'onBytes'>,
): AsyncGenerator<Buffer> {
  for await (const chunk of textChunks(path)) {
    if (signal?.aborted) throw new DrydockError('CANCELLED');
    onBytes?.(chunk.length);
    yield chunk;
  }
}

async function readYaml(path: string, bytes: number, handlers: RawItemHandlers): Promise<void> {
  try {
    await readYamlItems(path, handlers);
  } catch (error) {
    if (!(error instanceof UnknownAlias) || bytes > MAX_WHOLE_BYTES) throw asProblem(error);
    await readWholeYaml(path, handlers);
  }
}

function asProblem(error: unknown): unknown {
  return error instanceof YamlProblem ? new JsonProblem(error.message) : error;
}

/**
 * YAML as kubectl and oc write it: the items of a list begin with `- ` in the first column, so that each can be
 * parsed by itself. Whatever is laid out otherwise is parsed as a whole. Container logs may stand between documents.
 * @throws UnknownAlias where an item refers to another one
 */
async function readYamlItems(path: string, handlers: RawItemHandlers): Promise<void> {
  let header: string[] = [];
  let headerLine = 0;
  let headerBytes = 0;
  let item: string[] | null = null;
  let itemLine = 0;
  let itemBytes = 0;
  let splitItems = false;
  let headers: readonly Header[] | null = null;
  let part = 0;
  let objects = 0;
  let batch: RawObject[] = [];
  let endOfLogs: string | null = null;
  let line = 0;
  const take = (items: readonly RawObject[]) => {
    objects += items.length;
    for (const each of items) batch.push(each);
  };
  const parsed = (text: string, firstLine: number): unknown => {
    try {
      const { root } = parseYaml(text);
      return root === null ? null : valueOf(root);
    } catch (error) {
      if (error instanceof UnknownAlias || !(error instanceof YamlProblem)) throw error;
      const at = firstLine + text.slice(0, error.offset).split('\n').length - 1;
      handlers.onFault(`line ${at}: ${error.message}`);
      return null;
    }
  };
  const endItem = async () => {
    if (item === null) return;
    const list = parsed(item.join('\n'), itemLine);
    item = null;
    itemBytes = 0;
    const value: unknown = Array.isArray(list) ? list[0] : null;
    if (typeof value !== 'object' || value === null) return;
    if (typeof Reflect.get(value, 'kind') === 'string') return take(itemsOf(value, handlers.onFault));
    headers ??= await yamlHeaders(path);
    const { apiVersion, kind } = headers[part] ?? { apiVersion: '', kind: '' };
    take(itemsOf({ ...itemKind(apiVersion, kind), ...value }, handlers.onFault));
  };
  const endDocument = async () => {
    await endItem();
    const text = header.join('\n');
    header = [];
    headerBytes = 0;
    if (/^\s*(#[^\n]*\s*)*$/.test(text) && !splitItems) return;
    const whole = parsed(text, headerLine);
    if (splitItems || whole !== null) {
      if (!splitItems) take(itemsOf(whole, handlers.onFault));
      if (batch.length > 0) await handlers.onItems(batch);
      batch = [];
      handlers.onDocument(documentSeen(whole, splitItems, objects));
    }
    splitItems = false;
    objects = 0;
  };
  let inItems = false;
  for await (const lines of linesOf(path, handlers)) {
    for (const text of lines) {
      line += 1;
      if (endOfLogs !== null) {
        if (text.includes(endOfLogs)) endOfLogs = null;
        continue;
      }
      endOfLogs = endOfLog(text);
      if (endOfLogs !== null || DIVIDES.test(text)) {
        await endDocument();
        part += 1;
        inItems = false;
      } else if (inItems && text.startsWith('- ')) {
        await endItem();
        splitItems = true;
        item = [text];
        itemLine = line;
        itemBytes = text.length;
      } else if (item !== null && (text === '' || text.startsWith(' ') || text.startsWith('#'))) {
        item.push(text);
        itemBytes += text.length + 1;
      } else {
        await endItem();
        inItems = /^items:\s*(#.*)?$/.test(text);
        if (header.length === 0) headerLine = line;
        header.push(text);
        headerBytes += text.length + 1;
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

/** What was given already is given again; the reader of the dump knows an object by its name. */
async function readWholeYaml(path: string, handlers: RawItemHandlers): Promise<void> {
  const lines: string[] = [];
  for await (const some of linesOf(path, { ...handlers, onBytes: () => undefined })) lines.push(...some);
  for (const { result, line } of readDocuments(lines.join('\n').replace(CONTAINER_LOGS, ''))) {
    if ('problem' in result) {
      handlers.onFault(`line ${result.line}: ${result.problem}`);
      continue;
    }
    if (result.value === null) continue;
    const items = itemsOf(result.value, (reason) => handlers.onFault(`line ${line}: ${reason}`));
    if (items.length > 0) await handlers.onItems(items);
    handlers.onDocument(documentSeen(result.value, false, items.length));
  }
}

function documentSeen(whole: unknown, splitItems: boolean, objects: number): DocumentSeen {
  const kind = str(whole, 'kind') ?? '';
  return {
    kind,
    apiVersion: str(whole, 'apiVersion') ?? '',
    isList: splitItems || (Array.isArray(at(whole, 'items')) && kind.endsWith('List')),
    objects,
    selfLink: str(whole, 'metadata', 'selfLink') ?? '',
  };
}

/** `kind` and `apiVersion` of every part of the file, which marks and logs divide. kubectl writes them behind the items. */
async function yamlHeaders(path: string): Promise<readonly Header[]> {
  const headers: { kind: string; apiVersion: string }[] = [{ kind: '', apiVersion: '' }];
  let endOfLogs: string | null = null;
  for await (const lines of linesOf(path, {})) {
    for (const line of lines) {
      if (endOfLogs !== null) {
        if (line.includes(endOfLogs)) endOfLogs = null;
        continue;
      }
      endOfLogs = endOfLog(line);
      const header = headers.at(-1);
      if (endOfLogs !== null || DIVIDES.test(line)) headers.push({ kind: '', apiVersion: '' });
      else if (header !== undefined) {
        header.kind = /^kind:\s*([A-Za-z]+)\s*$/.exec(line)?.[1] ?? header.kind;
        header.apiVersion = /^apiVersion:\s*([\w./-]+)\s*$/.exec(line)?.[1] ?? header.apiVersion;
      }
    }
  }
  return headers;
}

const DIVIDES = /^(---|\.\.\.)(\s|$)/;

/** Logs of containers hold any bytes; as in kubectl, what is no UTF-8 becomes U+FFFD. */
async function* linesOf(
  path: string,
  handlers: Pick<RawItemHandlers, 'signal' | 'onBytes'>,
): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of chunksOf(path, handlers)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > MAX_YAML_BYTES) throw new JsonProblem('a line is longer than 16 MB');
    yield lines;
  }
  yield [rest + decoder.decode()];
}
