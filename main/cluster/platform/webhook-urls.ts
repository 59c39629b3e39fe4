/** Where a webhook that is given by its address leads. */

/** True for an address outside of the cluster. Managed clusters call webhooks on the machine of the API server. */
export function isForeignUrl(url: string | undefined): boolean {
  if (url === undefined) return false;
  const host = hostOf(url);
  return !/^(localhost|127\.[\d.]+|\[::1\])$|\.svc$|\.cluster\.local$/.test(host);
}

/** The host of an address, for people. */
export function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? 'an address that cannot be parsed';
}
