/** How a finding stands to the newest evidence: whether it is older than that, and what must be kept as it is. */
import { dayInWords } from '../../../shared/day-in-words.ts';
import type { ObjectRef, SnapshotManifest } from '../../../shared/evidence.ts';
import type { FindingDetail } from '../../../shared/finding.ts';
import { objectInWords } from '../../../shared/object-in-words.ts';

type Kinds = Pick<SnapshotManifest, 'finishedAt' | 'kinds'>;

export interface NamedObject {
  readonly namespace: string | null;
  readonly kind: string;
  readonly name: string;
}

/**
 * What newer evidence says of a finding that a person wrote: null when none is newer. `gone` are objects that it names
 * and the newer evidence, where it is whole, no longer contains.
 */
export async function newerEvidence(
  written: { readonly at: string; readonly affected: readonly string[] },
  evidence: Kinds,
  holds: (object: NamedObject) => Promise<boolean> | boolean,
): Promise<FindingDetail['newerEvidence']> {
  if (Date.parse(evidence.finishedAt) <= Date.parse(written.at)) return null;
  const gone: string[] = [];
  const there: string[] = [];
  for (const line of written.affected) {
    const object = objectIn(line);
    if (object === null) continue;
    if (await holds(object)) there.push(line.trim());
    else if (isWhole(object, evidence)) gone.push(line.trim());
  }
  const sentence = [
    `Written on ${dayInWords(written.at)}; the evidence of ${dayInWords(evidence.finishedAt)} is newer.`,
    gone.length === 0 ? '' : `It no longer contains ${gone.join(', ')}.`,
    there.length === 0 ? '' : `It still contains ${there.join(', ')}.`,
    'Review this finding against it.',
  ]
    .filter((part) => part !== '')
    .join(' ');
  return { at: evidence.finishedAt, gone, there, sentence };
}

/** `namespace/Kind/name` or `Kind/name`, as Drydock prints objects; null for other words. */
function objectIn(line: string): NamedObject | null {
  const [, namespace, kind, name] =
    /^(?:([a-z0-9][a-z0-9-]*)\/)?([A-Z][A-Za-z0-9]*)\/([^\s/]+)$/.exec(line.trim()) ?? [];
  return kind === undefined || name === undefined ? null : { namespace: namespace ?? null, kind, name };
}

function isWhole({ kind, namespace }: NamedObject, { kinds }: Kinds): boolean {
  const known = kinds.find(({ resource }) => resource.kind === kind);
  return (
    known?.status === 'collected' ||
    (known?.status === 'partial' && namespace !== null && !known.refusedNamespaces.includes(namespace))
  );
}

/** Objects with a sign of a guest among those that a finding is about: they are evidence and stay as they are. */
export function toPreserve(
  signs: readonly ObjectRef[],
  objects: readonly ObjectRef[],
  named: readonly string[],
): string[] {
  const words = new Set([...objects.map(objectInWords), ...named.map((line) => line.trim())]);
  return [...new Set(signs.map(objectInWords))].filter((sign) => words.has(sign));
}
