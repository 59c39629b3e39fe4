import type { LooksLike } from '../../../shared/evidence.ts';
import { CREDENTIAL_CLASSES } from '../../../shared/evidence.ts';
import type { ReviewSummary } from '../../../shared/evidence-file.ts';
import { Section } from '../../components/Page.tsx';
import { count, counted } from '../../format.ts';
import evidence from '../evidence/evidence.module.css';
import { KindsTable } from '../evidence/KindsTable.tsx';
import { ManifestFacts } from '../evidence/ManifestView.tsx';
import type { ObjectStart } from '../evidence/ObjectBrowser.tsx';
import { LOOKS_WORDS } from './looks.ts';
import classes from './review.module.css';
import { WhatIsAsked } from './WhatIsAsked.tsx';

interface BundleContentsProps {
  readonly summary: ReviewSummary;
  readonly onShow: (objects: ObjectStart) => void;
}

/** What the bundle is, what it holds, what was removed before it was written, and what was kept. */
export function BundleContents({ summary, onShow }: BundleContentsProps) {
  const { manifest, removed, kept } = summary;
  const held = manifest.kinds.filter(({ objects }) => objects > 0);
  const objects = held.reduce((sum, kind) => sum + kind.objects, 0);
  return (
    <div className={classes.column}>
      <ManifestFacts manifest={manifest} />
      <Section
        title="What was removed before it was written"
        note="Values in these places never reached this file, nor any other. In their stead stands how long they were and what they looked like."
      >
        <Removed removed={removed} />
      </Section>
      <Section
        title="What was kept in places where people sometimes write secrets"
        note="Parts that look like credentials are masked. Look through them all the same."
      >
        <Kept kept={kept} onShow={onShow} />
      </Section>
      <Section
        title="What this file holds"
        note={`${counted(objects, 'object')} of ${counted(held.length, 'kind')}. Choose a kind to read its objects.`}
      >
        <KindsTable
          kinds={manifest.kinds}
          onOpen={({ resource }) => onShow({ kind: resource.kind, search: '' })}
        />
      </Section>
      <WhatIsAsked />
    </div>
  );
}

function Removed({ removed }: { readonly removed: ReviewSummary['removed'] }) {
  if (removed.length === 0) return <p className="muted">Nothing had to be removed.</p>;
  const places = [...new Set(removed.map(({ place }) => place))];
  return (
    <div className={evidence.scroll}>
      <table className={evidence.table} aria-label="Removed values by place">
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col" data-align="end">
              Values
            </th>
            <th scope="col">What they looked like</th>
          </tr>
        </thead>
        <tbody>
          {places.map((place) => {
            const own = removed
              .filter((one) => one.place === place)
              .toSorted((a, b) => credentialsFirst(a.looksLike, b.looksLike) || b.count - a.count);
            return (
              <tr key={place}>
                <th scope="row">{place}</th>
                <td data-align="end">{count(own.reduce((sum, one) => sum + one.count, 0))}</td>
                <td>
                  <span className={classes.looks}>
                    {own.map((one) => (
                      <span key={one.looksLike} data-credential={CREDENTIAL_CLASSES.has(one.looksLike)}>
                        {count(one.count)} {LOOKS_WORDS[one.looksLike]}
                      </span>
                    ))}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const credentialsFirst = (a: LooksLike, b: LooksLike) =>
  Number(CREDENTIAL_CLASSES.has(b)) - Number(CREDENTIAL_CLASSES.has(a));

function Kept({
  kept,
  onShow,
}: {
  readonly kept: ReviewSummary['kept'];
  readonly onShow: (objects: ObjectStart) => void;
}) {
  if (kept.length === 0) return <p className="muted">There are none.</p>;
  return (
    <ul className={classes.kept}>
      {kept.map(({ place, count: number }) => (
        <li key={place}>
          <span>{place}</span>
          <span className={classes.number}>{count(number)}</span>
          <button type="button" className={evidence.link} onClick={() => onShow({})}>
            Show the objects
          </button>
        </li>
      ))}
    </ul>
  );
}
