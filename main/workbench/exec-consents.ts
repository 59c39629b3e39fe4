/** Consent to sign-in programs: what an engagement remembers, and what is agreed to now. */
import { consentKeyOf } from '../kubeconfig/exec-consent.ts';
import { inspectKubeconfig } from '../kubeconfig/inspect.ts';
import type { WorkbenchContext } from './context.ts';
import type { EngagementSession } from './engagement-session.ts';
import type { KubeconfigText } from './evidence-files.ts';

/**
 * Remembers what is agreed to now, and returns every fingerprint that may run for these contexts. A fingerprint that
 * belongs to none of their programs is not consent to anything, and is left out.
 * @throws DrydockError KUBECONFIG_INVALID
 */
export async function agreedPrograms(
  workbench: WorkbenchContext,
  session: EngagementSession,
  asked: {
    readonly kubeconfigs: readonly KubeconfigText[];
    readonly contexts: readonly string[];
    readonly allowExec: readonly string[];
  },
): Promise<string[]> {
  const before = new Set(await session.store.consents.list());
  const { contexts } = inspectKubeconfig(asked.kubeconfigs, {
    consentKey: consentKeyOf(session.access.key),
  });
  const allowed = new Set<string>();
  for (const { name, exec } of contexts) {
    if (exec === null || !asked.contexts.includes(name)) continue;
    const { fingerprint, command, envNames } = exec;
    if (before.has(fingerprint)) allowed.add(fingerprint);
    else if (asked.allowExec.includes(fingerprint)) {
      await session.store.consents.remember({ fingerprint, command, envNames });
      allowed.add(fingerprint);
      workbench.events.changed('engagement');
    }
  }
  return [...allowed];
}
