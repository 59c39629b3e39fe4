/** A path that a document or a comment names leads somewhere: whoever follows it after a move must not stand before nothing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const TOPS = ['main', 'shared', 'renderer', 'build', 'tests', 'docs'];
/** `main/controls/pod.ts`, `tests/unit/controls`; a word in capitals stands for any name. */
const PATH = /(?<![\w./-])(?:main|shared|renderer|build|tests|docs)\/[\w.-]+(?:\/[\w.-]+)*(?:\.\w+)?/g;

const below = (top: string, name: RegExp): string[] =>
  readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path) && !path.includes('node_modules'))
    .map((path) => `${top}/${path}`);

const documents = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md'),
  ...TOPS.flatMap((top) => below(top, /\.md$/)),
];

test.each(documents)('every path that %s names is there', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const paths = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) =>
    [...code.matchAll(PATH)].map(([path]) => path.replace(/[.,:;]+$/, '')),
  );
  expect(paths.filter((path) => !isThere(path))).toEqual([]);
});

test('every path to code that a comment names is there', () => {
  const lost = ['main', 'shared', 'renderer', 'build', 'tests']
    .flatMap((top) => below(top, /\.tsx?$/))
    .flatMap((file) => {
      const comments = readFileSync(join(ROOT, file), 'utf8').match(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm) ?? [];
      return comments
        .flatMap((comment) => [...comment.matchAll(/`((?:main|shared|renderer|build|tests)\/[\w./-]+)`/g)])
        .filter(([, path = '']) => !isThere(path))
        .map(([, path]) => `${file}: ${path}`);
    });
  expect(lost).toEqual([]);
});

function isThere(path: string): boolean {
  // The rest of a path after a placeholder cannot be looked up.
  const known = path.split('/').findIndex((part) => /^[A-Z]{3,}/.test(part));
  const part = known < 0 ? path : path.split('/').slice(0, known).join('/');
  return part === '' || existsSync(join(ROOT, part));
}
