/**
 * The manifests of real projects, templates and oddities included, each scanned as one directory: nothing is refused
 * whole, and every Kubernetes object is judged or named as not judged. An independent count tells what there is.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REAL_MANIFESTS as REAL } from '../../build/real-manifests.ts';
import { manifestFiles, type WrittenObject, writtenObjects } from './manifests.ts';
import type { ScannedProject } from './scan-project.ts';

const PROJECTS = readdirSync(REAL, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted();
const MAX_PEAK_KB = 1_000_000;

test('there are projects to read', () => {
  expect(PROJECTS.length).toBeGreaterThanOrEqual(10);
});

describe.each(PROJECTS)('%s', (project) => {
  const directory = join(REAL, project);

  test('every object is judged, or named with the reason why not', () => {
    const scanned = scan(directory);
    const files = manifestFiles(directory);
    const written = files.flatMap(writtenObjects);
    const read = countByFile(scanned.sources.map((source) => source.replace(/#\d+$/, '')));
    const unread = countByFile(scanned.unread.map(({ file }) => file));
    const wholeFiles = new Set(
      scanned.unread.filter(({ document }) => document === null).map(({ file }) => file),
    );
    for (const { reason } of scanned.unread) expect(reason).not.toBe('');

    // Nothing that stands in a file is lost: each document is an object, or named.
    const lost = files.filter((file) => {
      const here = written.filter((one) => one.file === file).length;
      const told = (read.get(file) ?? 0) + (unread.get(file) ?? 0);
      return !wholeFiles.has(file) && told < here;
    });
    expect(lost).toEqual([]);
    // Nothing is invented: a file of plain documents holds as many objects as were read, Lists apart.
    const invented = files.filter((file) => {
      const here = written.filter((one) => one.file === file);
      const plain = here.every(({ kind }) => !kind.endsWith('List')) && !file.endsWith('.json');
      return plain && here.length > 0 && (read.get(file) ?? 0) > here.length;
    });
    expect(invented).toEqual([]);

    // A workload that was read is judged by the controls on pods, or is a patch and named as one.
    const judged = new Set([...scanned.podsJudged, ...scanned.notJudged]);
    const readable = (one: WrittenObject) => one.workload && !one.template && !unread.has(one.file);
    const workloadFiles = new Set(written.filter(readable).map(({ file }) => file));
    const unjudged = [...workloadFiles].filter((file) => {
      const here = written.filter((one) => one.file === file && one.workload).length;
      const told = [...judged].filter((source) => source.replace(/#\d+$/, '') === file).length;
      return told < here;
    });
    expect(unjudged).toEqual([]);
    // What only makes pods is told with its kind, each object once.
    expect(scanned.makersTold).toBe(scanned.makers);
    expect(scanned.peakKb).toBeLessThan(MAX_PEAK_KB);

    const templates = written.filter(({ template }) => template).length;
    console.log(
      `${project}: ${files.length} files, ${written.length} objects written (${templates} in templates), ` +
        `${scanned.sources.length} read, ${scanned.podsJudged.length} with pods judged, ` +
        `${scanned.makers} that make pods, ${scanned.notJudged.length} patches, ${scanned.unread.length} named as not read; ` +
        `${scanned.fails} fails, ${scanned.unknowns} unknown; ${scanned.seconds.toFixed(1)} s, ` +
        `${Math.round(scanned.peakKb / 1000)} MB`,
    );
  });
});

function scan(directory: string): ScannedProject {
  const output = execFileSync(process.execPath, [join(import.meta.dirname, 'scan-project.ts'), directory], {
    maxBuffer: 512 * 1024 * 1024,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output) as ScannedProject;
}

function countByFile(files: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(file, (counts.get(file) ?? 0) + 1);
  return counts;
}
