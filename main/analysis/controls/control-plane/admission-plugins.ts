/** Which admission plugins the API server's arguments switch on and off beside the defaults of its version. */
import type { Component, Entries } from '../../platform/component-args.ts';

export interface AdmissionPlugins {
  readonly enabled: Entries | null;
  readonly disabled: Entries | null;
  /** A list is given whose value does not show. */
  readonly hidden: boolean;
}

/** `--admission-control` is the older name, which lists all plugins there are to be. */
export function admissionPlugins({ flags }: Component): AdmissionPlugins {
  const enabled = flags.entries('enable-admission-plugins') ?? flags.entries('admission-control');
  const disabled = flags.entries('disable-admission-plugins');
  return { enabled, disabled, hidden: enabled?.value === null || disabled?.value === null };
}
