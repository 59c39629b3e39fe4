/** Collects one kind: everywhere at once, or namespace by namespace where the server insists or the assessor asked so. */
import type { KindOutcome, KindStatus, ResourceRef } from '../../shared/evidence.ts';
import { agree, count, number, some } from '../../shared/in-words.ts';
import type { EvidenceSink, KubernetesObject } from '../snapshot/model.ts';
import { str } from '../snapshot/read.ts';
import { createKindWriter } from './kind-writer.ts';
import { itemsOf, type ListEnd, readPages, remainingAfter } from './pages.ts';
import { readSecrets } from './secrets.ts';
import type { ServerWatch } from './server-back.ts';
import type { Transport } from './transport.ts';

export interface KindDeps {
  readonly transport: Transport;
  readonly sink: EvidenceSink;
  readonly namespaces: NamespacesToAsk;
  readonly onPage: (written: { objects: number; bytes: number; remaining: number }) => void;
  readonly onObjects?: (objects: readonly KubernetesObject[]) => void;
  /** False when the rules of the namespace say that a list would be refused. */
  readonly mayTry: (resource: ResourceRef, namespace: string) => Promise<boolean>;
  readonly server: Pick<ServerWatch, 'back' | 'mayRefuseInError'>;
}

export interface NamespacesToAsk {
  readonly names: readonly string[];
  /**
   * - `all`: every namespace there is.
   * - `known`: those that the kubeconfig names, for they could not all be listed.
   * - `chosen`: those that the assessor asked for; nothing is asked for the whole cluster.
   */
  readonly extent: 'all' | 'known' | 'chosen';
}

/** Ten times what Kubernetes is made for. */
export const MAX_NAMESPACES = 20_000;
/** How many namespaces are asked for Secrets at the same time: each answer is small. */
const SECRET_LANES = 4;

export async function collectKind(resource: ResourceRef, deps: KindDeps): Promise<KindOutcome> {
  const writer = createKindWriter(deps.sink, resource);
  let misplaced = 0;
  const write = async (raw: readonly unknown[], namespace: string | null, remaining = 0): Promise<number> => {
    const before = writer.bytes;
    const fitting = raw.filter((item) => belongs(item, resource, namespace));
    misplaced += raw.length - fitting.length;
    const kept = await writer.write(fitting);
    deps.onObjects?.(kept);
    deps.onPage({ objects: kept.length, bytes: writer.bytes - before, remaining });
    return kept.length;
  };
  const isSecret = resource.group === '' && resource.resource === 'secrets';
  const readIn = (namespace: string | null): Promise<ListEnd> =>
    readPages(deps.transport, { resource, namespace, form: 'objects', server: deps.server }, (body) =>
      write(itemsOf(body), namespace, remainingAfter(body)),
    );
  let begunAnew = false;
  const finish = ({ status, message }: Verdict, refusedNamespaces: readonly string[]) => {
    const faults = [
      ...(writer.leftOut === 0
        ? []
        : [
            `${count(writer.leftOut, 'entry was not a Kubernetes object and was', 'entries were not Kubernetes objects and were')} left out.`,
          ]),
      ...(misplaced === 0
        ? []
        : [
            `${count(misplaced, 'entry', 'entries')} of another kind or namespace ${agree(misplaced, 'was', 'were')} left out.`,
          ]),
      // A list that began anew brings everything again.
      ...(writer.doubled === 0 || begunAnew
        ? []
        : [
            `${count(writer.doubled, 'entry', 'entries')} appeared more than once; the first of each was kept.`,
          ]),
    ];
    const whole = faults.length === 0 || (status !== 'collected' && status !== 'partial');
    return writer.finish({
      status: whole ? status : 'partial',
      message: whole ? message : [message, ...faults].join(' ').trim(),
      refusedNamespaces,
    });
  };

  if (!isSecret && !(resource.namespaced && deps.namespaces.extent === 'chosen')) {
    const end = await readIn(null);
    begunAnew ||= end.how !== 'complete' && end.how !== 'refused';
    if (end.how !== 'refused' || !resource.namespaced) return finish(verdict(end, writer.objects), []);
  }
  const ends: NamespaceEnd[] = [];
  const asked = deps.namespaces.names.slice(0, MAX_NAMESPACES);
  for (const group of groupsOf(asked, isSecret ? SECRET_LANES : 1)) {
    const results = await Promise.all(
      group.map(async (namespace) => {
        const objects: unknown[] = [];
        const end: ListEnd = !(await deps.mayTry(resource, namespace))
          ? { how: 'refused', reason: '' }
          : isSecret
            ? await readSecrets({ ...deps, resource, namespace }, (rows) => objects.push(...rows))
            : await readIn(namespace);
        return { namespace, end, objects };
      }),
    );
    // In the order of the namespaces, whoever answered first: the same cluster gives the same bytes.
    for (const { objects, namespace } of results) if (objects.length > 0) await write(objects, namespace);
    for (const { namespace, end } of results) {
      ends.push({ namespace, end });
      begunAnew ||= end.how !== 'complete' && end.how !== 'refused';
    }
    if (results.some(({ end }) => end.how === 'cancelled')) break;
  }
  const refused = ends.filter(({ end }) => end.how === 'refused').map(({ namespace }) => namespace);
  const found = together(ends, refused, writer.objects);
  return finish(cutOff(limited(found, deps.namespaces), deps.namespaces), refused);
}

