/** The exception on a fail, in full: reason, author and until when. It never replaces the verdict. */
import type { ExceptionMark } from '../../../shared/verdict.ts';
import { Band } from '../../components/Band.tsx';
import { date } from '../../format.ts';

interface Marked {
  readonly exception?: ExceptionMark | undefined;
  readonly expiredException?: ExceptionMark | undefined;
}

export function ExceptionMarkNote({
  verdict: { exception, expiredException },
}: {
  readonly verdict: Marked;
}) {
  const mark = exception ?? expiredException;
  if (mark === undefined) return null;
  return (
    <Band
      tone={exception === undefined ? 'amber' : 'quiet'}
      title={
        exception === undefined
          ? `Exception expired on ${date(mark.expires)}`
          : `Accepted until ${date(mark.expires)}`
      }
    >
      <p>{mark.reason}</p>
      <p className="muted small">{mark.author}</p>
    </Band>
  );
}

/** For a column: “until 31 Dec 2026”, “expired 1 Jan 2026”, or nothing. */
export function acceptedWords({ exception, expiredException }: Marked): string {
  if (exception !== undefined) return `until ${date(exception.expires)}`;
  return expiredException === undefined ? '' : `expired ${date(expiredException.expires)}`;
}
