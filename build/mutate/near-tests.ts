/** Which test files run a source file, the nearest first, from the imports that remain when types are gone. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path/posix';
import { parseSync, Visitor } from 'rolldown/utils';

export interface Graph {
  /** The files that run a file: by an import, or by its name in a text, as for a worker or a command. */
  readonly usedBy: ReadonlyMap<string, readonly string[]>;
}

export function readGraph(root: string): Graph {
  const files = ['shared', 'main', 'renderer', 'build', 'tests'].flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
  );
  return graphOf(new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')])));
}

export function graphOf(sources: ReadonlyMap<string, string>): Graph {
  const usedBy = new Map<string, string[]>();
  for (const [file, source] of sources)
    for (const target of filesNamedIn(file, source)) {
      if (!sources.has(target)) continue;
      const users = usedBy.get(target) ?? [];
      users.push(file);
      usedBy.set(target, users);
    }
  return { usedBy };
}

/** Test files of the suites that run here, by the number of imports between; those of the same room come first. */
export function nearTests({ usedBy }: Graph, file: string, suites: readonly string[]): readonly string[] {
  const distances = new Map([[file, 0]]);
  // A map that grows while it is read is read to its end: the rows are a queue.
  for (const [reached, distance] of distances)
    for (const user of usedBy.get(reached) ?? []) if (!distances.has(user)) distances.set(user, distance + 1);
  const mirror = `tests/unit/${dirname(file).split('/').slice(1).join('/')}`;
  const room = basename(dirname(file));
  // A suite of one folder names the room in the file.
  const isOfRoom = (test: string) => test.split(/[/.-]/).includes(room);
  const namesake = `/${basename(file, '.ts')}.test.`;
  const weight = (test: string) =>
    (test.includes(namesake) ? 0 : (distances.get(test) ?? 0)) +
    (isOfRoom(test) ? 0 : 2 * stepsApart(dirname(test), mirror));
  const top = `tests/unit/${file.split('/')[1] ?? ''}/`;
  // Whatever starts the command line imports nearly every file; it takes long and says little of any.
  const isNear = (test: string) =>
    isOfRoom(test) || test.startsWith(top) || (distances.get(test) ?? 0) <= NEAR;
  return [...distances.keys()]
    .filter((path) => /\.test\.tsx?$/.test(path) && isNear(path))
    .filter((path) => suites.some((suite) => path.startsWith(`tests/${suite}/`)))
    .sort((a, b) => weight(a) - weight(b) || (a < b ? -1 : 1));
}

/** Imports between a file and the tests of other rooms that still run over it. */
const NEAR = 2;

/** How many folders lie between two folders. */
function stepsApart(from: string, to: string): number {
  const [a, b] = [from.split('/'), to.split('/')];
  const shared = a.findIndex((part, i) => part !== b[i]);
  const common = shared === -1 ? a.length : shared;
  return a.length + b.length - 2 * common;
}

function filesNamedIn(file: string, source: string): ReadonlySet<string> {
  const named = new Set<string>();
  const add = (path: string) => {
    if (path.startsWith('.')) named.add(normalize(join(dirname(file), path)));
    else named.add(path);
  };
  new Visitor({
    ImportDeclaration: ({ importKind, specifiers, source: { value } }) => {
      const values = specifiers.filter((one) => one.type !== 'ImportSpecifier' || one.importKind !== 'type');
      if (importKind !== 'type' && (specifiers.length === 0 || values.length > 0)) add(value);
    },
    ExportNamedDeclaration: ({ exportKind, source }) => {
      if (source !== null && exportKind !== 'type') add(source.value);
    },
    ExportAllDeclaration: ({ exportKind, source: { value } }) => {
      if (exportKind !== 'type') add(value);
    },
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string') add(source.value);
    },
    NewExpression: ({ callee, arguments: [path] }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'URL') return;
      if (path?.type === 'Literal' && typeof path.value === 'string') add(path.value);
    },
  }).visit(parseSync(file, source).program);
  return named;
}
