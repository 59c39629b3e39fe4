import type { Electron } from './electron.ts';

/**
 * Locks the engagement before the computer sleeps, so that the key is not in the memory that may reach the disk.
 * Idle time is the workbench's own matter, the same in every host.
 */
export function lockOnSuspend({ powerMonitor }: Pick<Electron, 'powerMonitor'>, lock: () => void): void {
  // SECURITY S-30
  powerMonitor.on('suspend', lock);
}
