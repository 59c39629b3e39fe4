/** Every kind that discovery found: in the order that matters, in the namespaces there are, or taken over as it was. */
import { compare } from '../../shared/compare.ts';
import { DrydockError } from '../../shared/errors.ts';
import {
  type KindOutcome,
  type KindStatus,
  kindName,
  type ResourceRef,
  resourceKey,
} from '../../shared/evidence.ts';
import type { ClusterConnection } from '../kubeconfig/connection.ts';
import { BUILT_IN_GROUPS } from '../snapshot/built-in-groups.ts';
import type { EvidenceSink } from '../snapshot/model.ts';
import { type CarriedOver, carriedResources, carryOver, sameCluster } from './carry-over.ts';
import { stopWords } from './failure.ts';
import { inFlight } from './in-flight.ts';
import { collectKind, type KindDeps, type NamespacesToAsk } from './kind.ts';
import type { ProgressReporter } from './progress.ts';
import { rightsByNamespace } from './rights.ts';
import type { ServerWatch } from './server-back.ts';
import { skipReason } from './skipped.ts';
import type { Transport } from './transport.ts';

export interface KindsDeps {
  readonly transport: Transport;
  readonly sink: EvidenceSink;
  readonly connection: Pick<ClusterConnection, 'namespace' | 'server'>;
  readonly signal: AbortSignal;
  readonly server: ServerWatch;
  readonly progress: ProgressReporter;
  /** Only these namespaces for kinds that live in one; empty for all. */
  readonly namespaces: readonly string[];
  /** An earlier, partial collection of the same cluster. */
  readonly resume: CarriedOver | null;
  readonly flushLog: () => Promise<void>;
  /** Ends every list that is under way. */
  readonly stop: () => void;
}

export interface CollectedKinds {
  /** Sorted by key. */
  readonly kinds: KindOutcome[];
  /** How many of the kinds were taken over from the collection that was resumed. */
  readonly carried: number;
  /** Chosen namespaces that do not exist: a slip of the pen would look like an empty one. */
  readonly absent: readonly string[];
}

/** @throws DrydockError RESUME_MISMATCH; what the sink throws */
export function collectKinds(resources: readonly ResourceRef[], deps: KindsDeps): Promise<CollectedKinds> {
  return new KindsRun(deps).run(resources);
}

const KINDS_IN_FLIGHT = 4;

class KindsRun {
  readonly #deps: KindsDeps;
  readonly #mayTry: KindDeps['mayTry'];
  readonly #outcomes: KindOutcome[] = [];
  #namespaces: NamespacesToAsk;

  constructor(deps: KindsDeps) {
    this.#deps = deps;
    this.#mayTry = rightsByNamespace(deps.transport);
    this.#namespaces = { names: deps.namespaces, extent: 'chosen' };
  }

  async run(resources: readonly ResourceRef[]): Promise<CollectedKinds> {
    const { progress, namespaces: chosen, connection } = this.#deps;
    progress.total(resources.length);
    progress.phase('lists');
    // Namespaces first: lists that are refused for the cluster go through them, and so do Secrets.
    const first = resources.find((resource) => resourceKey(resource) === '/namespaces');
    const seen = first === undefined ? NO_NAMESPACES : await this.#listNamespaces(first);
    this.#namespaces = namespacesToAsk(seen, { chosen, ofKubeconfig: connection.namespace });
    const carried = await this.#takeOver(resources, seen.systemUid);
    const open = resources.filter((resource) => resource !== first && !carried.has(resourceKey(resource)));
    // What the controls rest on comes before kinds that anybody may have defined, without end or without an answer.
    await this.#listSeveral(open.filter((resource) => isBuiltIn(resource) && !isSecret(resource)));
    await this.#listSecrets(open.find(isSecret));
    await this.#listSeveral(open.filter((resource) => !isBuiltIn(resource)));
    return {
      kinds: this.#outcomes.sort((a, b) => compare(resourceKey(a.resource), resourceKey(b.resource))),
      carried: carried.size,
      absent: seen.whole ? chosen.filter((name) => !seen.names.includes(name)) : [],
    };
  }

