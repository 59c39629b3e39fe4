/**
 * Support windows of Kubernetes minors, upstream and per provider. Dates are the last day of support. The table
 * ages, so the day on which each line was last compared with its source is shown wherever it is used. A minor
 * newer than the table is not judged.
 *
 * Sources: upstream, kubernetes.io/releases and its `eol.yaml`; EKS, the release calendar of the user guide; GKE,
 * the release schedule (regular channel; extended support is 24 months from there); AKS, the release calendar,
 * which names months only, so the last day of the month stands here, and long-term support only where it is named;
 * OpenShift, the life cycle policy of OpenShift Container Platform 4.
 */
export const VERSIONS_AS_OF: Readonly<Record<SupportLine, string>> = {
  upstream: '2026-09-15',
  eks: '2026-02-14',
  gke: '2026-04-04',
  aks: '2024-10-30',
  openshift: '2026-03-01',
};

export type SupportLine = 'upstream' | 'eks' | 'gke' | 'aks' | 'openshift';

export interface SupportWindow {
  readonly line: SupportLine;
  readonly minor: number;
  /** ISO date; the last day on which fixes are made. */
  readonly endsOn: string;
  /** The provider sells longer support up to this day. */
  readonly extendedUntil?: string;
}

const UPSTREAM: readonly (readonly [number, string])[] = [
  [22, '2022-12-08'],
  [23, '2023-02-28'],
  [24, '2023-07-28'],
  [25, '2023-10-28'],
  [26, '2024-02-28'],
  [27, '2024-07-16'],
  [28, '2024-10-22'],
  [29, '2025-02-28'],
  [30, '2025-07-15'],
  [31, '2025-11-11'],
  [32, '2026-02-28'],
  [33, '2026-06-28'],
  [34, '2026-10-27'],
  [35, '2027-02-28'],
  [36, '2027-06-28'],
  [37, '2027-10-28'],
];

const EKS: readonly (readonly [number, string, string])[] = [
  [23, '2023-10-11', '2024-10-11'],
  [24, '2024-01-31', '2025-01-31'],
  [25, '2024-05-01', '2025-05-01'],
  [26, '2024-06-11', '2025-06-11'],
  [27, '2024-07-24', '2025-07-24'],
  [28, '2024-11-26', '2025-11-26'],
  [29, '2025-03-23', '2026-03-23'],
  [30, '2025-07-23', '2026-07-23'],
  [31, '2025-11-26', '2026-11-26'],
  [32, '2026-03-23', '2027-03-23'],
  [33, '2026-07-29', '2027-07-29'],
  [34, '2026-12-02', '2027-12-02'],
  [35, '2027-03-27', '2028-03-27'],
];

const GKE: readonly (readonly [number, string, string])[] = [
  [28, '2025-02-04', '2025-12-04'],
  [29, '2025-04-12', '2026-01-26'],
  [30, '2025-09-30', '2026-07-31'],
  [31, '2026-01-16', '2026-10-25'],
  [32, '2026-04-11', '2027-02-11'],
  [33, '2026-08-03', '2027-06-03'],
  [34, '2026-10-01', '2027-09-30'],
  [35, '2027-04-11', '2028-02-11'],
];

const AKS: readonly (readonly [number, string, string?])[] = [
  [27, '2024-07-31', '2025-07-31'],
  [28, '2025-01-31'],
  [29, '2025-03-31'],
  [30, '2025-07-31', '2026-07-31'],
  [31, '2025-11-30'],
  [32, '2026-03-31'],
];

/**
 * OpenShift 4.12 to 4.21 by the Kubernetes minor that each is built on (4.x on 1.(x+13)): the end of maintenance
 * support, then the last day of the first term of extended update support.
 */
const OPENSHIFT: readonly (readonly [number, string, string?])[] = [
  [25, '2024-07-17', '2025-01-17'],
  [26, '2024-11-17'],
  [27, '2025-05-01', '2025-10-31'],
  [28, '2025-08-27'],
  [29, '2025-12-27', '2026-06-27'],
  [30, '2026-04-01'],
  [31, '2026-08-25', '2027-02-25'],
  [32, '2026-12-17'],
  [33, '2027-04-21', '2027-10-21'],
  [34, '2027-08-03'],
];

const TABLE: Readonly<Record<SupportLine, readonly (readonly [number, string, string?])[]>> = {
  upstream: UPSTREAM,
  eks: EKS,
  gke: GKE,
  aks: AKS,
  openshift: OPENSHIFT,
};

/** The window of a minor, or null when the table does not hold it. Older than the table counts as ended with its first row. */
export function supportWindow(line: SupportLine, minor: number): SupportWindow | null {
  const rows = TABLE[line];
  const row = rows.find(([one]) => one === minor);
  if (row !== undefined) {
    const [, endsOn, extendedUntil] = row;
    return { line, minor, endsOn, ...(extendedUntil === undefined ? {} : { extendedUntil }) };
  }
  const oldest = rows[0];
  return oldest !== undefined && minor < oldest[0] ? { line, minor, endsOn: oldest[1] } : null;
}

/** Minor of a version such as `v1.32.9-eks-1234567`; null when it cannot be read. */
export function minorOfVersion(version: string): number | null {
  const match = /^v?1\.(\d{1,3})(?:[.+-]|$)/.exec(version);
  return match?.[1] === undefined ? null : Number(match[1]);
}

/** A version to judge as under, named by a person and not seen on a server. */
export interface AskedVersion {
  readonly minor: number;
  /** Always with `v`, as the server would write it: `v1.37` or `v1.37.2`. */
  readonly text: string;
}

/**
 * Reads a version as people and `kubectl version` write it: `v1.37`, `1.37.2`, `v1.30.2+rke2r1`, `v1.29.3-eks-adc7111`,
 * `Server Version: v1.32.4`, and its whole output, of which the server's counts. What a provider appends is left out.
 * null for anything else.
 */
export function kubeVersion(text: string): AskedVersion | null {
  const version = versionIn(text);
  const match = /^v?1\.(0|[1-9]\d{0,2})(\.(?:0|[1-9]\d{0,2}))?\+?(?:[-+][0-9A-Za-z.+-]{1,80})?$/.exec(
    version,
  );
  if (match?.[1] === undefined) return null;
  return { minor: Number(match[1]), text: `v1.${match[1]}${match[2] ?? ''}` };
}

/** The server's version of what `kubectl version` printed, else the client's, else the text as it is. */
function versionIn(text: string): string {
  const labelled =
    /Server Version: *(\S.*)/.exec(text)?.[1] ?? /Client Version: *(\S.*)/.exec(text)?.[1] ?? text;
  return (/\bGitVersion: *"([^"]*)"/.exec(labelled)?.[1] ?? labelled).trim();
}
