import type { SaveResult } from '../../shared/files.ts';
import { client } from '../client/workbench.ts';

/** Hands a finished file to the person: a dialog on desktop, a one-time download on loopback. */
export async function saveArtifact(artifactId: string): Promise<string | null> {
  return finishSaving(await client.files.save({ artifactId }));
}

/** The path where the file is now, or null when it was downloaded or the person thought better of it. */
export function finishSaving(saved: SaveResult): string | null {
  if (saved.kind === 'saved') return saved.path;
  if (saved.kind === 'cancelled') return null;
  const url = new URL(saved.url, location.href);
  // SECURITY S-23: only an address of this very host is ever followed.
  if (url.origin !== location.origin) return null;
  const link = document.createElement('a');
  link.href = url.href;
  link.download = '';
  link.click();
  return null;
}
