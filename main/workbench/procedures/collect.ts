import type { FileRef } from '../../../shared/files.ts';
import { readOnlyClusterRoleYaml } from '../../collect/cluster-role.ts';
import { consentKeyOf } from '../../kubeconfig/exec-consent.ts';
import { inspectKubeconfig } from '../../kubeconfig/inspect.ts';
import { requireAuthorisation } from '../authorisation-check.ts';
import { startCollection } from '../collect-jobs.ts';
import type { Implementer, WorkbenchContext } from '../context.ts';
import { readKubeconfigText, readPemText } from '../evidence-files.ts';
import { agreedPrograms } from '../exec-consents.ts';

export function collectProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session, host, runner } = workbench;
  const kubeconfigsOf = (files: readonly FileRef[]) =>
    Promise.all(files.map((file) => readKubeconfigText(host, file)));
  const extraCaOf = (file: FileRef | null) => (file === null ? null : readPemText(host, file));
  return {
    inspect: os.collect.inspect.handler(async ({ input }) =>
      inspectKubeconfig(await kubeconfigsOf(input.files), consentKeyNow(workbench)),
    ),
    consents: os.collect.consents.handler(() => session().store.consents.list()),
    preflight: os.collect.preflight.handler(async ({ input }) => {
      requireAuthorisation(
        await session().store.authorisations.reliable(),
        input.clusterName,
        workbench.now(),
      );
      const kubeconfigs = await kubeconfigsOf(input.files);
      const contexts = [input.context];
      return runner.preflight({
        kubeconfigs,
        context: input.context,
        allowExec: await agreedPrograms(workbench, session(), { ...input, kubeconfigs, contexts }),
        consentKey: consentKeyOf(session().access.key),
        extraCa: await extraCaOf(input.extraCa),
        namespaces: input.namespaces,
      });
    }),
    start: os.collect.start.handler(async ({ input }) => {
      const kubeconfigs = await kubeconfigsOf(input.files);
      const request = {
        kubeconfigs,
        targets: input.targets,
        allowExec: input.allowExec,
        extraCa: await extraCaOf(input.extraCa),
        namespaces: input.namespaces,
        limitMs: input.limitMinutes * 60_000,
      };
      return { jobIds: await startCollection(workbench, session(), request) };
    }),
    clusterRole: os.collect.clusterRole.handler(() => ({ yaml: readOnlyClusterRoleYaml() })),
    saveClusterRole: os.collect.saveClusterRole.handler(({ input }) =>
      host.saveFile('drydock-read-only.yaml', Buffer.from(input.yaml)),
    ),
  };
}

/** Without an open engagement no agreement can be remembered, and none is recognised. */
function consentKeyNow(workbench: WorkbenchContext): { readonly consentKey?: Uint8Array } {
  const open = workbench.currentSession();
  return open === null ? {} : { consentKey: consentKeyOf(open.access.key) };
}
