/** Locks the engagement: what is typed is stored first, and nothing of it stands in the page afterwards. */
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { drafts } from '../autosave/registry.ts';
import { client } from '../client/workbench.ts';
import { forgetEngagement } from './leave.ts';

export function useLock() {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async () => {
      await drafts.flushAll();
      await client.engagements.lock();
    },
    onSuccess: async () => {
      forgetEngagement();
      await navigate({ to: '/' });
    },
  });
}
