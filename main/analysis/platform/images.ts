/** The parts of image references. */
import { registryOf } from '../size.ts';

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

/** The tag, when it is one that its publisher moves to newer images by habit; null when a digest fixes the image. */
export function movingTag(image: string): string | null {
  if (image === '' || image.includes('@')) return null;
  const tag = tagOf(image);
  return tag !== null && MOVING.test(tag) ? tag : null;
}

const MOVING =
  /^(latest|stable|main|master|develop|dev|edge|nightly|prod|production|staging|test|lts|current|rolling|canary|beta|release)$/;

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
