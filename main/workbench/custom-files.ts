/** Files of custom controls: YAML documents into compiled controls, with every fault at its line and column. */
import { CustomControlSource, type FileProblem } from '../../shared/custom-control.ts';
import { type CustomControl, compileCustomControl } from '../controls/custom/control.ts';
import { documentsOf } from './yaml-documents.ts';

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface CustomFile {
  readonly name: string;
  /** Empty when there are problems: a file is taken whole or not at all. */
  readonly controls: readonly CustomControl[];
  readonly problems: readonly FileProblem[];
}

/** Reads the files in their order; an id that an earlier file has is a problem of the later one. Never throws for text. */
export function readCustomFiles(files: readonly NamedText[]): CustomFile[] {
  const taken = new Map<string, string>();
  return files.map((file) => {
    const read = readCustomFile(file, taken);
    for (const { meta } of read.controls) taken.set(meta.id, file.name);
    return read;
  });
}

function readCustomFile({ name, text }: NamedText, taken: ReadonlyMap<string, string>): CustomFile {
  const { documents, problems: faults } = documentsOf(text, CustomControlSource);
  const problems = [...faults];
  const controls: CustomControl[] = [];
  const here = new Set<string>();
  for (const { value, problem } of documents) {
    const other = here.has(value.id) ? 'this file' : taken.get(value.id);
    if (other !== undefined)
      problems.push(problem(['id'], `Control ${value.id} already exists in ${other}. Choose another id.`));
    here.add(value.id);
    const compiled = compileCustomControl(value);
    if ('control' in compiled) controls.push(compiled.control);
    else
      for (const fault of compiled.problems) problems.push(problem(fault.path, fault.message, fault.offset));
  }
  if (documents.length === 0 && problems.length === 0)
    problems.push({
      line: 1,
      column: 1,
      message: 'The file contains no control. Add one as described in the documentation.',
    });
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { name, controls: problems.length === 0 ? controls : [], problems };
}
