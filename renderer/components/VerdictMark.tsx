import { useId } from 'react';
import type { UnknownReason, VerdictState } from '../../shared/verdict.ts';
import classes from './marks.module.css';

/** A verdict by shape and word. Unknown is hatched; pass is quiet. */
export function VerdictMark({
  verdict,
  bare = false,
}: {
  readonly verdict: VerdictState;
  readonly bare?: boolean;
}) {
  return (
    <span className={classes.mark} data-verdict={verdict}>
      <VerdictShape verdict={verdict} />
      <span className={bare ? 'visually-hidden' : undefined}>{VERDICT_WORDS[verdict]}</span>
    </span>
  );
}

function VerdictShape({ verdict }: { readonly verdict: VerdictState }) {
  const id = useId();
  return (
    <svg
      viewBox="0 0 12 12"
      width="12"
      height="12"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      {verdict === 'fail' && <path d="m2 2 8 8m0-8-8 8" />}
      {verdict === 'pass' && <path d="m1.5 6.5 3 3 6-7" />}
      {verdict === 'not-applicable' && <path d="M2 6h8" />}
      {verdict === 'unknown' && (
        <>
          <clipPath id={id}>
            <rect x="1" y="1" width="10" height="10" />
          </clipPath>
          <rect x="1" y="1" width="10" height="10" strokeWidth="1" />
          <path clipPath={`url(#${id})`} strokeWidth="1" d="M-2 6 6-2M-1 9 9-1M1 11 11 1M4 12l8-8M7 13l6-6" />
        </>
      )}
    </svg>
  );
}

export const VERDICT_WORDS: Record<VerdictState, string> = {
  fail: 'Fail',
  pass: 'Pass',
  'not-applicable': 'Not applicable',
  unknown: 'Unknown',
};

export const UNKNOWN_REASON_WORDS: Record<UnknownReason, string> = {
  forbidden: 'access was refused',
  'not-collected': 'it was not collected',
  partial: 'only part of it could be read',
  'managed-by-provider': 'the provider manages it',
  'needs-interview': 'only a person can answer it',
  'not-in-manifests': 'manifests cannot show it',
  'evaluation-error': 'its expression failed',
  redacted: 'the value was removed during collection',
};
