import { IconArrowMerge, IconFileImport, IconPencil, IconRobot } from '@tabler/icons-react';
import { ORIGIN_WORDS, type Origin } from './words.ts';

const ICONS: Record<Origin, typeof IconPencil> = {
  automated: IconRobot,
  manual: IconPencil,
  imported: IconFileImport,
  merged: IconArrowMerge,
};

/** Where a finding came from, small; in words for those who cannot see it and on hover. */
export function OriginMark({ origin }: { readonly origin: Origin }) {
  const Icon = ICONS[origin];
  return (
    <span title={ORIGIN_WORDS[origin]}>
      <Icon size={16} stroke={1.5} aria-hidden="true" />
      <span className="visually-hidden">{ORIGIN_WORDS[origin]}</span>
    </span>
  );
}
