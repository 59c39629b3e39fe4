/** Versions that image tags name, held against the ranges in which advisories say that a program is affected. */

/** Major, minor, patch and build: 0 for a release, more for a security build of it, -1 for what comes before it. */
type Release = readonly [major: number, minor: number, patch: number, build: number];

/** The releases that a tag may stand for: one, or all of a minor, or what was built before a release. */
export interface TagVersion {
  readonly lowest: Release;
  readonly highest: Release;
}

export interface AffectedRange {
  readonly introduced: Release;
  readonly fixed: Release;
}

export type Affected = 'yes' | 'no' | 'maybe';

/**
 * Reads `v2.13.4`, `2.13`, `11.6.1-security-01`, `2.14.0-rc1`, `12.0.0-ubuntu`. null for words and for what somebody
 * else has built from a release: no advisory speaks of it.
 */
export function readTagVersion(tag: string): TagVersion | null {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:[-_+](.{1,100}))?$/.exec(tag);
  if (match === null) return null;
  const [major, minor, patch] = [Number(match[1]), Number(match[2]), match[3]];
  const suffix = match[4] ?? '';
  const build = /^security-(\d{1,2})$/.exec(suffix)?.[1];
  if (patch === undefined) {
    return isPlain(suffix)
      ? { lowest: [major, minor, 0, 0], highest: [major, minor, Number.MAX_SAFE_INTEGER, 0] }
      : null;
  }
  const release = (number: number): Release => [major, minor, Number(patch), number];
  if (/^(rc|alpha|beta|pre|dev)\b|^(rc|alpha|beta)\d/.test(suffix))
    return { lowest: release(-1), highest: release(0) };
  if (build !== undefined) return { lowest: release(Number(build)), highest: release(Number(build)) };
  return isPlain(suffix) ? { lowest: release(0), highest: release(0) } : null;
}

/** Parts of a tag that name the system or the machine that an image is for. */
function isPlain(suffix: string): boolean {
  return suffix.split(/[-_.]/).every((part) => part === '' || SYSTEM.test(part));
}

const SYSTEM =
  /^(ubuntu|debian|alpine|distroless|scratch|slim|linux|amd64|arm64|arm|x86|64|v[678]|ppc64le|s390x|r\d{1,3}|\d{1,2})$/;

/**
 * Ranges as text, `introduced-fixed` each: `*` is the first version of all, `~` behind a version counts what was
 * released before it, `+1` is its first security build. Throws on any other text.
 */
export function readRanges(text: string): readonly AffectedRange[] {
  return text.split(' ').map((range) => {
    const [introduced, fixed] = range.split('-').map(readRelease);
    if (introduced === undefined || fixed === undefined) throw new Error(`No range: ${range}`);
    return { introduced, fixed };
  });
}

function readRelease(text: string): Release {
  if (text === '*') return [0, 0, 0, -1];
  const match = /^(\d+)\.(\d+)\.(\d+)(?:(~)|\+(\d+))?$/.exec(text);
  if (match === null) throw new Error(`No version: ${text}`);
  const build = match[4] === '~' ? -1 : Number(match[5] ?? 0);
  return [Number(match[1]), Number(match[2]), Number(match[3]), build];
}

/** Whether all releases that a tag may stand for lie in the ranges, or none, or some. */
export function affectedBy(version: TagVersion, ranges: readonly AffectedRange[]): Affected {
  const isWithin = ({ introduced, fixed }: AffectedRange): boolean =>
    compare(version.lowest, introduced) >= 0 && compare(version.highest, fixed) < 0;
  if (ranges.some(isWithin)) return 'yes';
  const touches = ({ introduced, fixed }: AffectedRange): boolean =>
    compare(version.highest, introduced) >= 0 && compare(version.lowest, fixed) < 0;
  return ranges.some(touches) ? 'maybe' : 'no';
}

/** The versions that mend it, as a person reads them: `2.13.9`, `11.0.5-security-01`. */
export function fixedVersions(ranges: readonly AffectedRange[]): readonly string[] {
  return ranges.map(({ fixed: [major, minor, patch, build] }) => {
    const release = `${major}.${minor}.${patch}`;
    return build > 0 ? `${release}-security-${String(build).padStart(2, '0')}` : release;
  });
}

function compare(a: Release, b: Release): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}
