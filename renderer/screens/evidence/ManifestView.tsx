import type { ReactNode } from 'react';
import { isMissing, type SnapshotManifest } from '../../../shared/evidence.ts';
import { count, number } from '../../../shared/in-words.ts';
import { unreadSentences } from '../../../shared/unread.ts';
import { Hash } from '../../components/Hash.tsx';
import { byteSize, date, duration, zonedTime } from '../../format.ts';
import { IDENTITY_SOURCE_WORDS, ORIGIN_WORDS } from '../snapshots/snapshot-words.ts';
import classes from './evidence.module.css';
import { KindsTable } from './KindsTable.tsx';
import { someNamespaces } from './kind-words.ts';
import own from './ManifestView.module.css';

/** What the evidence is and how each kind ended. Printed in the report as it stands here. */
export function ManifestView({ manifest }: { readonly manifest: SnapshotManifest }) {
  return (
    <div className={own.column}>
      <ManifestFacts manifest={manifest} />
      <KindsTable kinds={manifest.kinds} />
    </div>
  );
}

export function ManifestFacts({ manifest }: { readonly manifest: SnapshotManifest }) {
  const { identity, scope, resumed, requests, apiFacts } = manifest;
  const held = manifest.kinds.filter((kind) => kind.objects > 0);
  const objects = held.reduce((sum, kind) => sum + kind.objects, 0);
  const missing = manifest.kinds.filter(isMissing).length;
  const bytes = manifest.kinds.reduce((sum, kind) => sum + kind.bytes, 0);
  const hash = <Hash whole sha256={manifest.evidenceSha256} of="the evidence" />;
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Cluster', mono(manifest.clusterName)],
    ['From', ORIGIN_WORDS[manifest.origin]],
    ['Server', manifest.server === '' ? null : mono(manifest.server)],
    ['Server version', apiFacts.serverVersion?.gitVersion ?? null],
    ['Context', manifest.context === '' ? null : mono(manifest.context)],
    [
      'Identity',
      identity.username === '' ? (
        manifest.origin === 'live' ? (
          'not reported'
        ) : null
      ) : (
        <>
          <span className="mono">{identity.username}</span>
          {identity.source !== undefined && (
            <span className="muted">, {IDENTITY_SOURCE_WORDS[identity.source]}</span>
          )}
        </>
      ),
    ],
    [
      'Groups',
      identity.groups.length === 0 ? null : <span className="mono">{identity.groups.join(', ')}</span>,
    ],
    ['Time', `${zonedTime(manifest.startedAt)} to ${zonedTime(manifest.finishedAt)}`],
    ['Clock', clockWords(apiFacts.clockAheadMs)],
    [
      'Scope',
      scope === undefined ? null : (
        <>
          Only {count(scope.namespaces.length, 'namespace')}:{' '}
          <span className="mono">{someNamespaces(scope.namespaces, 20)}</span>
        </>
      ),
    ],
    [
      'Completed from',
      resumed === undefined ? null : (
        <>
          {count(resumed.kinds, 'kind')} taken over as read on {zonedTime(resumed.startedAt)}, evidence{' '}
          <Hash sha256={resumed.evidenceSha256} of="the earlier evidence" />
        </>
      ),
    ],
    [
      'Requests',
      manifest.origin === 'live'
        ? `${number(requests.total)}, ${count(requests.retries, 'retry', 'retries')}`
        : null,
    ],
    [
      'Objects',
      `${count(objects, 'object')} of ${count(held.length, 'kind')}, ${byteSize(bytes)} as text${
        missing === 0 ? '' : `; ${count(missing, 'kind')} missing fully or partly`
      }`,
    ],
    ['API server', apiWords(apiFacts)],
    ['Certificate', certificateWords(apiFacts)],
    ['Written by', `${manifest.tool.name} ${manifest.tool.version}`],
    ['Evidence SHA-256', hash],
    ...unreadSentences(manifest.unread).map((line) => ['Not read', line] as const),
    ...manifest.notes.map((note) => ['Note', note] as const),
  ];
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value], index) => (
          // oxlint-disable-next-line react/no-array-index-key -- notes share a name; the list never changes
          <div key={`${name} ${index}`} className={own.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

const mono = (text: string): ReactNode => <span className="mono">{text}</span>;

const NOTABLE_MS = 2_000;

function clockWords(aheadMs: number | null | undefined): string | null {
  if (aheadMs === null || aheadMs === undefined) return null;
  if (Math.abs(aheadMs) < NOTABLE_MS) return 'agrees with the server’s';
  return `was ${duration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead of' : 'behind'} the server’s`;
}

function apiWords({
  readyz,
  anonymous,
  publicAddress,
  tlsVerified,
  jwksReachable,
}: SnapshotManifest['apiFacts']) {
  const open = (anonymous ?? []).filter(({ status }) => status < 400).map(({ path }) => path);
  const words = [
    readyz !== null &&
      (readyz.failing.length === 0 ? 'ready' : `not ready: ${readyz.failing.slice(0, 5).join(', ')}`),
    publicAddress !== null && (publicAddress ? 'at a public address' : 'at a private address'),
    tlsVerified === false && 'its certificate was not verified',
    anonymous !== null &&
      (open.length === 0
        ? 'rejects requests without credentials'
        : `answers ${open.join(', ')} without credentials`),
    jwksReachable === true && 'its token signing keys can be read without credentials',
  ].filter((part) => part !== false);
  return words.length === 0 ? null : words.join('; ');
}

function certificateWords({ certificates }: SnapshotManifest['apiFacts']): string | null {
  const [serving] = certificates ?? [];
  if (serving === undefined) return null;
  return `${serving.subject}, issued by ${serving.issuer}, valid until ${date(serving.notAfter)}`;
}
