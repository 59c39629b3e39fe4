/** What a dropped file seems to be, by its name and beginning. The workbench looks closer; this only finds the way. */
export type Recognised = 'engagement' | 'kubeconfig' | 'age-identity' | 'custom-controls' | 'evidence';

/** As much of a file as is looked at. A kubeconfig has its first names well within. */
export const HEAD_BYTES = 1024 * 1024;

/**
 * A file that may hold credentials must not be taken for evidence, which a host may keep on its disk for a while. So
 * a kubeconfig is known by two of its own keys, whatever it calls itself.
 */
export function recognise(name: string, head: string): Recognised {
  if (/\.drydock$/i.test(name)) return 'engagement';
  if (/^\s*AGE-SECRET-KEY-1/im.test(head)) return 'age-identity';
  const keys = head.trimStart().startsWith('{') ? topKeysOfJson(head) : topKeysOfYaml(head);
  if (KUBECONFIG_KEYS.filter((key) => keys.has(key)).length >= 2) return 'kubeconfig';
  return /^id:[ \t]*["']?custom\//m.test(head) ? 'custom-controls' : 'evidence';
}

const KUBECONFIG_KEYS = ['clusters', 'contexts', 'users', 'current-context'];

function topKeysOfYaml(head: string): ReadonlySet<string> {
  return new Set(
    [...head.matchAll(/^["']?([A-Za-z][\w-]{0,40})["']?[ \t]*:(?:\s|$)/gm)].map(([, key]) => key ?? ''),
  );
}

/** Of JSON that is cut off, the keys of any depth: rather a kubeconfig too many than one too few. */
function topKeysOfJson(head: string): ReadonlySet<string> {
  try {
    const parsed: unknown = JSON.parse(head);
    return new Set(typeof parsed === 'object' && parsed !== null ? Object.keys(parsed) : []);
  } catch {
    return new Set([...head.matchAll(/"([A-Za-z][\w-]{0,40})"\s*:/g)].map(([, key]) => key ?? ''));
  }
}
