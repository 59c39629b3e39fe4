/** The results of another tool from a file: hashed, bounded, redacted, one entry for each rule. */

import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { compare } from '../../../shared/compare.ts';
import { DrydockError } from '../../../shared/errors.ts';
import { count } from '../../../shared/in-words.ts';
import { at, isObject, num } from '../../snapshot/read.ts';
import type { ToolResults } from '../../snapshot/tool-results.ts';
import type { ToolFormat } from '../detect.ts';
import { createJsonSplitter, type JsonPart, JsonProblem } from '../json-split.ts';
import { textChunks } from '../text-chunks.ts';
import { KUBE_BENCH_LISTS, kubeBenchVersion, readKubeBench } from './kube-bench.ts';
import { createKubescapeReader, KUBESCAPE_LISTS } from './kubescape.ts';
import { notePolaris, POLARIS_LISTS, type PolarisReport, readPolaris } from './polaris.ts';
import { createRuleBook, type RuleBook } from './rule-book.ts';
import { readSarifRun, resultsElsewhere, SARIF_LISTS, sarifDriver } from './sarif.ts';
import { identifier } from './tool-text.ts';
import { noteTrivy, readTrivy, TRIVY_LISTS, type TrivyScan, trivyVersion } from './trivy.ts';

export interface ToolFile {
  readonly path: string;
  /** What the file is called towards people, and where a node's name may stand. */
  readonly name: string;
  readonly format: ToolFormat;
  /** Names of the cluster's nodes, for results that are about one node and do not say which. */
  readonly nodes?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

export interface ReadToolResults {
  /** One for each tool; only SARIF may hold several. */
  readonly results: readonly ToolResults[];
  readonly fileSha256: string;
}

const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** @throws DrydockError FILE_NOT_READABLE, TOOL_RESULTS_INVALID, CANCELLED */
export async function readToolResults(file: ToolFile): Promise<ReadToolResults> {
  const info = await stat(file.path).catch(() => null);
  if (info === null || !info.isFile())
    throw new DrydockError('FILE_NOT_READABLE', { path: file.name, reason: 'it is not a file' });
  if (info.size > MAX_FILE_BYTES) throw invalid(file, 'the file is larger than 512 MB');
  const reader = READERS[file.format](file);
  const hash = createHash('sha256');
  try {
    const splitter = createJsonSplitter({
      lists: new Set(reader.lists),
      onPart: (part) => reader.part(part),
    });
    for await (const chunk of textChunks(file.path)) {
      if (file.signal?.aborted) throw new DrydockError('CANCELLED');
      hash.update(chunk);
      file.onBytes?.(chunk.length);
      splitter.push(chunk);
    }
    splitter.end();
    const results = reader.finish();
    requireWhatIsReported(file, results, reader.reported?.() ?? 0);
    return { results, fileSha256: hash.digest('hex') };
  } catch (error) {
    if (error instanceof JsonProblem) throw invalid(file, error.message);
    if (error instanceof Error && 'code' in error && !(error instanceof DrydockError))
      throw new DrydockError('FILE_NOT_READABLE', { path: file.name, reason: String(error.code) });
    throw error;
  }
}

/** A layout that is not known must not look like a cluster without a fault. */
function requireWhatIsReported(file: ToolFile, results: readonly ToolResults[], reported: number): void {
  if (reported === 0 || results.some(({ rules }) => rules.length > 0)) return;
  const version = results[0]?.toolVersion ?? '';
  const of = version === '' ? '' : ` of version ${version}`;
  const failures = Number.isInteger(reported) ? count(reported, 'failure') : 'failures';
  throw invalid(file, `it reports ${failures} in an unknown layout${of}`);
}

interface Reader {
  readonly lists: readonly string[];
  part(part: JsonPart): void;
  finish(): readonly ToolResults[];
  /** Failures that the file counts itself, where it does; `SOME` where it only says that there are any. */
  reported?(): number;
}

/** No number of failures, but more than none. */
const SOME = Number.POSITIVE_INFINITY;

const READERS: Readonly<Record<ToolFormat, (file: ToolFile) => Reader>> = {
  trivy() {
    const book = createRuleBook('trivy');
    const scan: TrivyScan = { image: null, reported: 0 };
    let version: unknown = '';
    return {
      lists: TRIVY_LISTS,
      part(part) {
        if (part.key === 'Trivy') version = trivyVersion({ Trivy: part.value });
        noteTrivy(part, scan);
        readTrivy(part, book, scan);
      },
      finish: () => [book.results({ name: 'trivy', version })],
      reported: () => scan.reported,
    };
  },
  kubescape() {
    const book = createRuleBook('kubescape');
    const reader = createKubescapeReader(book);
    let version: unknown = '';
    return {
      lists: KUBESCAPE_LISTS,
      part(part) {
        if (part.key === 'metadata') version = at(part.value, 'scanMetadata', 'kubescapeVersion') ?? '';
        reader.part(part);
      },
      finish() {
        reader.finish();
        return [book.results({ name: 'kubescape', version })];
      },
      reported: () => reader.failedControls,
    };
  },
  'kube-bench'(file) {
    const book = createRuleBook('kube-bench');
    const node = nodeOf(file);
    let version: unknown = '';
    let failed = 0;
    const controls = (value: unknown) => {
      failed += num(value, 'total_fail') ?? 0;
      version = kubeBenchVersion(value) ?? version;
      readKubeBench(value, node, book);
    };
    const single = new Map<string, unknown>();
    return {
      lists: KUBE_BENCH_LISTS,
      part({ key, element, value }) {
        if (element) controls(value);
        else if (key !== null) single.set(key, value);
      },
      finish() {
        // One set of controls alone, without the list around it.
        if (Array.isArray(single.get('tests'))) controls(Object.fromEntries(single));
        return [book.results({ name: 'kube-bench', version: identifier(version), scope: node })];
      },
      // The totals count what each set of controls counts, once more.
      reported: () => Math.max(failed, num(single.get('Totals'), 'total_fail') ?? 0),
    };
  },
  polaris() {
    const book = createRuleBook('polaris');
    let reported: PolarisReport = { failures: 0, isSome: false };
    return {
      lists: POLARIS_LISTS,
      part(part) {
        reported = notePolaris(part, reported);
        readPolaris(part, book);
      },
      finish: () => [book.results({ name: 'polaris', version: '' })],
      reported: () => (reported.failures === 0 && reported.isSome ? SOME : reported.failures),
    };
  },
  sarif(file) {
    const books = new Map<string, { readonly book: RuleBook; version: unknown }>();
    return {
      lists: SARIF_LISTS,
      part({ key, element, value }) {
        if (key !== 'runs' || !element) return;
        const driver = sarifDriver(value);
        const name = identifier(driver.name, 100);
        if (name === '' || !isObject(value)) throw invalid(file, 'a run does not name its tool');
        const elsewhere = resultsElsewhere(value);
        if (elsewhere !== null) throw invalid(file, elsewhere);
        const known = books.get(name) ?? { book: createRuleBook(name), version: driver.version };
        books.set(name, known);
        readSarifRun(value, known.book);
      },
      finish: () => [...books].map(([name, { book, version }]) => book.results({ name, version })),
    };
  },
};

/**
 * kube-bench does not say which node it ran on; people name the file after it. The longest name of a node that stands
 * in the file's name wins; else the only node there is.
 */
function nodeOf({ name, nodes = [] }: ToolFile): string {
  const lower = name.toLowerCase();
  const named = nodes
    .filter((node) => node !== '' && lower.includes(node.toLowerCase()))
    .sort((a, b) => b.length - a.length || compare(a, b))[0];
  return named ?? (nodes.length === 1 ? (nodes[0] ?? '') : '');
}

function invalid({ format }: ToolFile, reason: string): DrydockError {
  return new DrydockError('TOOL_RESULTS_INVALID', { tool: TOOL_NAMES[format], reason });
}

const TOOL_NAMES: Readonly<Record<ToolFormat, string>> = {
  trivy: 'trivy',
  kubescape: 'kubescape',
  'kube-bench': 'kube-bench',
  polaris: 'polaris',
  sarif: 'a tool in SARIF',
};
