/** The one origin of the interface. Nothing is ever loaded from anywhere else. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'drydock';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const APP_START_URL = `${APP_ORIGIN}/index.html`;

/**
 * Whether a URL belongs to the interface, compared part by part. Prefix comparison would accept
 * `app://drydock.example`; a missing URL means no.
 */
export function isAppUrl(url: string | null | undefined): boolean {
  if (url === null || url === undefined || !URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === `${APP_SCHEME}:` && host === APP_HOST && username === '' && password === '';
}
