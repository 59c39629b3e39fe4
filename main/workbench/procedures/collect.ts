import { readOnlyClusterRoleYaml } from '../../collect/cluster-role.ts';
import { inspectKubeconfig } from '../../kubeconfig/inspect.ts';
import { startCollection } from '../collect-jobs.ts';
import type { Implementer, WorkbenchContext } from '../context.ts';
import { readKubeconfigText } from '../evidence-files.ts';

export function collectProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session, host, runner } = workbench;
  return {
    inspect: os.collect.inspect.handler(async ({ input }) => {
      const file = await readKubeconfigText(host, input.file);
      return inspectKubeconfig(file);
    }),
    preflight: os.collect.preflight.handler(async ({ input }) => {
      const file = await readKubeconfigText(host, input.file);
      return runner.preflight({ kubeconfig: file, context: input.context, allowExec: input.allowExec });
    }),
    start: os.collect.start.handler(async ({ input }) => ({
      jobIds: await startCollection(workbench, session(), {
        kubeconfig: await readKubeconfigText(host, input.file),
        targets: input.targets,
        allowExec: input.allowExec,
      }),
    })),
    clusterRole: os.collect.clusterRole.handler(() => ({ yaml: readOnlyClusterRoleYaml() })),
  };
}
