/** Puts the interface on the page. */
import { MantineProvider } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { drafts } from './autosave/registry.ts';
import { followEvents } from './client/events.ts';
import { queryClient } from './client/workbench.ts';
import { guardTyping } from './keyboard/typing-guard.ts';
import { styleNonce } from './nonce.ts';
import { openRouter } from './routes.tsx';
import { ConnectionGate } from './shell/ConnectionGate.tsx';
import { forgetEngagement } from './shell/leave.ts';
import { cssVariables, theme } from './theme/theme.ts';

/** Renders once the page is prepared; see main.tsx. Rejects when a screen cannot be loaded. */
export async function start(): Promise<void> {
  const router = await openRouter();
  setNonce(styleNonce());
  drafts.guardPage(window);
  guardTyping(window, () =>
    notifications.show({
      message: 'The field you were typing in has closed. Click, or press Esc, to use shortcuts again.',
    }),
  );
  void followEvents({
    onReady: () => void drafts.flushAll(),
    onLocked: () => {
      forgetEngagement();
      void router.navigate({ to: '/' });
    },
  });
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={styleNonce}
      >
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" limit={3} />
          <ConnectionGate>
            <RouterProvider router={router} />
          </ConnectionGate>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
