/**
 * The direction of imports, as ARCHITECTURE.md draws it, as data. `checkLayers` finds every import against it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';

/** A layer, the folders below the root that form it, and the layers (or packages) it may import besides itself. */
export interface Layer {
  readonly folder: string;
  readonly imports: readonly string[];
  /** Package names allowed; undefined allows all but electron and the other side's. */
  readonly packages?: readonly string[];
  /** Pure layers may not touch Node at all. */
  readonly pure?: boolean;
}

/** The longest matching folder decides. What a layer may import is what it imports: more is a fault as well. */
export const LAYERS: readonly Layer[] = [
  { folder: 'shared', imports: [], packages: ['zod', '@orpc/contract'], pure: true },
  { folder: 'main/snapshot', imports: ['shared'], packages: [], pure: true },
  // re2js: regular expressions of CEL in time linear in the text; it touches nothing outside.
  { folder: 'main/kubernetes', imports: ['shared', 'main/snapshot'], packages: ['re2js'], pure: true },
  {
    folder: 'main/cluster',
    imports: ['shared', 'main/snapshot', 'main/kubernetes'],
    packages: [],
    pure: true,
  },
  {
    folder: 'main/controls',
    imports: ['shared', 'main/snapshot', 'main/kubernetes', 'main/cluster'],
    packages: [],
    pure: true,
  },
  // Reads facts, verdicts and answers through the types of shared alone.
  { folder: 'main/assessment', imports: ['shared'], packages: ['zod'], pure: true },
  // The one reader of YAML: text in, values out.
  { folder: 'main/yaml', imports: [], packages: [], pure: true },
  { folder: 'main/kubeconfig', imports: ['shared', 'main/snapshot', 'main/yaml'] },
  { folder: 'main/collect', imports: ['shared', 'main/snapshot', 'main/controls', 'main/kubeconfig'] },
  { folder: 'main/evidence', imports: ['shared', 'main/snapshot', 'main/yaml'] },
  { folder: 'main/store', imports: ['shared', 'main/snapshot', 'main/controls'] },
  { folder: 'main/report', imports: ['shared'] },
  { folder: 'main/sample', imports: ['shared'] },
  {
    folder: 'main/workbench',
    imports: [
      'shared',
      'main/snapshot',
      'main/controls',
      'main/assessment',
      'main/yaml',
      'main/kubeconfig',
      'main/collect',
      'main/evidence',
      'main/store',
      'main/report',
      'main/sample',
    ],
  },
  { folder: 'main/hosts', imports: ['main/workbench'] },
  // Its commands ask the rooms directly; what changes an engagement goes through the workbench.
  {
    folder: 'main/hosts/cli',
    imports: [
      'shared',
      'main/snapshot',
      'main/kubernetes',
      'main/cluster',
      'main/controls',
      'main/kubeconfig',
      'main/collect',
      'main/evidence',
      'main/store',
      'main/sample',
      'main/workbench',
      'main/hosts/loopback',
    ],
  },
  { folder: 'main/hosts/loopback', imports: ['shared', 'main/workbench', 'main/hosts'] },
  { folder: 'main/hosts/desktop', imports: ['shared', 'main/workbench', 'main/hosts'] },
  { folder: 'renderer', imports: ['shared'], pure: true },
  { folder: 'build', imports: [] },
];

export interface Violation {
  readonly file: string;
  readonly imported: string;
  readonly why: string;
}

/**
 * Every import in `root` that goes against the direction, every circle of files, and every layer or package that a layer
 * may import and does not. Type imports count: they are dependencies as well.
 */
