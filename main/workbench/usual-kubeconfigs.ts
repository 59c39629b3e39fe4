import { access, constants } from 'node:fs/promises';
import { listedKubeconfigs } from '../kubeconfig/default-files.ts';

/** As many as a collection takes at once. */
const MAX_FILES = 20;

/** The kubeconfigs that kubectl would use here, as far as they can be read: offered, never read unasked. */
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
  return paths.filter((_, index) => readable[index]).slice(0, MAX_FILES);
}
