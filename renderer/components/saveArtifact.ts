import { client } from '../client/workbench.ts';

/** Hands a finished file to the person: a dialog on desktop, a one-time download on loopback. */
export async function saveArtifact(artifactId: string): Promise<string | null> {
  const saved = await client.files.save({ artifactId });
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
