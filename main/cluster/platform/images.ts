/** The parts of image references. */
import { digestOf } from '../../snapshot/image-digest.ts';

/** The image without tag and digest, in lower case. */
export function repositoryOf(image: string): string {
  const withoutDigest = image.split('@')[0] ?? '';
  const slash = withoutDigest.lastIndexOf('/');
  const colon = withoutDigest.indexOf(':', slash + 1);
  return (colon < 0 ? withoutDigest : withoutDigest.slice(0, colon)).toLowerCase();
}

/** The repository with its registry spelt out: `nginx:1` is `docker.io/library/nginx`. Lower case, no tag, no digest. */
export function qualifiedRepository(image: string): string {
  const repository = repositoryOf(image);
  const registry = registryOf(image);
  if (repository.startsWith(`${registry}/`)) return officialName(repository);
  return officialName(`${registry}/${repository}`);
}

const officialName = (repository: string): string =>
  /^docker\.io\/[^/]+$/.test(repository) ? repository.replace('/', '/library/') : repository;

/** The tag of a reference: `latest` when it names neither tag nor digest, null when only a digest. */
export function tagOf(image: string): string | null {
  const [named = '', digest] = image.split('@');
  const tag = named.slice(named.lastIndexOf('/') + 1).split(':')[1];
  return tag ?? (digest === undefined ? 'latest' : null);
}

/**
 * The tag, when it is one that its publisher moves to newer images by habit: no version of at least two numbers, no
 * day, no commit and no number of a build. null when such a thing or a digest fixes the image.
 */
export function movingTag(image: string): string | null {
  if (image === '' || digestOf(image) !== null) return null;
  const tag = tagOf(image);
  return tag !== null && !isFixed(tag.toLowerCase()) ? tag : null;
}

/** What stands after the `@` of a reference and is no digest; null when there is none or a true one. */
export function brokenDigest(image: string): string | null {
  const at = image.indexOf('@');
  return at < 0 || digestOf(image) !== null ? null : image.slice(at + 1);
}

function isFixed(tag: string): boolean {
  if (tag.startsWith('latest')) return false;
  if (DAY.test(tag) || COMMIT.test(tag)) return true;
  const own = tag.replace(SYSTEMS, '');
  return BUILD.test(own) || (!MOVING_WORD.test(own) && VERSION.test(own));
}

/** Two numbers at least, none of them left open as in `1.x`. */
const VERSION = /(^|[^\d.])v?\d+[._]\d+(?![._]?[x*])/;
const DAY = /(19|20)\d{2}[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(\D|$)/;
/** A hash has letters and digits; a word of letters such as `defaced` is none. */
const COMMIT = /(^|[-_.])(sha-?|git-?|g)?(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}([-_.]|$)/;
/** A number that counts builds; a year is none. */
const BUILD =
  /(^|[-_.])(build|bld|run|ci|job|rev|pipeline)[-_.]?\d+([-_.]|$)|(^|[-_.])[brv]?(?!(19|20)\d{2}([-_.]|$))\d{4,}([-_.]|$)/;
/** Systems under an image: their version says nothing about the program's. */
const SYSTEMS =
  /(alpine|debian|ubuntu|ubi|rhel|centos|rocky|almalinux|fedora|photon|amazonlinux|windowsservercore|nanoserver|ltsc|musl|glibc|cuda|cudnn)-?\d+(\.\d+)*/g;
const MOVING_WORD =
  /^(stable|main|master|trunk|develop|dev|edge|nightly|prod|production|staging|stage|test|qa|uat|lts|current|rolling|canary|beta|alpha|snapshot|head|next|mainline|live)([-_.]|$)|[-_.](latest|snapshot|nightly)$/;

/** Registries in which anybody may publish. */
export const PUBLIC_REGISTRIES: ReadonlySet<string> = new Set([
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
  'ghcr.io',
  'quay.io',
  'public.ecr.aws',
  'registry.gitlab.com',
]);

/** The registry of an image; Docker Hub when it names none. */
export function registryOf(image: string): string {
  const first = image.split('/')[0] ?? '';
  const named = image.includes('/') && (first.includes('.') || first.includes(':') || first === 'localhost');
  return named ? first.toLowerCase() : 'docker.io';
}

/** Distinct registries, sorted; what a build replaces names none. */
export function registriesOf(images: readonly string[]): readonly string[] {
  return [...new Set(images.filter((image) => !isPlaceholder(image)).map(registryOf))].sort();
}

/** Whether it stands where a build writes the image: `ko://…`, or a variable that nobody filled in. */
export const isPlaceholder = (image: string): boolean => /^ko:\/\/|\$[{(]|\{\{/.test(image);
