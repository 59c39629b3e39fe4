/** What is in the manifests of real projects, as a reader sees it who knows no YAML. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** Those whose pods every control of the family `pod` judges. */
const WORKLOADS = [
  'Pod',
  'Deployment',
  'DaemonSet',
  'StatefulSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
];

export interface WrittenObject {
  readonly file: string;
  readonly kind: string;
  readonly workload: boolean;
  /** Helm and Go templates are not rendered. */
  readonly template: boolean;
}

/** Files that a directory's scan looks into. */
export function manifestFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && ['.yaml', '.yml', '.json'].includes(extname(entry.name).toLowerCase()),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/**
 * Documents with `apiVersion` and `kind` at their left edge. Read line by line on purpose: it shares nothing with the
 * product's reader, and so counts what that reader would lose.
 */
export function writtenObjects(file: string): WrittenObject[] {
  const text = readFileSync(file, 'utf8');
  if (extname(file).toLowerCase() === '.json') {
    const kind = /^ {0,4}"kind": ?"(\w+)"/m.exec(text)?.[1];
    const isObject = kind !== undefined && /^ {0,4}"apiVersion":/m.test(text);
    return isObject ? [describe(file, kind, text)] : [];
  }
  return text.split(/^---(?=\s|$).*$/m).flatMap((document) => {
    const kind = /^kind:[ \t]*["']?([\w]+)/m.exec(document)?.[1];
    return kind === undefined || !/^apiVersion:[ \t]*\S/m.test(document)
      ? []
      : [describe(file, kind, document)];
  });
}

function describe(file: string, kind: string, text: string): WrittenObject {
  return { file, kind, workload: WORKLOADS.includes(kind), template: text.includes('{{') };
}
