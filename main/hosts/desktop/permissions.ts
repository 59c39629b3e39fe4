import type { Session } from './electron.ts';
import { isAppUrl } from './origin.ts';

/** Denies every permission of the web platform but writing plain text or an image to the clipboard. */
export function restrictPermissions(session: Session): void {
  // SECURITY S-08
  session.setPermissionRequestHandler((_contents, permission, decide, details) => {
    decide(isAllowed(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    isAllowed(permission, requestingOrigin),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, choose) => choose(null));
}

function isAllowed(permission: string, origin: string): boolean {
  return permission === 'clipboard-sanitized-write' && isAppUrl(origin);
}
