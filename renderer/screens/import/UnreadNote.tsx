import { useQuery } from '@tanstack/react-query';
import { count } from '../../../shared/in-words.ts';
import { unreadSentences } from '../../../shared/unread.ts';
import { orpc } from '../../client/workbench.ts';
import { Caution } from '../../components/Caution.tsx';

/** As many as stand beside an import; the snapshot keeps all of them. */
const SHOWN = 5;

/** What of the imported files was not read. */
export function UnreadNote({ snapshotId }: { readonly snapshotId: string }) {
  const manifest = useQuery(orpc.snapshots.manifest.queryOptions({ input: { snapshotId } }));
  const sentences = unreadSentences(manifest.data?.unread);
  const more = sentences.length - SHOWN;
  return (
    <>
      {sentences.slice(0, SHOWN).map((sentence) => (
        <Caution key={sentence} tone="caution">
          {sentence}
        </Caution>
      ))}
      {more > 0 && (
        <Caution tone="caution">
          {count(more, 'more document was', 'more documents were')} not read. The snapshot lists each under
          “Missing evidence”.
        </Caution>
      )}
    </>
  );
}
