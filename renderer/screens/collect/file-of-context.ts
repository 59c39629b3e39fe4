import { useQueries } from '@tanstack/react-query';
import { orpc } from '../../client/workbench.ts';
import type { ChosenFile } from '../../files/chosen-file.ts';

/** The file that a context comes from: the first one that names it, as kubectl merges them. */
export function useFileOfContext(files: readonly ChosenFile[]): (context: string) => ChosenFile | undefined {
  const each = useQueries({
    queries: files.map(({ ref }) => orpc.collect.inspect.queryOptions({ input: { files: [ref] } })),
  });
  return (context) =>
    files.find((_, index) => each[index]?.data?.contexts.some(({ name }) => name === context));
}
