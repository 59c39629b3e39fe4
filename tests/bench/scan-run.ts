/**
 * One contender: reads evidence, and either only that (`parse`), or analyses it with everything on (`analyse`), or holds
 * its index (`index`). Prints what each part took; the reading of the file is left out of all of them.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { analyseSnapshot } from '../../main/controls/analyse.ts';
import { buildSnapshotIndex } from '../../main/snapshot/index.ts';
import type { KubernetesObject, SnapshotSource } from '../../main/snapshot/model.ts';
import { type ResourceRef, resourceKey, type SnapshotManifest } from '../../shared/evidence.ts';

const [mode = 'parse', evidence = '', manifestPath = ''] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as SnapshotManifest;
const resources = new Map(manifest.kinds.map(({ resource }) => [resourceKey(resource), resource]));
const entries: { resource: ResourceRef; object: KubernetesObject }[] = [];

let parseMs = 0;
let left = '';
for await (const chunk of createReadStream(evidence, { encoding: 'utf8', highWaterMark: 1 << 22 })) {
  const lines = (left + String(chunk)).split('\n');
  left = lines.pop() ?? '';
  const begun = cpuMs();
  for (const line of lines) {
    const { key, object } = JSON.parse(line) as { key: string; object: KubernetesObject };
    const resource = resources.get(key);
    if (resource !== undefined) entries.push({ resource, object });
  }
  parseMs += cpuMs() - begun;
}
const source: SnapshotSource = { manifest, objects: () => entries };

if (mode === 'analyse') {
  const begun = cpuMs();
  const { verdicts, summaries } = analyseSnapshot(source);
  const analyseMs = cpuMs() - begun;
  const counted = summaries.reduce((sum, { counts }) => sum + counts.pass + counts.fail + counts.unknown, 0);
  print({ parseMs, analyseMs, objects: entries.length, verdicts: verdicts.length, counted });
} else if (mode === 'index') {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = (): number => {
    collect();
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = heap();
  const index = buildSnapshotIndex(source);
  const indexBytes = heap() - before;
  print({ parseMs, indexBytes, objects: entries.length, workloads: index.workloads.length });
} else {
  print({ parseMs, objects: entries.length });
}

/** Of the whole process, collecting garbage included: on a busy machine the clock says more of its neighbours. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function print(result: object): void {
  console.log(JSON.stringify(result));
}
