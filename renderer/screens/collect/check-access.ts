import type { FileRef } from '../../../shared/files.ts';
import { client } from '../../client/workbench.ts';
import { collectDraft, setCheck } from './draft.ts';

/** Asks one cluster what a collection would see; the answer goes into the draft. */
export async function checkAccess(input: {
  readonly files: FileRef[];
  readonly context: string;
  readonly clusterName: string;
  readonly allowExec: string[];
  readonly extraCa: FileRef | null;
  readonly namespaces: string[];
}): Promise<void> {
  const { files } = collectDraft.get();
  setCheck(input.context, { status: 'asking' });
  const check = await client.collect.preflight(input).then(
    (preflight) => ({ status: 'answered', preflight }) as const,
    (error: unknown) => ({ status: 'failed', error }) as const,
  );
  // An answer for files or options that were changed meanwhile is no answer.
  if (collectDraft.get().files === files && collectDraft.get().checks.has(input.context)) {
    setCheck(input.context, check);
  }
}
