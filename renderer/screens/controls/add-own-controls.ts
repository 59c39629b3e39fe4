/** Loads files of controls one after the other. */
import { client, orpc, queryClient } from '../../client/workbench.ts';
import type { ChosenFile } from '../../files/chosen-file.ts';

/** The id of the last analysis that it began; null when there is no evidence to judge. */
export async function addOwnControls(files: readonly ChosenFile[]): Promise<string | null> {
  let last: string | null = null;
  for (const { ref } of files) ({ jobId: last } = await client.customControls.add({ file: ref }));
  await queryClient.invalidateQueries({ queryKey: orpc.customControls.key() });
  return last;
}
