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
        title="Values removed before the file was written"
        note="Values in these places were never written to this or any other file. Only their length and apparent type were kept. For a command or script, the file also notes a remote shell or the execution of downloaded or decoded content."
      >
        <RemovedValues removed={removed} />
      </Section>
      <Section
        title="Values kept in fields that sometimes contain secrets"
        note="Parts that look like credentials are masked. Review the values anyway."
      >
        <KeptValues kept={kept} onShow={onShow} />
      </Section>
      <Section
        title="Contents of this file"
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
