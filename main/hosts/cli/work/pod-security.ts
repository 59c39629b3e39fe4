/** What the Pod Security admission plugin would answer, document by document, without an engagement. */
import { resourceKey } from '../../../../shared/evidence.ts';
import type { AskedVersion } from '../../../cluster/platform/versions.ts';
import { notShownWhole } from '../../../controls/pod-makers.ts';
import { NEWEST_MINOR } from '../../../kubernetes/podsecurity/checks/catalogue.ts';
import { LEVELS, type Level } from '../../../kubernetes/podsecurity/define.ts';
import { effectiveMinor, evaluatePod, violationText } from '../../../kubernetes/podsecurity/evaluate.ts';
import { pathIn } from '../../../kubernetes/podsecurity/workload.ts';
import { buildSnapshotIndex, podsOf, refOf, serverMinorOf } from '../../../snapshot/index.ts';
import type { KubernetesObject, SnapshotSource } from '../../../snapshot/model.ts';
import { type EvidenceRequest, openRequested } from './open-evidence.ts';
import { incompleteKinds } from './scan.ts';

export { LEVELS, type Level };

export interface PodSecurityRequest extends EvidenceRequest {
  /** Both when left out. */
  readonly level?: Level;
  /** Of the server that would be asked; that of the evidence when left out, else the newest known. */
  readonly kubeVersion?: AskedVersion;
}

/** One document at one level: an entry of the JSON of `drydock pod-security`. */
export interface PodSecurityAnswer {
  /** `FILE#DOCUMENT`; null for what was read from a cluster. */
  readonly source: string | null;
  readonly object: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace: string | null;
    readonly name: string;
  };
  readonly level: Level;
  /** Whose rules were applied, such as `v1.37`. */
  readonly version: string;
  /**
   * Whether the pod would be admitted where the level is enforced; of a template, whether its pods would (the plugin
   * itself only warns of a template). null when nothing that could be read is against it, but some of what decides
   * could not be read, as redaction removed it or no server would take it; `unknown` then says which.
   */
  readonly allowed: boolean | null;
  readonly violations: readonly { readonly check: string; readonly message: string }[];
  /** Only there when something could not be read: the check, and the JSON path in the object. */
  readonly unknown?: readonly { readonly check: string; readonly path: string }[];
}

export interface PodSecurityResult {
  readonly answers: readonly PodSecurityAnswer[];
  /** What is not there in full, or could not be judged; for standard error. */
  readonly incomplete: readonly string[];
  /** What a reader of the answers must know. */
  readonly notes: readonly string[];
}

/** @throws DrydockError what reading evidence throws */
export async function podSecurityOf(request: PodSecurityRequest): Promise<PodSecurityResult> {
  const sources = await openRequested(request);
  const levels = request.level === undefined ? LEVELS : [request.level];
  const notes = new Set<string>();
  const answers: PodSecurityAnswer[] = [];
  const leftOut: string[] = [];
  for (const source of sources) {
    if (source.manifest.origin === 'manifests') leftOut.push(...makersIn(source));
    const asked = request.kubeVersion?.minor ?? serverMinorOf(source.manifest);
    const serverMinor = asked ?? NEWEST_MINOR;
    if (asked === null) notes.add(`The version of the server is not known; v1.${NEWEST_MINOR} is assumed.`);
    if (serverMinor > NEWEST_MINOR)
      notes.add(`v1.${serverMinor} is newer than the newest known version; v1.${NEWEST_MINOR} is applied.`);
    for (const object of documentsOf(source))
      for (const level of levels) answers.push(answerFor(object, level, serverMinor));
  }
  return {
    answers,
    incomplete: [
      ...sources.flatMap(({ manifest }) => incompleteKinds(manifest)),
      ...leftOut,
      ...unreadIn(answers),
    ],
    notes: [...notes],
  };
}

/** Kinds whose pods the files do not show: nobody can say what the plugin would answer for them. */
function makersIn(source: SnapshotSource): readonly string[] {
  const left = notShownWhole(buildSnapshotIndex(source).podMakers, new Set());
  return left === null ? [] : [`${left.message} What the plugin would decide for them is not known.`];
}

interface Document {
  readonly object: KubernetesObject;
  readonly pod: ReturnType<typeof podsOf>[number];
}

/** Every object that holds a pod: files in the order of their documents, objects of a cluster by place. */
function documentsOf(source: SnapshotSource): Document[] {
  const found: (Document & { readonly key: readonly (string | number)[] })[] = [];
  for (const { resource, object } of source.objects()) {
    const { source: document = '', namespace, name } = refOf(object);
    const mark = document.lastIndexOf('#');
    const key = [
      document.slice(0, Math.max(mark, 0)),
      Number(document.slice(mark + 1)) || 0,
      namespace ?? '',
      resourceKey(resource),
      name,
    ];
    for (const pod of podsOf(object)) found.push({ object, pod, key });
  }
  return found.sort((a, b) => compareKeys(a.key, b.key));
}

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i] ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function answerFor({ object, pod }: Document, level: Level, serverMinor: number): PodSecurityAnswer {
  const { source, alsoIn: _copies, ...ref } = refOf(object);
  const { spec, annotations, specPath, places } = pod;
  const isTemplate = object.kind !== 'Pod';
  const { allowed, violations, unknown } = evaluatePod(
    { metadata: { annotations }, spec },
    { level, version: 'latest' },
    { serverMinor, isTemplate },
  );
  return {
    source: source ?? null,
    object: ref,
    level,
    version: `v1.${effectiveMinor('latest', serverMinor)}`,
    allowed,
    violations: violations.map((one) => ({ check: one.check, message: violationText(one) })),
    ...(unknown.length === 0
      ? {}
      : { unknown: unknown.map(({ check, path }) => ({ check, path: pathIn({ specPath, places }, path) })) }),
  };
}

function unreadIn(answers: readonly PodSecurityAnswer[]): string[] {
  const lines = answers.flatMap(({ object: { kind, namespace, name }, source, unknown = [] }) =>
    unknown.map(
      ({ path }) =>
        `${[namespace, `${kind}/${name}`].filter(Boolean).join('/')}${source === null ? '' : ` (${source})`}: ${path} could not be read, so the result is not known.`,
    ),
  );
  return [...new Set(lines)];
}
