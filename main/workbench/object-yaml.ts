/** An object as YAML for reading, with the line that a JSON path points at. */
import { Document, isNode, LineCounter, parseDocument } from 'yaml';
import { COMMAND_DOES } from '../../shared/command-class.ts';
import { CommandClass } from '../../shared/evidence.ts';
import type { KubernetesObject } from '../snapshot/model.ts';

export interface ObjectYaml {
  readonly yaml: string;
  /** 1-based line of the path, or of the deepest part of it that exists; null without a path. */
  readonly focus: number | null;
}

/** Redacted values are shown as `<removed: 24 characters, looks like jwt>`, our own notes are left out. */
export function objectYaml(object: KubernetesObject, path: string | null): ObjectYaml {
  const { $drydock: _notes, ...shown } = object;
  const yaml = new Document(readable(shown)).toString({ lineWidth: 0 });
  return { yaml, focus: path === null ? null : lineOf(yaml, parsePath(path)) };
}

/** Splits `spec.containers[0].image` and `metadata.annotations["a/b"]` into keys. */
export function parsePath(path: string): (string | number)[] {
  const keys: (string | number)[] = [];
  const part = /([^.[\]]+)|\[(\d+)\]|\[(["'])(.*?)\3\]/g;
  for (const match of path.replace(/^\$\.?/, '').matchAll(part)) {
    if (match[2] !== undefined) keys.push(Number(match[2]));
    else keys.push(match[4] ?? match[1] ?? '');
  }
  return keys;
}

function lineOf(yaml: string, keys: readonly (string | number)[]): number | null {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, keepSourceTokens: false });
  for (let length = keys.length; length > 0; length -= 1) {
    const node = document.getIn(keys.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const removed = (value as { $redacted?: { length?: unknown; looksLike?: unknown; does?: unknown } })
    .$redacted;
  if (removed !== undefined) {
    const command = CommandClass.safeParse(removed.does);
    const does = command.success ? `, a command that ${COMMAND_DOES[command.data][0]}` : '';
    return `<removed: ${String(removed.length)} characters, looks like ${String(removed.looksLike)}${does}>`;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}
