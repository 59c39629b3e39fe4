/** Allowed connections in evidence files, without an engagement. */
import { buildExposure } from '../../../cluster/exposure.ts';
import { detectPlatform } from '../../../cluster/platform/detect.ts';
import { type ListedConnection, listConnections } from '../../../cluster/reach/list.ts';
import { limitsOf, notesOf } from '../../../cluster/reach/notes.ts';
import { buildReach } from '../../../kubernetes/reach/reach.ts';
import { buildSnapshotIndex } from '../../../snapshot/index.ts';
import { type EvidenceRequest, openRequested } from './open-evidence.ts';
import { incompleteKinds } from './scan.ts';

export interface ReachRequest extends EvidenceRequest {
  readonly src?: string;
  readonly dst?: string;
}

export interface ReachResult {
  /** One at a time, for there may be millions; to be read once. */
  readonly connections: Iterable<ListedConnection>;
  /** A filter that names no peer. */
  readonly nobody: string | null;
  /** How to read the list; known from the beginning. */
  readonly notes: readonly string[];
  /** What is not there or cannot be decided; whole once the connections were read. */
  incomplete(): readonly string[];
}

/** Which of several documents of one name. */
export const inDocument = (source: string | undefined): string =>
  source === undefined ? '' : ` (${source})`;

/** As many undecided pairs as get a line each. */
const PAIRS_NAMED = 20;

/** @throws DrydockError what reading evidence throws */
export async function reachEvidence(request: ReachRequest): Promise<ReachResult> {
  const { src, dst } = request;
  const filter = { ...(src === undefined ? {} : { src }), ...(dst === undefined ? {} : { dst }) };
  const sources = await openRequested(request);
  const incomplete: string[] = [];
  let undecided = 0;
  const clusters = sources.map((source) => {
    const index = buildSnapshotIndex(source);
    const { cni } = detectPlatform(index);
    const reach = buildReach(index, cni, { ipBlocks: 'apart' });
    const exposed = buildExposure(index);
    incomplete.push(...incompleteKinds(source.manifest), ...limitsOf(index, reach, exposed));
    return {
      notes: notesOf(index, reach, cni),
      list: listConnections(
        { index, reach, exposed },
        filter,
        ({ src, dst, srcSource, dstSource, connections, policies }) => {
          undecided += 1;
          if (undecided > PAIRS_NAMED) return;
          const why = policies();
          const by = why.length === 0 ? '' : `; it depends on ${why.join(', ')}`;
          const ends = `${src}${inDocument(srcSource)} => ${dst}${inDocument(dstSource)}`;
          incomplete.push(`${ends} : ${connections} cannot be determined${by}`);
        },
      ),
    };
  });
  const isThere = (side: 'hasSource' | 'hasDestination') => clusters.some(({ list }) => list[side]);
  return {
    connections: clusters.values().flatMap(({ list }) => list.connections),
    nobody: !isThere('hasSource')
      ? (filter.src ?? null)
      : !isThere('hasDestination')
        ? (filter.dst ?? null)
        : null,
    notes: [...new Set(clusters.flatMap(({ notes }) => notes))],
    incomplete: () =>
      undecided > PAIRS_NAMED
        ? [...incomplete, `${undecided - PAIRS_NAMED} more pairs have connections that cannot be determined`]
        : incomplete,
  };
}
