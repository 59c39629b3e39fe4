import { Button } from '@mantine/core';
import { problemOf } from '../client/problem.ts';
import { Band } from './Band.tsx';

/** What happened and what to do. The one way errors are shown. */
export function ProblemNote({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { message, remedy } = problemOf(error);
  return (
    <Band tone="bad" role="alert">
      <strong>{message}</strong> {remedy}
      {onRetry && (
        <Button variant="subtle" size="compact-sm" ml="xs" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Band>
  );
}
