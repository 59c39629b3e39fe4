/**
 * Support windows of Kubernetes minors, upstream and per provider. The table ages: `VERSIONS_AS_OF` is shown
 * wherever it is used. Dates are the last day of support. Sources: kubernetes.io/releases, the release calendars
 * of Amazon EKS (standard support), Google GKE (regular channel, standard support) and Azure AKS (standard).
 * A minor newer than the table is not judged.
 */
export const VERSIONS_AS_OF = '2026-06-30';

export type SupportLine = 'upstream' | 'eks' | 'gke' | 'aks';

export interface SupportWindow {
  readonly line: SupportLine;
  readonly minor: number;
  /** ISO date; the last day on which fixes are made. */
  readonly endsOn: string;
  /** The provider sells longer support up to this day. */
  readonly extendedUntil?: string;
}

const UPSTREAM: readonly (readonly [number, string])[] = [
  [22, '2022-10-28'],
  [23, '2023-02-28'],
  [24, '2023-07-28'],
  [25, '2023-10-28'],
  [26, '2024-02-28'],
  [27, '2024-06-28'],
  [28, '2024-10-28'],
  [29, '2025-02-28'],
  [30, '2025-06-28'],
  [31, '2025-10-28'],
  [32, '2026-02-28'],
  [33, '2026-06-28'],
  [34, '2026-10-27'],
  [35, '2027-02-28'],
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
  [29, '2025-03-21', '2026-01-21'],
  [30, '2025-09-30', '2026-07-30'],
  [31, '2025-12-22', '2026-10-22'],
  [32, '2026-04-11', '2027-02-11'],
  [33, '2026-08-03', '2027-06-03'],
  [34, '2026-11-28', '2027-09-28'],
];

const AKS: readonly (readonly [number, string, string])[] = [
  [28, '2025-01-31', '2026-02-28'],
  [29, '2025-03-31', '2026-04-30'],
  [30, '2025-07-31', '2026-07-31'],
  [31, '2025-11-30', '2026-11-30'],
  [32, '2026-03-31', '2027-03-31'],
  [33, '2026-06-30', '2027-06-30'],
  [34, '2026-11-30', '2027-11-30'],
];

const TABLE: Readonly<Record<SupportLine, readonly (readonly [number, string, string?])[]>> = {
  upstream: UPSTREAM,
  eks: EKS,
  gke: GKE,
  aks: AKS,
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
