import type { FileRef } from '../../../shared/files.ts';
import { readOnlyClusterRoleYaml } from '../../collect/cluster-role.ts';
import { inspectKubeconfig } from '../../kubeconfig/inspect.ts';
import { requireAuthorisation } from '../authorisation-check.ts';
import { startCollection } from '../collect-jobs.ts';
import type { Implementer, WorkbenchContext } from '../context.ts';
import { readKubeconfigText, readPemText } from '../evidence-files.ts';

export function collectProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session, host, runner } = workbench;
  const kubeconfigsOf = (files: readonly FileRef[]) =>
    Promise.all(files.map((file) => readKubeconfigText(host, file)));
  const extraCaOf = (file: FileRef | null) => (file === null ? null : readPemText(host, file));
  return {
    inspect: os.collect.inspect.handler(async ({ input }) =>
      inspectKubeconfig(await kubeconfigsOf(input.files)),
    ),
    consents: os.collect.consents.handler(() => []),
    preflight: os.collect.preflight.handler(async ({ input }) => {
      requireAuthorisation(await session().store.authorisations.list(), input.clusterName, workbench.now());
      return runner.preflight({
        kubeconfigs: await kubeconfigsOf(input.files),
        context: input.context,
        allowExec: input.allowExec,
        extraCa: await extraCaOf(input.extraCa),
        namespaces: input.namespaces,
      });
    }),
    start: os.collect.start.handler(async ({ input }) => ({
      jobIds: await startCollection(workbench, session(), {
        kubeconfigs: await kubeconfigsOf(input.files),
        targets: input.targets,
        allowExec: input.allowExec,
        extraCa: await extraCaOf(input.extraCa),
        namespaces: input.namespaces,
        limitMs: input.limitMinutes * 60_000,
      }),
    })),
    clusterRole: os.collect.clusterRole.handler(() => ({ yaml: readOnlyClusterRoleYaml() })),
    saveClusterRole: os.collect.saveClusterRole.handler(({ input }) =>
      host.saveFile('drydock-read-only.yaml', Buffer.from(input.yaml)),
    ),
  };
}
