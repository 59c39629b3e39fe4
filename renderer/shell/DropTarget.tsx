/** Takes in what is dropped anywhere on the workbench: kubeconfigs to collect with, evidence and results to import. */
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { problemOf } from '../client/problem.ts';
import { desktopBridge } from '../client/transport.ts';
import type { ChosenFile } from '../files/chosen-file.ts';
import { handOver, lookAt } from '../files/hand-over.ts';
import { useFileDrop } from '../keyboard/useFileDrop.ts';
import { addKubeconfigs } from '../screens/collect/draft.ts';
import { addOwnControls } from '../screens/controls/add-own-controls.ts';
import { addDropped, addUnreadable, offerIdentity } from '../screens/import/incoming.ts';
import classes from './DropTarget.module.css';

export function DropTarget() {
  const navigate = useNavigate();
  const over = useFileDrop((files) => void takeIn(files));

  async function takeIn(files: readonly File[]): Promise<void> {
    const kubeconfigs: ChosenFile[] = [];
    const controls: ChosenFile[] = [];
    let evidence = false;
    for (const file of files) {
      const what = await lookAt(file);
      try {
        if (what === 'kubeconfig') kubeconfigs.push(await handOver(file, 'kubeconfig'));
        else if (what === 'custom-controls') {
          controls.push(await handOver(file, 'custom-controls'));
          continue;
        } else if (what === 'age-identity') offerIdentity(await handOver(file, 'age-identity'));
        else if (what === 'engagement') {
          notifications.show({ message: 'Lock this engagement first to open another one.' });
          continue;
        } else if (what === 'folder' && desktopBridge() === null) addUnreadable(file.name);
        else addDropped([file]);
      } catch (error) {
        notifications.show({ message: problemOf(error).message, color: 'red' });
        continue;
      }
      evidence ||= what !== 'kubeconfig';
    }
    if (controls.length > 0) await loadControls(controls);
    if (kubeconfigs.length > 0) addKubeconfigs(kubeconfigs);
    if (evidence) await navigate({ to: '/collect', search: { tab: 'file' } });
    else if (kubeconfigs.length > 0) await navigate({ to: '/collect', search: {} });
  }

  async function loadControls(controls: readonly ChosenFile[]): Promise<void> {
    try {
      await addOwnControls(controls);
    } catch (error) {
      notifications.show({ message: problemOf(error).message, color: 'red' });
    }
    await navigate({ to: '/own-controls' });
  }

  if (!over) return null;
  return (
    <div className={classes.over} aria-hidden="true">
      <p className={classes.words}>
        Drop files to add them
        <span>
          Use a kubeconfig to collect evidence. Bundles, manifests and results of other tools are imported.
        </span>
      </p>
    </div>
  );
}
