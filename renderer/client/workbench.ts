/** The connection and its queries for components: `orpc.findings.list.queryOptions({ input })` and the like. */
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import { openConnection } from './connection.ts';

export const connection = openConnection();
export const client = connection.client;
export const orpc = createTanstackQueryUtils(client);

export const queryClient = new QueryClient({
  defaultOptions: {
    // The workbench says what changed; nothing is asked again by time or focus.
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: false,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
