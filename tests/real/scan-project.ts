/** Scans one directory as `drydock scan --all` does, and prints what the suite compares: `scan-project.ts DIRECTORY`. */
import { readManifests } from '../../main/evidence/manifests.ts';
import { scanEvidence } from '../../main/hosts/cli/work/scan.ts';
import { buildSnapshotIndex } from '../../main/snapshot/index.ts';
import { peakKb } from '../fixtures/peak-memory.ts';

export interface ScannedProject {
  readonly fails: number;
  readonly unknowns: number;
  /** Sources (`FILE#DOCUMENT`) of every object that was read. */
  readonly sources: readonly string[];
  /** Sources that a control of the family `pod` has judged. */
  readonly podsJudged: readonly string[];
  readonly unread: readonly {
    readonly file: string;
    readonly document: number | null;
    readonly reason: string;
  }[];
  /** Sources of documents that are no objects of their own: patches. */
  readonly notJudged: readonly string[];
  /** Objects whose pods only a cluster shows, and how many of them a control on pods has told of. */
  readonly makers: number;
  readonly makersTold: number;
  readonly seconds: number;
  readonly peakKb: number;
}

const [directory = ''] = process.argv.slice(2);
const started = process.hrtime.bigint();
const scan = await scanEvidence({ from: [directory], all: true, now: '2026-11-30T00:00:00.000Z' });
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
const peak = peakKb();
const source = await readManifests([directory]);
const sources = [...source.objects()].map(({ object }) => object.$drydock?.source ?? '');
const { notJudged, podMakers } = buildSnapshotIndex(source);
const of = (verdict: string) => scan.verdicts.filter((one) => one.verdict === verdict).length;
const judged = scan.verdicts
  .filter(({ control, object }) => control.startsWith('pod/') && object !== null)
  .flatMap(({ object }) => [object?.source ?? '', ...(object?.alsoIn ?? [])]);
const ofOneControl = scan.verdicts.filter(({ control }) => control === 'pod/privileged-container');
const alone = podMakers.filter(({ ref }) =>
  ofOneControl.some(
    ({ verdict, object }) => verdict !== 'pass' && object?.kind === ref.kind && object.source === ref.source,
  ),
);
const together = ofOneControl.flatMap(({ object, message }) =>
  object === null && message.includes('their operators complete')
    ? [...message.matchAll(/(\d+) \w+ of /g)].map(([, count]) => Number(count))
    : [],
);
const scanned: ScannedProject = {
  fails: of('fail'),
  unknowns: of('unknown'),
  sources,
  podsJudged: [...new Set(judged)],
  unread: scan.summary.unread,
  notJudged: notJudged.map(({ object }) => object.$drydock?.source ?? ''),
  makers: podMakers.length,
  makersTold: alone.length + together.reduce((sum, count) => sum + count, 0),
  seconds,
  peakKb: peak,
};
process.stdout.write(JSON.stringify(scanned));
