import type { BrowserWindow, Electron } from './electron.ts';

/**
 * The only addresses that Drydock ever hands to the browser, whole and literal: a prefix or a query would let
 * collected data ride out in the rest of the URL.
 */
export const EXTERNAL_LINKS: ReadonlySet<string> = new Set([
  'https://kubernetes.io/docs/concepts/security/',
  'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  'https://kubernetes.io/docs/reference/access-authn-authz/rbac/',
  'https://kubernetes.io/docs/tasks/access-application-cluster/configure-access-multiple-clusters/',
  'https://www.cisecurity.org/benchmark/kubernetes',
]);

/** Opens a listed link in the system's browser after the person has confirmed it. Anything else does nothing. */
export async function openExternalLink(
  { dialog, shell }: Pick<Electron, 'dialog' | 'shell'>,
  window: BrowserWindow,
  url: string,
  links: ReadonlySet<string> = EXTERNAL_LINKS,
): Promise<'opened' | 'declined' | 'refused'> {
  // SECURITY S-11
  if (!links.has(url) || new URL(url).protocol !== 'https:') return 'refused';
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'Open this page in your browser?',
    detail: `${url}\n\nThe address is part of Drydock. It contains no data of the engagement.`,
    buttons: ['Open the page', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  if (response !== 0) return 'declined';
  await shell.openExternal(url);
  return 'opened';
}
