/** What a request line asks for. Split, never parsed as a URL: a parser throws on what strangers write. */
export interface Target {
  /** As written: not decoded, nothing resolved. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** null for what is no path of this host, such as `*` or a whole address. */
export function targetOf(requestTarget: string | undefined): Target | null {
  if (requestTarget === undefined || !requestTarget.startsWith('/')) return null;
  const mark = requestTarget.indexOf('?');
  if (mark === -1) return { path: requestTarget, query: new URLSearchParams() };
  return {
    path: requestTarget.slice(0, mark),
    query: new URLSearchParams(requestTarget.slice(mark + 1)),
  };
}
