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

const EVIDENCE_READERS = ['shared', 'main/snapshot'];
const COLLECTORS = [...EVIDENCE_READERS, 'main/analysis', 'main/interview'];

/** The longest matching folder decides. */
export const LAYERS: readonly Layer[] = [
  { folder: 'shared', imports: [], packages: ['zod', '@orpc/contract'], pure: true },
  { folder: 'main/snapshot', imports: ['shared'], packages: ['zod'], pure: true },
  // re2js: regular expressions of custom controls in time linear in the text; it touches nothing outside.
  { folder: 'main/analysis', imports: EVIDENCE_READERS, packages: ['zod', 're2js'], pure: true },
  { folder: 'main/interview', imports: EVIDENCE_READERS, packages: ['zod'], pure: true },
  // The one reader of YAML: text in, values out.
  { folder: 'main/yaml', imports: [], packages: [], pure: true },
  { folder: 'main/kubeconfig', imports: [...EVIDENCE_READERS, 'main/yaml'] },
  { folder: 'main/collect', imports: [...COLLECTORS, 'main/kubeconfig'] },
  { folder: 'main/evidence', imports: [...COLLECTORS, 'main/yaml'] },
  { folder: 'main/store', imports: COLLECTORS },
  { folder: 'main/report', imports: COLLECTORS },
  { folder: 'main/sample', imports: EVIDENCE_READERS },
  {
    folder: 'main/workbench',
    imports: [
      ...COLLECTORS,
      'main/yaml',
      'main/kubeconfig',
      'main/collect',
      'main/evidence',
      'main/store',
      'main/report',
      'main/sample',
    ],
  },
  { folder: 'main/hosts', imports: ['shared', 'main/workbench'] },
  {
    folder: 'main/hosts/cli',
    imports: ['shared', 'main/workbench', 'main/hosts', 'main/hosts/loopback', 'main/sample', 'build'],
  },
  { folder: 'main/hosts/loopback', imports: ['shared', 'main/workbench', 'main/hosts'] },
  { folder: 'main/hosts/desktop', imports: ['shared', 'main/workbench', 'main/hosts'] },
  { folder: 'renderer', imports: ['shared'], pure: true },
  { folder: 'build', imports: ['main/hosts/cli'] },
];

export interface Violation {
  readonly file: string;
  readonly imported: string;
  readonly why: string;
}

/** Every import in `root` that goes against the direction. Type imports count: they are dependencies as well. */
export function checkLayers(root: string, layers: readonly Layer[] = LAYERS): Violation[] {
  const violations: Violation[] = [];
  for (const top of new Set(layers.map((layer) => layer.folder.split('/')[0] ?? ''))) {
    for (const file of sourceFiles(join(root, top))) {
      const path = relative(root, file).split(sep).join('/');
      const layer = layerOf(path, layers);
      if (layer === null) {
        violations.push({ file: path, imported: '', why: 'it lies in no layer' });
        continue;
      }
      for (const imported of importsOf(path, readFileSync(file, 'utf8'))) {
        const why = objection(root, file, layer, imported, layers);
        if (why !== null) violations.push({ file: path, imported, why });
      }
    }
  }
  return violations;
}

function objection(
  root: string,
  file: string,
  layer: Layer,
  imported: string,
  layers: readonly Layer[],
): string | null {
  if (imported.startsWith('.')) {
    const target = relative(root, resolve(dirname(file), imported))
      .split(sep)
      .join('/');
    if (target === 'package.json') return null;
    const other = layerOf(target, layers);
    if (other === null) return `${target} lies in no layer`;
    if (other.folder === layer.folder || layer.imports.includes(other.folder)) return null;
    return `${layer.folder} may not import ${other.folder}`;
  }
  if (imported.startsWith('node:'))
    return layer.pure ? `${layer.folder} is pure and may not import Node` : null;
  const name = imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/');
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
    TSImportType: (node) => add(node as { source?: { value?: unknown } }),
  }).visit(program);
  return found;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
