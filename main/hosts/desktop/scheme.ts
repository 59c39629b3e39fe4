import type { Electron } from './electron.ts';
import { APP_SCHEME } from './origin.ts';

/** Declares the scheme of the interface. Must run before the app is ready. */
export function declareAppScheme({ protocol }: Pick<Electron, 'protocol'>): void {
  // SECURITY S-03: these three privileges and no others; no CSP bypass, no service workers, no CORS.
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}
