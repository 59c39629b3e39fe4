import { found, type Implementer, type WorkbenchContext } from '../context.ts';
import { readIdentityText, readResource } from '../evidence-files.ts';
import { startExportBundle, startImport } from '../evidence-jobs.ts';
import { objectYaml } from '../object-yaml.ts';

export function snapshotsProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session } = workbench;
  return {
    list: os.snapshots.list.handler(() => session().store.snapshots.list()),
    manifest: os.snapshots.manifest.handler(({ input }) => session().store.snapshots.manifest(input)),
    log: os.snapshots.log.handler(({ input }) => session().store.snapshots.log(input)),
    objects: os.snapshots.objects.handler(({ input }) => session().store.snapshots.objects(input)),
    object: os.snapshots.object.handler(async ({ input }) => {
      const object = await session().store.snapshots.object(input);
      return objectYaml(found(object, 'The object'), input.path);
    }),
    inspectFile: os.snapshots.inspectFile.handler(async ({ input }) => {
      const { path, name } = readResource(workbench.host, input.file);
      const identity = await readIdentityText(workbench.host, input.identity, 'keep');
      return workbench.runner.inspectEvidence({ path, name, identity });
    }),
    importEvidence: os.snapshots.importEvidence.handler(async ({ input }) => {
      const open = session();
      const identity = await readIdentityText(workbench.host, input.identity);
      return startImport(workbench, open, readResource(workbench.host, input.file), identity, input);
    }),
    exportBundle: os.snapshots.exportBundle.handler(({ input }) =>
      startExportBundle(workbench, session(), input.snapshotId),
    ),
  };
}
