import { useQueries } from '@tanstack/react-query';
import { orpc } from '../../client/workbench.ts';
import type { ChosenFile } from '../../files/chosen-file.ts';

/** Without those that cannot be used, which their own line says: one of them must not hold up the others. */
export function useReadableFiles(files: readonly ChosenFile[]): readonly ChosenFile[] {
  const each = useEach(files);
  return files.filter((_, index) => each[index]?.isError !== true);
}

/** The file that a context comes from: the first one that names it, as kubectl merges them. */
export function useFileOfContext(files: readonly ChosenFile[]): (context: string) => ChosenFile | undefined {
  const each = useEach(files);
  return (context) =>
    files.find((_, index) => each[index]?.data?.contexts.some(({ name }) => name === context));
}

/** Each file on its own. */
const useEach = (files: readonly ChosenFile[]) =>
  useQueries({
    queries: files.map(({ ref }) => orpc.collect.inspect.queryOptions({ input: { files: [ref] } })),
  });