interface NamespaceEnd {
  readonly namespace: string;
  readonly end: ListEnd;
}

/**
 * Whether an entry is of the kind and place that was asked for. Items of a list may leave their kind out; what they
 * name must fit, or a server could pass one kind off as another.
 */
function belongs(item: unknown, resource: ResourceRef, namespace: string | null): boolean {
  const kind = str(item, 'kind');
  if (kind !== undefined && kind !== resource.kind) return false;
  const group = /^(?:([^/]*)\/)?[^/]*$/.exec(str(item, 'apiVersion') ?? '')?.[1] ?? '';
  if (str(item, 'apiVersion') !== undefined && group !== resource.group) return false;
  const place = str(item, 'metadata', 'namespace') ?? '';
  if (!resource.namespaced) return place === '';
  return namespace === null || place === '' || place === namespace;
}

interface Verdict {
  readonly status: KindStatus;
  readonly message: string;
}

function verdict({ how, reason }: ListEnd, objects: number): Verdict {
  switch (how) {
    case 'complete':
      return { status: 'collected', message: '' };
    case 'restarted':
      return {
        status: 'collected',
        message:
          'The list expired while it was read and was restarted; it may contain objects deleted in the meantime.',
      };
    case 'inconsistent':
      return {
        status: 'collected',
        message: 'The cluster changed while it was read; pages show different moments.',
      };
    case 'refused':
      return { status: 'forbidden', message: 'The server refused the list.' };
    case 'cancelled':
      return objects > 0
        ? { status: 'partial', message: `Incomplete: ${reason}.` }
        : { status: 'not-collected', message: `None of it was read: ${reason}.` };
    case 'unsupported':
    case 'failed':
      return { status: objects > 0 ? 'partial' : 'failed', message: `The list was interrupted: ${reason}.` };
  }
}

function together(ends: readonly NamespaceEnd[], refused: readonly string[], objects: number): Verdict {
  const stopped = ends.find(({ end }) => end.how === 'cancelled');
  if (stopped !== undefined) return verdict(stopped.end, objects);
  if (ends.length === 0)
    return { status: 'not-collected', message: 'No namespace to request it from is known.' };
  if (refused.length === ends.length) {
    return { status: 'forbidden', message: 'The server refused the list in every namespace.' };
  }
  const broken = ends.filter(({ end }) => end.how === 'failed' || end.how === 'unsupported');
  if (refused.length === 0 && broken.length === 0) {
    const uneven = ends.find(({ end }) => end.how === 'inconsistent' || end.how === 'restarted');
    return uneven === undefined ? { status: 'collected', message: '' } : verdict(uneven.end, objects);
  }
  if (broken.length === ends.length && objects === 0) {
    return { status: 'failed', message: `The list was interrupted: ${broken[0]?.end.reason ?? ''}.` };
  }
  const parts = [
    ...(refused.length > 0 ? [`refused in ${some(refused, 5)}`] : []),
    ...(broken.length > 0
      ? [
          `interrupted in ${some(
            broken.map(({ namespace }) => namespace),
            5,
          )}`,
        ]
      : []),
  ];
  return { status: 'partial', message: `Listed by namespace: ${parts.join('; ')}.` };
}

/** SECURITY: what was not asked is unknown, so it may not pass for collected. */
function limited(found: Verdict, { names, extent }: NamespacesToAsk): Verdict {
  if (extent === 'all' || found.status !== 'collected') return found;
  const why = extent === 'chosen' ? 'as requested' : 'because not all namespaces could be listed';
  return { status: 'partial', message: `Listed only in ${some(names, 5)}, ${why}.` };
}

/** SECURITY: a server that names namespaces without end would keep us for ever. */
function cutOff(found: Verdict, { names }: NamespacesToAsk): Verdict {
  if (names.length <= MAX_NAMESPACES || found.status !== 'collected') return found;
  const limit = number(MAX_NAMESPACES);
  return { status: 'partial', message: `Listed only in the first ${limit} of ${names.length} namespaces.` };
}

function groupsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
