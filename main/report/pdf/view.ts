/** The report model as the Typst template reads it: every string printable, Markdown as trees, code as lines. */
import type { ReportModel } from '../../../shared/report-model.ts';
import { type Block, type Inline, parseMarkdown } from '../markdown.ts';
import { printableLine, printableLines } from '../text.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type CanDraw = (codePoint: number) => boolean;

/** The same shape as the model, but `xMarkdown` becomes `x` as a tree, and `xYaml` becomes lines. */
export function viewOf(model: ReportModel, canDraw: CanDraw): Json {
  return walk(model, canDraw);
}

function walk(value: unknown, canDraw: CanDraw): Json {
  if (typeof value === 'string') return printableLine(value, canDraw);
  if (Array.isArray(value)) return value.map((each) => walk(each, canDraw));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, child]) => field(key, child, canDraw)));
  }
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function field(key: string, child: unknown, canDraw: CanDraw): [string, Json] {
  if (typeof child === 'string' && key.endsWith('Markdown')) {
    return [key.slice(0, -'Markdown'.length), parseMarkdown(child).map((each) => block(each, canDraw))];
  }
  if (typeof child === 'string' && key.endsWith('Yaml'))
    return [key, child === '' ? [] : code(child, canDraw)];
  return [key, walk(child, canDraw)];
}

function block(node: Block, canDraw: CanDraw): Json {
  switch (node.t) {
    case 'p':
    case 'h':
      return { t: node.t, c: node.c.map((each) => inline(each, canDraw)) };
    case 'ul':
    case 'ol':
      return {
        t: node.t,
        start: node.start,
        items: node.items.map((item) => item.map((each) => block(each, canDraw))),
      };
    case 'quote':
      return { t: node.t, c: node.c.map((each) => block(each, canDraw)) };
    case 'code':
      return { t: node.t, lines: code(node.v, canDraw) };
    case 'hr':
      return { t: node.t };
  }
}

function inline(node: Inline, canDraw: CanDraw): Json {
  switch (node.t) {
    case 'text':
    case 'code':
      return { t: node.t, v: printableLine(node.v, canDraw) };
    case 'strong':
    case 'emph':
      return { t: node.t, c: node.c.map((each) => inline(each, canDraw)) };
    case 'br':
      return { t: node.t };
  }
}

function code(text: string, canDraw: CanDraw): string[] {
  return printableLines(text.replace(/\s+$/, ''), canDraw);
}
