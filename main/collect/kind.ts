/** Collects one kind: everywhere at once, or namespace by namespace where the server insists. */
import type { KindOutcome, KindStatus, ResourceRef } from '../../shared/evidence.ts';
import type { EvidenceSink, KubernetesObject } from '../snapshot/model.ts';
import { createKindWriter } from './kind-writer.ts';
import { itemsOf, type ListEnd, readPages } from './pages.ts';
import { readSecrets } from './secrets.ts';
import type { Transport } from './transport.ts';

export interface KindDeps {
  readonly transport: Transport;
  readonly sink: EvidenceSink;
  /** Known namespaces; where they could not be listed, those that the kubeconfig names. */
  readonly namespaces: readonly string[];
  /** False when there may be more namespaces than these: then no list by namespace is ever the whole. */
  readonly namespacesComplete: boolean;
  readonly onPage: (written: { objects: number; bytes: number }) => void;
  readonly onObjects?: (objects: readonly KubernetesObject[]) => void;
  /** False when the rules of the namespace say that a list would be refused. */
  readonly mayTry: (resource: ResourceRef, namespace: string) => Promise<boolean>;
}

export async function collectKind(resource: ResourceRef, deps: KindDeps): Promise<KindOutcome> {
  const writer = createKindWriter(deps.sink, resource);
  const write = async (raw: readonly unknown[]) => {
    const before = writer.bytes;
    const kept = await writer.write(raw);
    deps.onObjects?.(kept);
    deps.onPage({ objects: kept.length, bytes: writer.bytes - before });
  };
  const isSecret = resource.group === '' && resource.resource === 'secrets';
  const readIn = (namespace: string | null): Promise<ListEnd> =>
    isSecret && namespace !== null
      ? readSecrets(deps.transport, resource, namespace, write)
      : readPages(deps.transport, { resource, namespace, form: 'objects' }, (body) => write(itemsOf(body)));

  if (!isSecret) {
    const end = await readIn(null);
    if (end.how !== 'refused' || !resource.namespaced) {
      return writer.finish({ ...verdict(end, writer.objects), refusedNamespaces: [] });
    }
  }
  const refused: string[] = [];
  const ends: { namespace: string; end: ListEnd }[] = [];
  for (const namespace of deps.namespaces) {
    if (!(await deps.mayTry(resource, namespace))) {
      refused.push(namespace);
      continue;
    }
    const end = await readIn(namespace);
    if (end.how === 'refused') refused.push(namespace);
    else ends.push({ namespace, end });
    if (end.how === 'cancelled') break;
  }
  const whole = together(ends, refused, writer.objects);
  return writer.finish({ ...limited(whole, deps), refusedNamespaces: refused });
}

interface Verdict {
  readonly status: KindStatus;
  readonly message: string;
}

function verdict({ how, reason }: ListEnd, objects: number): Verdict {
  switch (how) {
    case 'complete':
      return { status: 'collected', message: '' };
    case 'inconsistent':
      return {
        status: 'collected',
        message: 'The cluster changed while it was read; pages are of different moments.',
      };
    case 'refused':
      return { status: 'forbidden', message: 'The server refused the list.' };
    case 'cancelled':
      return objects > 0
        ? { status: 'partial', message: 'The collection was stopped before the end.' }
        : { status: 'not-collected', message: 'The collection was stopped before this kind.' };
    case 'unsupported':
    case 'failed':
      return { status: objects > 0 ? 'partial' : 'failed', message: `The list broke off: ${reason}.` };
  }
}

function together(
  ends: readonly { namespace: string; end: ListEnd }[],
  refused: readonly string[],
  objects: number,
): Verdict {
  if (ends.some(({ end }) => end.how === 'cancelled')) {
    return verdict({ how: 'cancelled', reason: '' }, objects);
  }
  if (ends.length === 0) {
    return refused.length > 0
      ? { status: 'forbidden', message: 'The server refused the list in every namespace.' }
      : { status: 'not-collected', message: 'No namespace is known in which to ask.' };
  }
  const broken = ends.filter(({ end }) => end.how === 'failed' || end.how === 'unsupported');
  if (refused.length === 0 && broken.length === 0) return { status: 'collected', message: '' };
  if (broken.length === ends.length && refused.length === 0 && objects === 0) {
    return { status: 'failed', message: `The list broke off: ${broken[0]?.end.reason ?? ''}.` };
  }
  const parts = [
    ...(refused.length > 0 ? [`refused in ${shortList(refused)}`] : []),
    ...(broken.length > 0 ? [`broken off in ${shortList(broken.map(({ namespace }) => namespace))}`] : []),
  ];
  return { status: 'partial', message: `Listed by namespace: ${parts.join('; ')}.` };
}

/** SECURITY: what was not asked is unknown, so it may not pass for collected. */
function limited(found: Verdict, { namespaces, namespacesComplete }: KindDeps): Verdict {
  if (namespacesComplete || found.status !== 'collected') return found;
  return {
    status: 'partial',
    message: `Listed only in ${shortList(namespaces)}, for the namespaces could not all be listed.`,
  };
}

function shortList(names: readonly string[]): string {
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}
