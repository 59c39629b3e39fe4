import type { ReviewSummary } from '../../../shared/evidence-file.ts';
import { count } from '../../../shared/in-words.ts';
import { Section } from '../../components/Page.tsx';
import { KindsTable } from '../evidence/KindsTable.tsx';
import { ManifestFacts } from '../evidence/ManifestView.tsx';
import type { ObjectStart } from '../evidence/ObjectBrowser.tsx';
import { KeptValues } from './KeptValues.tsx';
import { RemovedValues } from './RemovedValues.tsx';
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
        note="Values in these places never reached this file, nor any other. In their place stand their length and what they looked like; for a command or script also whether it gives somebody else a shell, or runs what it downloads or decodes."
      >
        <RemovedValues removed={removed} />
      </Section>
      <Section
        title="What was kept in places where people sometimes write secrets"
        note="Parts that look like credentials are masked. Look through them all the same."
      >
        <KeptValues kept={kept} onShow={onShow} />
      </Section>
      <Section
        title="What this file holds"
        note={`${count(objects, 'object')} of ${count(held.length, 'kind')}. Choose a kind to read its objects.`}
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
