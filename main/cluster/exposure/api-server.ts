/** From where the API server can be reached, as far as the address that was used tells it. */
import type { SnapshotManifest } from '../../../shared/evidence.ts';

export type ApiServerReach =
  | { readonly state: 'public' | 'private' }
  /** `tunnel`: the address ends on the machine that collected, so it says nothing of the server's own. */
  | { readonly state: 'unknown'; readonly why: 'tunnel' | 'not-collected' | 'not-in-manifests' };

export function apiServerReach({
  server,
  origin,
  apiFacts,
}: Pick<SnapshotManifest, 'server' | 'origin' | 'apiFacts'>): ApiServerReach {
  const { publicAddress } = apiFacts;
  if (publicAddress === null)
    return { state: 'unknown', why: origin === 'manifests' ? 'not-in-manifests' : 'not-collected' };
  if (!publicAddress && isOwnMachine(server)) return { state: 'unknown', why: 'tunnel' };
  return { state: publicAddress ? 'public' : 'private' };
}

/** Loopback, the unspecified address, and the names that stand for them: where an SSH tunnel or a proxy begins. */
function isOwnMachine(server: string): boolean {
  let host: string;
  try {
    host = new URL(server).hostname.toLowerCase();
  } catch {
    return false;
  }
  return (
    /^127\.\d+\.\d+\.\d+$/.test(host) ||
    host === '0.0.0.0' ||
    /^\[::1?\]$/.test(host) ||
    /^\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\]$/.test(host) ||
    /(^|\.)localhost\.?$/.test(host) ||
    /^(localhost\.localdomain|ip6-localhost|host\.docker\.internal|kubernetes\.docker\.internal)$/.test(host)
  );
}

export const TUNNEL_SENTENCE =
  'The API server was read through an address of the collecting machine, which does not show where else it is reachable from. Ask the target.';
