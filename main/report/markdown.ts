/**
 * Notes in Markdown, as a tree of a few plain node kinds that every report format can draw. Nothing passes through raw:
 * HTML, images and what is not known are shown as the text they were typed as, links as their words and address.
 */
import { fromMarkdown } from 'mdast-util-from-markdown';

export type Inline =
  | { readonly t: 'text' | 'code'; readonly v: string }
  | { readonly t: 'strong' | 'emph'; readonly c: readonly Inline[] }
  | { readonly t: 'br' };

export type Block =
  | { readonly t: 'p' | 'h'; readonly c: readonly Inline[] }
  | { readonly t: 'ul' | 'ol'; readonly start: number; readonly items: readonly (readonly Block[])[] }
  | { readonly t: 'quote'; readonly c: readonly Block[] }
  | { readonly t: 'code'; readonly v: string }
  | { readonly t: 'hr' };

type Root = ReturnType<typeof fromMarkdown>;
type Node = Root['children'][number];

/** Deeper than this, quotes and lists are shown as they were typed. */
const MAX_DEPTH = 5;

/** Never throws: what cannot be parsed is shown as plain paragraphs. */
export function parseMarkdown(source: string): readonly Block[] {
  if (source.trim() === '') return [];
  // Hundreds of nested containers on one line make any Markdown parser recurse; nobody writes them by hand.
  if (/^(?:[ \t]*(?:[>*+-]|\d{1,9}[.)])[ \t]*){12}/m.test(source) || /[[\]*_!(<`]{200}/.test(source))
    return plain(source);
  try {
    return blocks(fromMarkdown(source).children, source, 0);
  } catch {
    return plain(source);
  }
}

/** The words alone, marks left out. */
export function wordsOf(nodes: readonly Inline[]): string {
  return nodes.map((node) => ('v' in node ? node.v : 'c' in node ? wordsOf(node.c) : ' ')).join('');
}

function plain(source: string): readonly Block[] {
  return source
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => ({ t: 'p', c: lines(paragraph) }));
}

function lines(text: string): Inline[] {
  return text
    .split('\n')
    .flatMap((line, index): Inline[] => [
      ...(index === 0 ? [] : [{ t: 'br' } as const]),
      { t: 'text', v: line },
    ]);
}

function blocks(nodes: readonly Node[], source: string, depth: number): Block[] {
  return nodes.flatMap((node) => block(node, source, depth));
}

function block(node: Node, source: string, depth: number): Block[] {
  switch (node.type) {
    case 'paragraph':
      return [{ t: 'p', c: inlines(node.children, source, 0) }];
    case 'heading':
      return [{ t: 'h', c: inlines(node.children, source, 0) }];
    case 'blockquote':
      return depth >= MAX_DEPTH
        ? typed(node, source)
        : [{ t: 'quote', c: blocks(node.children, source, depth + 1) }];
    case 'list':
      if (depth >= MAX_DEPTH) return typed(node, source);
      return [
        {
          t: node.ordered === true ? 'ol' : 'ul',
          start: node.start ?? 1,
          items: node.children.map((item) => blocks(item.children, source, depth + 1)),
        },
      ];
    case 'code':
      return [{ t: 'code', v: node.value }];
    case 'thematicBreak':
      return [{ t: 'hr' }];
    default:
      return typed(node, source);
  }
}

function inlines(nodes: readonly Node[], source: string, depth: number): Inline[] {
  return nodes.flatMap((node): Inline[] => {
    switch (node.type) {
      case 'text':
        return [{ t: 'text', v: node.value }];
      case 'inlineCode':
        return [{ t: 'code', v: node.value }];
      case 'break':
        return [{ t: 'br' }];
      case 'strong':
      case 'emphasis':
        if (depth >= MAX_DEPTH) return [{ t: 'text', v: slice(node, source) }];
        return [
          { t: node.type === 'strong' ? 'strong' : 'emph', c: inlines(node.children, source, depth + 1) },
        ];
      case 'link': {
        const words = inlines(node.children, source, MAX_DEPTH);
        const shown = words.map((word) => ('v' in word ? word.v : '')).join('');
        return shown === node.url ? words : [...words, { t: 'text', v: ` (${node.url})` }];
      }
      default:
        return [{ t: 'text', v: slice(node, source) }];
    }
  });
}

function typed(node: Node, source: string): Block[] {
  return [{ t: 'p', c: lines(slice(node, source)) }];
}

/** Exactly what was typed. */
function slice(node: Node, source: string): string {
  return source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);
}
