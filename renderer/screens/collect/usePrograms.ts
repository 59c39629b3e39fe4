import { useQuery } from '@tanstack/react-query';
import type { ExecPlugin, KubeconfigContext } from '../../../shared/kubeconfig.ts';
import { orpc } from '../../client/workbench.ts';

export interface SignInProgramView {
  readonly program: ExecPlugin;
  /** Contexts that sign in with it. */
  readonly contexts: readonly string[];
  readonly consent: 'none' | 'given' | 'earlier';
}

/** Each program that the chosen contexts run, once, with whether it was agreed to: here, or earlier in the engagement. */
export function usePrograms(
  chosen: readonly KubeconfigContext[],
  given: ReadonlySet<string>,
): readonly SignInProgramView[] {
  const remembered = useQuery(orpc.collect.consents.queryOptions());
  const earlier = new Set(remembered.data ?? []);
  const programs = new Map<string, SignInProgramView>();
  for (const { name, exec } of chosen) {
    if (exec === null) continue;
    const { fingerprint } = exec;
    programs.set(fingerprint, {
      program: exec,
      contexts: [...(programs.get(fingerprint)?.contexts ?? []), name],
      consent: earlier.has(fingerprint) ? 'earlier' : given.has(fingerprint) ? 'given' : 'none',
    });
  }
  return [...programs.values()];
}
