/** Custom controls and exceptions that a command is given as files. */
import { readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { FileProblem } from '../../../../shared/custom-control.ts';
import { DrydockError } from '../../../../shared/errors.ts';
import { type Exception, ExceptionSource } from '../../../../shared/exception.ts';
import type { CustomControl } from '../../../controls/custom/control.ts';
import { statOf } from '../../../evidence/file-text.ts';
import { filesBelow } from '../../../evidence/files-below.ts';
import { type NamedText, readCustomFiles } from '../../../workbench/custom-files.ts';
import { documentsOf, MAX_TEXT } from '../../../workbench/yaml-documents.ts';

/**
 * The controls of files and of the YAML files below directories.
 * @throws DrydockError INVALID_INPUT with file, line and column of the first faults; FILE_NOT_FOUND, FILE_NOT_READABLE
 */
export async function customControlsAt(paths: readonly string[]): Promise<CustomControl[]> {
  const texts = await textsAt(paths);
  const twice = texts.find(
    ({ name }, at) => texts.findIndex((one) => basename(one.name) === basename(name)) !== at,
  );
  if (twice !== undefined)
    throw new DrydockError('INVALID_INPUT', {
      what: twice.name,
      reason: 'another file of custom controls has the same name; rename one',
    });
  const files = readCustomFiles(texts);
  const faults = files.flatMap(({ name, problems }) => problems.map((problem) => ({ name, problem })));
  if (faults.length > 0) throw faulty('custom controls', faults);
  return files.flatMap(({ controls }) => controls);
}

/** @throws DrydockError as customControlsAt does */
export async function exceptionsAt(paths: readonly string[]): Promise<Exception[]> {
  const exceptions: Exception[] = [];
  const faults: { name: string; problem: FileProblem }[] = [];
  const ids = new Set<string>();
  for (const { name, text } of await textsAt(paths)) {
    const { documents, problems } = documentsOf(text, ExceptionSource);
    faults.push(...problems.map((problem) => ({ name, problem })));
    for (const [at, { value, problem }] of documents.entries()) {
      const id = value.id ?? `${name}#${at + 1}`;
      if (ids.has(id))
        faults.push({ name, problem: problem(['id'], `Two exceptions have the name ${id}. Rename one.`) });
      ids.add(id);
      exceptions.push({ ...value, id, clusterId: null });
    }
  }
  if (faults.length > 0) throw faulty('exceptions', faults);
  return exceptions;
}

const SHOWN_FAULTS = 5;

function faulty(what: string, faults: readonly { name: string; problem: FileProblem }[]): DrydockError {
  const shown = faults
    .slice(0, SHOWN_FAULTS)
    .map(({ name, problem }) => `${name}:${problem.line}:${problem.column}: ${problem.message}`);
  const rest = faults.length > SHOWN_FAULTS ? [`and ${faults.length - SHOWN_FAULTS} more`] : [];
  return new DrydockError('INVALID_INPUT', {
    what: `A file of ${what}`,
    reason: [...shown, ...rest].join(' ').replace(/\.$/, ''),
  });
}

export async function textsAt(paths: readonly string[]): Promise<NamedText[]> {
  const texts: NamedText[] = [];
  for (const path of paths) {
    const found = await statOf(path, path);
    const files = found.isDirectory()
      ? (await filesBelow(path))
          .filter((name) => ['.yaml', '.yml'].includes(extname(name)))
          .map((name) => join(path, name))
      : [path];
    for (const file of files) {
      if ((await stat(file)).size > MAX_TEXT)
        throw new DrydockError('INVALID_INPUT', { what: file, reason: 'it is larger than 1 MB' });
      const text = await readFile(file, 'utf8').catch(() => {
        throw new DrydockError('FILE_NOT_READABLE', { path: file, reason: 'permission was denied' });
      });
      texts.push({ name: file, text });
    }
  }
  return texts;
}