export function checkLayers(root: string, layers: readonly Layer[] = LAYERS): Violation[] {
  const violations: Violation[] = [];
  const unused = new Map(
    layers.map(({ folder, imports, packages = [] }) => [folder, new Set([...imports, ...packages])]),
  );
  const targets = new Map<string, readonly string[]>();
  for (const top of new Set(layers.map((layer) => layer.folder.split('/')[0] ?? ''))) {
    for (const file of sourceFiles(join(root, top))) {
      const path = pathFrom(root, file);
      const layer = layerOf(path, layers);
      if (layer === null) {
        violations.push({ file: path, imported: '', why: 'it lies in no layer' });
        continue;
      }
      const imports = importsOf(path, readFileSync(file, 'utf8'));
      for (const imported of imports) {
        const why = objection(root, file, layer, imported, layers);
        if (why !== null) violations.push({ file: path, imported, why });
        unused.get(layer.folder)?.delete(dependencyOf(root, file, imported, layers));
      }
      targets.set(
        path,
        imports
          .filter((imported) => imported.startsWith('.'))
          .map((imported) => pathFrom(root, resolve(dirname(file), imported))),
      );
    }
  }
  for (const circle of circlesIn(targets)) {
    violations.push({
      file: circle[0] ?? '',
      imported: circle.slice(1).join(', '),
      why: 'they import each other in a circle',
    });
  }
  for (const [folder, names] of unused) {
    for (const name of names)
      violations.push({ file: folder, imported: name, why: 'it may import this and does not' });
  }
  return violations;
}

const pathFrom = (root: string, file: string): string => relative(root, file).split(sep).join('/');

/** The folder of the layer, or the name of the package. */
function dependencyOf(root: string, file: string, imported: string, layers: readonly Layer[]): string {
  if (!imported.startsWith('.')) return packageOf(imported);
  return layerOf(pathFrom(root, resolve(dirname(file), imported)), layers)?.folder ?? '';
}

/** `@scope/name` or `name` of what is imported from a package. */
const packageOf = (imported: string): string =>
  imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/');

/** Groups of files that reach each other through their imports, by Tarjan's algorithm; each in the order of names. */
export function circlesIn(targets: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): number => {
    const number = order.size;
    order.set(file, number);
    let low = number;
    open.push(file);
    for (const target of targets.get(file) ?? []) {
      if (!targets.has(target)) continue;
      if (!order.has(target)) low = Math.min(low, visit(target));
      else if (open.includes(target)) low = Math.min(low, order.get(target) ?? low);
    }
    if (low === number) {
      const group = open.splice(open.indexOf(file));
      if (group.length > 1 || targets.get(file)?.includes(file) === true) circles.push(group.sort());
    }
    return low;
  };
  for (const file of targets.keys()) if (!order.has(file)) visit(file);
  return circles;
}

function objection(
  root: string,
  file: string,
  layer: Layer,
  imported: string,
  layers: readonly Layer[],
): string | null {
  if (imported.startsWith('.')) {
    const target = pathFrom(root, resolve(dirname(file), imported));
    if (target === 'package.json') return null;
    const other = layerOf(target, layers);
    if (other === null) return `${target} lies in no layer`;
    if (other.folder === layer.folder || layer.imports.includes(other.folder)) return null;
    return `${layer.folder} may not import ${other.folder}`;
  }
  if (imported.startsWith('node:'))
    return layer.pure ? `${layer.folder} is pure and may not import Node` : null;
  const name = packageOf(imported);
  if (name === 'electron' && layer.folder !== 'main/hosts/desktop')
    return 'only main/hosts/desktop imports electron';
  if (layer.packages && !layer.packages.includes(name))
    return `${layer.folder} may not import packages but ${layer.packages.join(', ') || 'none'}`;
  return null;
}

function layerOf(path: string, layers: readonly Layer[]): Layer | null {
  let best: Layer | null = null;
  for (const layer of layers) {
    const inside = path === layer.folder || path.startsWith(`${layer.folder}/`);
    if (inside && layer.folder.length > (best?.folder.length ?? 0)) best = layer;
  }
  return best;
}

/** Static, re-exported and dynamic imports, `import()` types left out. Throws on a file that does not parse. */
export function importsOf(fileName: string, source: string): string[] {
  const { program, errors } = parseSync(fileName, source);
  const [error] = errors;
  if (error) throw new SyntaxError(`${fileName}: ${error.message}`);
  const found: string[] = [];
  const add = (node: { source?: { value?: unknown } | null }) => {
    if (typeof node.source?.value === 'string') found.push(node.source.value);
  };
  new Visitor({
    ImportDeclaration: add,
    ExportNamedDeclaration: add,
    ExportAllDeclaration: add,
    ImportExpression: (node) => add(node as { source?: { value?: unknown } }),
    TSImportType: (node) => add(node),
  }).visit(program);
  return found;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
