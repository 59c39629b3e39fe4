/** Verdicts on evidence files, without an engagement. */
import packageJson from '../../../../package.json' with { type: 'json' };
import { DrydockError } from '../../../../shared/errors.ts';
import { isMissing, type SnapshotManifest, type Unread } from '../../../../shared/evidence.ts';
import { unreadSentences } from '../../../../shared/unread.ts';
import { ControlFamily, type ControlMeta, type Verdict } from '../../../../shared/verdict.ts';
import type { AskedVersion } from '../../../cluster/platform/versions.ts';
import { analyseSnapshot, type NotJudgedDocument } from '../../../controls/analyse.ts';
import { CONTROLS } from '../../../controls/catalogue.ts';
import { type EvidenceRequest, openRequested } from './open-evidence.ts';
import { customControlsAt, exceptionsAt } from './policy-files.ts';

export { type AskedVersion, kubeVersion } from '../../../cluster/platform/versions.ts';

export interface ScanRequest extends EvidenceRequest {
  /** Rules that depend on the version judge as under this one. */
  readonly kubeVersion?: AskedVersion;
  readonly control?: readonly string[];
  readonly family?: readonly string[];
  readonly all: boolean;
  /** Files of exceptions. */
  readonly exceptions?: readonly string[];
  /** Files and directories of custom controls. */
  readonly customControls?: readonly string[];
  /** ISO 8601: when exceptions are judged on manifests, which have no time of their own. */
  readonly now: string;
}

/** The JSON of `drydock scan`. `schemaVersion` changes when a field does. */
export interface ScanResult {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'drydock'; readonly version: string };
  readonly verdicts: readonly Verdict[];
  readonly summary: {
    /** Verdicts of each kind, those that are not listed too. */
    readonly counts: {
      fail: number;
      /** Of `fail`, those that an exception accepts. */
      excepted: number;
      pass: number;
      notApplicable: number;
      unknown: number;
    };
    readonly controls: number;
    readonly clusters: readonly { readonly name: string; readonly evidenceSha256: string }[];
    /** What is not there in full: every kind is named; many of one fate share a sentence. */
    readonly incomplete: readonly string[];
    /** Files and documents that were not read, or hold nothing to judge. */
    readonly unread: readonly Unread[];
    /**
     * Documents that only change others, such as patches of Kustomize (what they change is judged without them), and
     * objects whose values are encrypted (the rest of them is judged).
     */
    readonly notJudged: readonly NotJudgedDocument[];
    /** The version that was asked for, such as `v1.37`. */
    readonly kubeVersion?: string;
  };
}

/**
 * @throws DrydockError INVALID_INPUT for an unknown control or family and for faults of custom controls or exceptions,
 * and what reading evidence throws
 */
export async function scanEvidence(request: ScanRequest): Promise<ScanResult> {
  const customControls = await customControlsAt(request.customControls ?? []);
  const exceptions = await exceptionsAt(request.exceptions ?? []);
  const controls = chosenControls(request, [...CONTROLS, ...customControls]);
  const { kubeVersion } = request;
  const sources = await openRequested(request);
  const counts = { fail: 0, excepted: 0, pass: 0, notApplicable: 0, unknown: 0 };
  const verdicts: Verdict[] = [];
  const notJudged: NotJudgedDocument[] = [];
  for (const source of sources) {
    const analysis = analyseSnapshot(source, {
      controls,
      includePasses: request.all,
      ...(kubeVersion === undefined ? {} : { kubeVersion }),
      customControls,
      exceptions,
      exceptionsAt: request.now,
    });
    counts.pass += analysis.passes;
    notJudged.push(...analysis.notJudged);
    for (const one of analysis.verdicts) {
      if (one.exception !== undefined) counts.excepted += 1;
      if (one.verdict !== 'pass')
        counts[one.verdict === 'not-applicable' ? 'notApplicable' : one.verdict] += 1;
      if (request.all || one.verdict === 'fail' || one.verdict === 'unknown') verdicts.push(one);
    }
  }
  return {
    schemaVersion: 1,
    tool: { name: 'drydock', version: packageJson.version },
    verdicts,
    summary: {
      counts,
      controls: controls.length,
      clusters: sources.map(({ manifest }) => ({
        name: manifest.clusterName,
        evidenceSha256: manifest.evidenceSha256,
      })),
      incomplete: sources.flatMap(({ manifest }) => incompleteKinds(manifest)),
      unread: sources.flatMap(({ manifest }) => manifest.unread ?? []),
      notJudged,
      ...(kubeVersion === undefined ? {} : { kubeVersion: kubeVersion.text }),
    },
  };
}

/** `--control` names a control that is neither built in nor in the files given: wrong usage. */
export class UnknownControl extends DrydockError {
  readonly control: string;

  constructor(control: string) {
    super('INVALID_INPUT', { what: `Control ${control}`, reason: 'it does not exist' });
    this.control = control;
  }
}

/** As many kinds of one fate as get a sentence each; more share one that names them all. */
const ALONE = 3;

/** What is not there in full, and why: every kind is named, and every file and document that was not read. */
export function incompleteKinds(
  manifest: Pick<SnapshotManifest, 'clusterName' | 'kinds' | 'unread'>,
): string[] {
  const fates = new Map<string, string[]>();
  for (const { resource, status, message } of manifest.kinds.filter(isMissing)) {
    const fate = `${status.replace('-', ' ')}: ${message}`;
    const name = resource.group === '' ? resource.resource : `${resource.resource}.${resource.group}`;
    fates.set(fate, [...(fates.get(fate) ?? []), name]);
  }
  const kinds = [...fates].flatMap(([fate, names]) =>
    names.length > ALONE
      ? [`${manifest.clusterName}: ${names.length} kinds are ${fate} They are ${names.join(', ')}.`]
      : names.map((name) => `${manifest.clusterName}: ${name} is ${fate}`),
  );
  return [...unreadSentences(manifest.unread), ...kinds];
}

function chosenControls(
  { control, family }: ScanRequest,
  controls: readonly { readonly meta: ControlMeta }[],
): string[] {
  const known = new Map(controls.map(({ meta }) => [meta.id, meta]));
  for (const id of control ?? []) {
    if (!known.has(id)) throw new UnknownControl(id);
  }
  const families = new Set<string>(ControlFamily.options);
  for (const name of family ?? []) {
    if (!families.has(name))
      throw new DrydockError('INVALID_INPUT', { what: `Family ${name}`, reason: 'it does not exist' });
  }
  return [...known.values()]
    .filter((meta) => control === undefined || control.includes(meta.id))
    .filter((meta) => family === undefined || family.includes(meta.family))
    .map(({ id }) => id);
}
