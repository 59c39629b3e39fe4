/**
 * Images that attackers published under a maker's own name. Only what the maker or the registry has confirmed. Actions
 * of pipelines that were changed in the same incidents run outside of the cluster and cannot be seen in it.
 */
import { digestOf } from '../../snapshot/image-digest.ts';
import { repositoryOf, tagOf } from './images.ts';

/** The day of the newest entry: nothing that was published later is in the table. */
export const BAD_RELEASES_AS_OF = '2026-04-22';

export interface BadRelease {
  readonly program: string;
  /** The name of the incident, in brackets behind a sentence. */
  readonly incident: string;
  /** First and last day on which the registry gave the image out. */
  readonly days: readonly [from: string, to: string];
}

interface Rule extends BadRelease {
  readonly repositories: RegExp;
  /** Tags that only the attackers ever published. */
  readonly tags: RegExp;
  /** Tags that pointed to their image for a time, and to a good one before and after. */
  readonly moved: RegExp;
  readonly digests: readonly string[];
}

const RULES: readonly Rule[] = [
  {
    program: 'Trivy',
    incident: 'CVE-2026-33634',
    days: ['2026-03-19', '2026-03-23'],
    repositories: /(^|\/|aquasec(urity)?-)trivy$/,
    tags: /^v?0\.69\.[456](-|$)/,
    moved: /^latest$/,
    digests: [
      'sha256:f69a8a4180c43fc427532ddde34a256acbd041a0a07844cf7e4d3e0434e5bcd1',
      'sha256:dd8beb3b40df080b3fd7f9a0f5a1b02f3692f65c68980f46da8328ce8bb788ef',
    ],
  },
  {
    program: 'KICS',
    incident: 'the compromise of checkmarx/kics',
    days: ['2026-04-22', '2026-04-23'],
    repositories: /(^|\/|checkmarx-)kics$/,
    tags: /^v?2\.1\.21(-debian)?$/,
    moved: /^(latest|alpine|debian|v2\.1\.20|v2\.1\.20-debian)$/,
    digests: [
      'sha256:2588a44890263a8185bd5d9fadb6bc9220b60245dbcbc4da35e1b62a6f8c230d',
      'sha256:222e6bfed0f3bb1937bf5e719a2342871ccd683ff1c0cb967c8e31ea58beaf7b',
      'sha256:a0d9366f6f0166dcbf92fcdc98e1a03d2e6210e8d7e8573f74d50849130651a0',
    ],
  },
];

/** `bad`: attackers published it. `perhaps`: its tag pointed to their image for some days, and no digest tells more. */
export interface ReleaseVerdict {
  readonly state: 'bad' | 'perhaps';
  readonly release: BadRelease;
}

/** Judges a reference, or a digest alone such as an `imageID`; null for what the table does not name. */
export function badRelease(image: string): ReleaseVerdict | null {
  const digest = digestOf(image);
  const known = digest === null ? undefined : RULES.find(({ digests }) => digests.includes(digest));
  if (known !== undefined) return { state: 'bad', release: known };
  const rule = RULES.find(({ repositories }) => repositories.test(repositoryOf(image)));
  const tag = tagOf(image);
  if (rule === undefined || tag === null) return null;
  if (rule.tags.test(tag)) return { state: 'bad', release: rule };
  return rule.moved.test(tag) && digest === null ? { state: 'perhaps', release: rule } : null;
}
