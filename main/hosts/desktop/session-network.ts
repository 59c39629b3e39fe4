import type { Electron, Session } from './electron.ts';
import { APP_ORIGIN, isAppUrl } from './origin.ts';

/**
 * The session of the interface: in memory only, so that nothing of an engagement reaches a browser profile, and
 * without any network beyond the app's own scheme.
 */
export function createAppSession({ session }: Pick<Electron, 'session'>): Session {
  const own = session.fromPartition(PARTITION, { cache: false });
  refuseNetwork(own);
  return own;
}

/** Cancels every request that is not for the interface itself. */
export function refuseNetwork(session: Session): void {
  // SECURITY S-16
  session.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !isLocal(details.url) }));
  // The spell checker would fetch its dictionaries from a server.
  session.setSpellCheckerEnabled(false);
  // SECURITY S-23: what the interface wants to save goes through main and a save dialog.
  session.on('will-download', (event) => event.preventDefault());
}

/** `data:` and `blob:` stay inside the page; the policy of S-07 admits them for images only. */
function isLocal(url: string): boolean {
  return isAppUrl(url) || url.startsWith('data:') || url.startsWith(`blob:${APP_ORIGIN}/`);
}

/** No `persist:` prefix, so it lives in memory. */
const PARTITION = 'drydock';
