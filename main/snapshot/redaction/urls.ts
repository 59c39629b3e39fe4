/** Finds what is secret in addresses: who signs in, and the paths and parameters that are credentials themselves. */
import { isNoLiteral, type Marks } from './marks.ts';
import { standsForAnother } from './stand-ins.ts';

/** Marks user-info, the paths of webhooks, and credentials that a `user:X@host` without a scheme gives. Linear. */
export function markAddresses(text: string, marks: Marks): void {
  let span: Address | null = null;
  let within = 0;
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const start = at + 3;
    // Addresses within one are part of it: it is measured once.
    if (span === null || start > span.end) {
      span = measure(text, start);
      within = 0;
    }
    markUserInfo(text, start, span, marks);
    within += 1;
    if (within <= MAX_WITHIN) markPath(text, start, span.end, marks);
  }
  if (!text.includes('@')) return;
  for (const found of text.matchAll(USER_AT_HOST)) {
    const [all, before = '', password = ''] = found;
    const from = found.index + before.length;
    if (
      text.charAt(found.index + all.length) === '' ||
      /^sha\d{3}:/.test(text.slice(found.index + all.length, found.index + all.length + 8))
    )
      continue;
    if (!isNoLiteral(password)) marks.add(from, from + password.length);
  }
}

/** An address may give another to return to. More of them in one are no address. */
const MAX_WITHIN = 8;

/** `user:X@host`: an image `registry:5000/app@sha256:…` has a slash, `git@host:path` no colon before. */
const USER_AT_HOST = /(?<![\w.%+\-@:])([\w.%+-]{1,80}:)([^\s@/:"'<>=,]{1,200})@(?=[\w.([$-])/g;

interface Address {
  readonly end: number;
  /** The last `@` of it; -1 when there is none. */
  readonly lastAt: number;
}

function measure(text: string, start: number): Address {
  let end = start;
  let lastAt = -1;
  for (; end < text.length; end += 1) {
    const unit = text.charAt(end);
    if (unit <= ' ' || '"\'`<>\\'.includes(unit)) break;
    if (unit === '@') lastAt = end;
  }
  return { end, lastAt };
}

function markUserInfo(text: string, start: number, { end, lastAt }: Address, marks: Marks): void {
  if (lastAt < start) return;
  let authority = start;
  let at = -1;
  let colon = -1;
  for (; authority < end; authority += 1) {
    const unit = text.charAt(authority);
    if (unit === '/' || unit === '?' || unit === '#') break;
    if (unit === '@') at = authority;
    else if (unit === ':') colon = authority;
  }
  // A password with a raw slash: what stands behind the colon is no port.
  if (at < 0 && colon >= 0 && !/^\d*$/.test(text.slice(colon + 1, Math.min(authority, colon + 7))))
    at = lastAt;
  if (at < 0) return;
  const info = text.slice(start, Math.min(at, start + 300));
  const parts = info.split(':');
  if (parts.every((part) => isNoLiteral(part)) || SIGN_IN_NAMES.has(info)) return;
  // The name of a user beside a reference to the password.
  const [user = ''] = parts;
  const password = info.slice(user.length + 1);
  if (password !== '' && USER_NAME.test(user) && standsForAnother(password)) return;
  marks.add(start, at);
}

const USER_NAME = /^[a-z][a-z_.-]{0,31}$/i;

/** Users that everybody has, given without a password. */
const SIGN_IN_NAMES: ReadonlySet<string> = new Set(['git', 'svn', 'hg', 'anonymous']);

/** Addresses whose path is the credential. The group is what stays. */
const SECRET_PATHS: readonly RegExp[] = [
  /^((?:[\w-]{1,60}\.)?slack(?:-gov)?\.com\/(?:services|workflows|triggers|api\/incoming)\/)/i,
  /^((?:[\w-]{1,60}\.)?discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/)/i,
  /^((?:[\w-]{1,60}\.){0,4}(?:webhook\.office|office|logic\.azure|powerplatform|azure-apim)\.(?:com|net)(?::\d+)?\/)/i,
  /^(api\.telegram\.org\/(?:file\/)?bot)/i,
  /^([\w.-]{0,60}pagerduty\.com\/(?:integration|generic\/2010-04-15|x-ere)\/)/i,
  /^(hooks\.zapier\.com\/hooks\/catch\/)/i,
  /^(maker\.ifttt\.com\/trigger\/)/i,
  /^((?:hc-ping\.com|nosnch\.in|webhook\.site|cronitor\.link|uptime\.betterstack\.com|ntfy\.sh)\/)/i,
  /^([^/]{1,253}\/(?:[\w.~%-]{1,80}\/){0,6}?(?:hooks?|webhooks?|incoming-webhooks?|tokens?|apikeys?|api-keys?|bot-?tokens?|v3\/import|invite|services(?=\/T\w{0,40}\/B\w{0,40}\/))\/)/i,
];

/** Marks the rest of a path behind a part that says that a credential follows. */
function markPath(text: string, start: number, end: number, marks: Marks): void {
  let pathEnd = start;
  while (pathEnd < end && pathEnd - start < 4_096 && !'?#'.includes(text.charAt(pathEnd))) pathEnd += 1;
  const address = text.slice(start, pathEnd);
  const host = address.lastIndexOf('@', address.indexOf('/')) + 1;
  const clear = address.slice(host);
  for (const pattern of SECRET_PATHS) {
    const kept = pattern.exec(clear)?.[1];
    if (kept === undefined) continue;
    const from = start + host + kept.length;
    const rest = clear.slice(kept.length);
    if (rest.split('/').some((part) => part !== '' && !isPathWord(part))) marks.add(from, pathEnd);
    return;
  }
}

/** A part of a path that says what is asked for, of whoever asks. */
export function isPathWord(part: string): boolean {
  return /^v\d{1,2}(?:(?:alpha|beta)\d{1,2})?$|^[\w-]{1,2}$/.test(part) || PATH_WORDS.has(part.toLowerCase());
}

/** What the paths of admission webhooks, conversion webhooks and extension API servers are made of. */
const PATH_WORDS: ReadonlySet<string> = new Set(
  `admission admissions admit admitlabel api apis apps audit authenticate authorize autoscaling batch check config configmaps convert
  conversion core crd default deployments graphql health healthz hook hooks imagepolicy ingresses inject injection
  integration integrations ignore keys label livez metrics mutate mutating mutation mutations namespaces networking
  pod pods policies policy rbac readyz scan secret secrets services status strict token tokens validate validating
  validation validations verify webhook webhooks fail`.split(/\s+/),
);

/** An address without user-info, parameters and fragment, and with only such words in its path as say nothing. */
export function endpointOf(url: string): string {
  const mark = url.search(/[?#]/);
  const clear = mark < 0 ? url : url.slice(0, mark);
  const scheme = /^[a-z][a-z0-9+.-]{0,30}:\/\//i.exec(clear)?.[0];
  const path = clear.indexOf('/', scheme?.length ?? 0);
  const shown =
    path < 0
      ? clear
      : clear.slice(0, path) +
        clear
          .slice(path)
          .split('/')
          .map((part) => (part === '' || isPathWord(part) || part === '***' ? part : '***'))
          .join('/');
  return mark < 0 ? shown : `${shown}?***`;
}