  async #listNamespaces(resource: ResourceRef): Promise<NamespacesSeen> {
    const names: string[] = [];
    let systemUid: string | null = null;
    const { status } = await this.#list(resource, (objects) => {
      for (const { metadata } of objects) {
        names.push(metadata.name);
        if (metadata.name === 'kube-system') systemUid = metadata.uid ?? null;
      }
    });
    return { names, systemUid, whole: status === 'collected' };
  }

  /** Keys of the kinds that are whole in the earlier collection, now written into this one. */
  async #takeOver(resources: readonly ResourceRef[], systemUid: string | null): Promise<ReadonlySet<string>> {
    const { resume, connection, progress, sink } = this.#deps;
    if (resume === null) return new Set();
    if (!(await sameCluster(resume, { systemUid, server: connection.server })))
      throw new DrydockError('RESUME_MISMATCH');
    const carried = carriedResources(resume, resources);
    progress.phase('resuming');
    for (const resource of resources) {
      if (carried.has(resourceKey(resource)))
        await this.#settle(resource, (onPage) => carryOver(resume, resource, { sink, onPage }));
    }
    progress.phase('lists');
    return carried;
  }

  async #listSecrets(resource: ResourceRef | undefined): Promise<void> {
    if (resource === undefined) return;
    this.#deps.progress.phase('secrets');
    await this.#list(resource);
    this.#deps.progress.phase('lists');
  }

  /** The first that fails, such as on a full disk, stops the others. */
  #listSeveral(resources: readonly ResourceRef[]): Promise<void> {
    return inFlight(resources, KINDS_IN_FLIGHT, async (resource) => {
      try {
        await this.#list(resource);
      } catch (error) {
        this.#deps.stop();
        throw error;
      }
    });
  }

  #list(resource: ResourceRef, onObjects?: KindDeps['onObjects']): Promise<KindOutcome> {
    const { transport, sink, server } = this.#deps;
    return this.#settle(resource, (onPage) =>
      collectKind(resource, {
        transport,
        sink,
        server,
        namespaces: this.#namespaces,
        mayTry: this.#mayTry,
        onPage,
        ...(onObjects === undefined ? {} : { onObjects }),
      }),
    );
  }

  /** Every kind ends here, whether it was read, taken over or not asked for. */
  async #settle(
    resource: ResourceRef,
    read: (onPage: KindDeps['onPage']) => Promise<KindOutcome>,
  ): Promise<KindOutcome> {
    const { progress, sink, flushLog } = this.#deps;
    const kind = progress.started(kindName(resource));
    const reason = this.#whyNotAsked(resource);
    const outcome = reason === null ? await read(kind.page) : await notCollected(sink, resource, reason);
    this.#outcomes.push(outcome);
    if (IS_MISSING.has(outcome.status)) progress.refused(`${kindName(resource)}: ${outcome.message}`);
    kind.done();
    await flushLog();
    return outcome;
  }

  #whyNotAsked(resource: ResourceRef): string | null {
    const { signal, server } = this.#deps;
    if (signal.aborted) return `Not asked: ${stopWords(signal)}.`;
    return skipReason(resource) ?? (server.gone ? 'Not asked: the server no longer answers.' : null);
  }
}

/** Statuses that the assessor hears of at once. */
const IS_MISSING: ReadonlySet<KindStatus> = new Set(['forbidden', 'partial', 'failed']);

const isSecret = (resource: ResourceRef): boolean => resourceKey(resource) === '/secrets';
const isBuiltIn = ({ group }: ResourceRef): boolean => BUILT_IN_GROUPS.has(group);

interface NamespacesSeen {
  readonly names: readonly string[];
  /** Whether these are all. */
  readonly whole: boolean;
  /** Of `kube-system`, which names the cluster. */
  readonly systemUid: string | null;
}

const NO_NAMESPACES: NamespacesSeen = { names: [], whole: false, systemUid: null };

function namespacesToAsk(
  seen: NamespacesSeen,
  { chosen, ofKubeconfig }: { readonly chosen: readonly string[]; readonly ofKubeconfig: string },
): NamespacesToAsk {
  if (chosen.length > 0) return { names: chosen, extent: 'chosen' };
  if (seen.whole) return { names: seen.names, extent: 'all' };
  return { names: [...new Set([...seen.names, ofKubeconfig || 'default', 'default'])], extent: 'known' };
}

async function notCollected(
  sink: EvidenceSink,
  resource: ResourceRef,
  message: string,
): Promise<KindOutcome> {
  const outcome: KindOutcome = {
    resource,
    status: 'not-collected',
    objects: 0,
    bytes: 0,
    refusedNamespaces: [],
    message,
    sha256: '',
  };
  await sink.finishKind(outcome);
  return outcome;
}
