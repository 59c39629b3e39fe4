import type { WebContents } from './electron.ts';
import { isAppUrl } from './origin.ts';

/**
 * Keeps a page where it is: no navigation of any frame, no redirect, no webview and no new window leads away from
 * the interface. A link that wants a new window is handed to `onExternalLink`.
 */
export function confineNavigation(contents: WebContents, onExternalLink: (url: string) => void): void {
  // SECURITY S-09
  contents.on('will-navigate', refuseForeign);
  contents.on('will-frame-navigate', refuseForeign);
  contents.on('will-redirect', refuseForeign);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // SECURITY S-10
  contents.setWindowOpenHandler(({ url }) => {
    onExternalLink(url);
    return { action: 'deny' };
  });
}

function refuseForeign(event: { readonly url: string; preventDefault(): void }): void {
  if (!isAppUrl(event.url)) event.preventDefault();
}
