/**
 * Scalars of a YAML settings file by their dotted path, read line by line: block mappings with plain or quoted scalars,
 * which is how kubeadm and its relatives write a KubeletConfiguration. What is written in another style is not guessed.
 */

/** Entries of a list and of a flow list stand under the list's path, in order. */
export interface Settings {
  get(path: string): string | undefined;
  items(path: string): readonly string[];
  /** A flow mapping, an anchor, a tab: the file may say more than was read, so what is missing is not known. */
  readonly whole: boolean;
}

/** Reads at most 20,000 lines. Never throws. */
export function readSettings(text: string): Settings {
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const open: { readonly indent: number; readonly path: string }[] = [];
  let whole = true;
  let block: number | null = null;
  for (const line of text.split(/\r?\n/, 20_000)) {
    const bare = line.trim();
    if (bare === '' || bare.startsWith('#') || bare === '---') continue;
    const indent = line.length - line.trimStart().length;
    if (block !== null && indent > block) continue;
    block = null;
    const [, dash, key, rest = ''] = LINE.exec(bare) ?? [];
    if (dash !== undefined) {
      const parent = open.findLast((one) => one.indent <= indent)?.path ?? '';
      push(lists, parent, unquoted(bare.slice(1)));
      continue;
    }
    if (key === undefined || line.includes('\t')) {
      whole = false;
      continue;
    }
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const above = open.at(-1)?.path;
    const path = above === undefined ? unquoted(key) : `${above}.${unquoted(key)}`;
    const value = unquoted(rest);
    open.push({ indent, path });
    if (/^[|>]/.test(value)) block = indent;
    else if (!/^["']/.test(rest) && value.startsWith('[') && value.endsWith(']'))
      for (const item of value.slice(1, -1).split(',')) push(lists, path, unquoted(item));
    else if (/^[{&*[]/.test(rest) && value !== '{}') whole = false;
    else if (value !== '') values.set(path, value);
  }
  return { get: (path) => values.get(path), items: (path) => lists.get(path) ?? [], whole };
}

const LINE = /^(?:(-)(?:\s|$)|("[^"]*"|'[^']*'|[^\s"'#:{[-][^\s:]{0,200}):(?:\s+(.*))?$)/;

/** Without quotes and without a comment behind it. */
function unquoted(text: string): string {
  const bare = text.trim();
  const quoted = /^"([^"]*)"|^'([^']*)'/.exec(bare);
  if (quoted !== null) return quoted[1] ?? quoted[2] ?? '';
  const comment = bare.search(/(^|\s)#/);
  return (comment < 0 ? bare : bare.slice(0, comment)).trim();
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [value]);
  else there.push(value);
}
