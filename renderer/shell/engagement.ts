/** The open engagement, for everything within the frame. */
import { createContext, useContext } from 'react';
import type { EngagementSummary } from '../../shared/engagement.ts';

const Open = createContext<EngagementSummary | null>(null);

export const OpenEngagement = Open.Provider;

/** @throws outside of the frame, where no engagement is open */
export function useEngagement(): EngagementSummary {
  const engagement = useContext(Open);
  if (engagement === null) throw new Error('no engagement is open');
  return engagement;
}
