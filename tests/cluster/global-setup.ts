/** Two real control planes for all suites of this folder: the newest minor and an older one, seeded. */
import type { TestProject } from 'vitest/node';
import { hasGo } from '../../build/control-plane.ts';
import { openApi } from './api.ts';
import { seedCluster } from './seed.ts';
import { type ControlPlane, type ControlPlaneAddress, startControlPlane } from './start-control-plane.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    newest: ControlPlaneAddress;
    older: ControlPlaneAddress;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!hasGo()) throw new Error('These suites need Go, to build the control plane.');
  const planes: ControlPlane[] = [];
  const close = async () => {
    await Promise.all(planes.map((plane) => plane.close()));
  };
  try {
    // Three pages of pods in the newest, one in the older.
    for (const [which, pods] of [
      ['newest', 1_250],
      ['older', 300],
    ] as const) {
      const plane = await startControlPlane(which);
      planes.push(plane);
      const api = openApi(plane.address.kubeconfigs['admin'] ?? '');
      await seedCluster(api, { seed: 7, pods, namespaces: 12 });
      await api.close();
      project.provide(which, plane.address);
    }
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}
