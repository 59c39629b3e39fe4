import { homedir } from 'node:os';
import type { Implementer, WorkbenchContext } from '../context.ts';
import { usualKubeconfigs } from '../usual-kubeconfigs.ts';

export function appProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { host } = workbench;
  return {
    info: os.app.info.handler(async () => ({
      version: workbench.appVersion,
      host: host.kind,
      homeDir: host.homeDir,
      dialogs: host.kind === 'desktop',
      uploads: host.kind === 'loopback',
      keychain: (await host.keychain?.available()) ?? false,
      kubeconfigs: await usualKubeconfigs(process.env, homedir()),
    })),
    events: os.app.events.handler(({ signal }) => workbench.events.subscribe(signal)),
  };
}
