import { useQuery } from '@tanstack/react-query';
import { orpc } from '../client/workbench.ts';
import { Band } from '../components/Band.tsx';

const SHOWN = 5;

/** Names the records of the engagement file that cannot be read: nothing is left out of lists unsaid. */
export function DamagedBand() {
  const { data: damaged = [] } = useQuery(orpc.engagements.damaged.queryOptions());
  if (damaged.length === 0) return null;
  const more = damaged.length - SHOWN;
  return (
    <Band
      tone="amber"
      role="status"
      title={
        damaged.length === 1
          ? '1 record of the engagement file is damaged'
          : `${damaged.length} records of the engagement file are damaged`
      }
    >
      <ul>
        {damaged.slice(0, SHOWN).map(({ what, reason }) => (
          <li key={what}>
            {what} cannot be read: {reason}.
          </li>
        ))}
        {more > 0 && <li>{more} more.</li>}
      </ul>
      <p>
        {damaged.length === 1 ? 'It stays' : 'They stay'} in the file unchanged. Lists and the report leave{' '}
        {damaged.length === 1 ? 'it' : 'them'} out. Restore a backup of the file, or enter{' '}
        {damaged.length === 1 ? 'it' : 'them'} again.
      </p>
    </Band>
  );
}
