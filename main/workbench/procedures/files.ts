import type { Implementer, WorkbenchContext } from '../context.ts';

export function filesProcedures(os: Implementer, { session, host }: WorkbenchContext) {
  return {
    pick: os.files.pick.handler(async ({ input }) => {
      const paths = await host.pickFiles(input.purpose);
      return { paths: paths === null ? null : [...paths] };
    }),
    save: os.files.save.handler(async ({ input }) => {
      const { artifact, bytes } = await session().store.artifacts.read({ id: input.artifactId });
      return host.saveFile(artifact.fileName, bytes);
    }),
    artifacts: os.files.artifacts.handler(() => session().store.artifacts.list()),
  };
}
