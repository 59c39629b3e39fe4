import { access, constants } from 'node:fs/promises';
import { listedKubeconfigs } from '../kubeconfig/default-files.ts';

/** The kubeconfigs that kubectl would use here and that can be read: those of KUBECONFIG, else `~/.kube/config`. */
export async function usualKubeconfigs(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<string[]> {
  const paths = listedKubeconfigs(environment, home);
  const readable = await Promise.all(
    paths.map((path) =>
      access(path, constants.R_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, index) => readable[index]).slice(0, 20);
}
