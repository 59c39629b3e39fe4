/** What an evidence bundle says of itself, before its contents are verified: enough to show what a file is. */
import { z } from 'zod';
import { SnapshotManifest } from '../../shared/evidence.ts';
import { openFileSource } from './byte-source.ts';
import { invalid } from './invalid.ts';
import { MANIFEST_FILE } from './layout.ts';
import { unfolded } from './repacked.ts';
import { jsonShape, LIMITS } from './zip-limits.ts';
import { layoutOf, readZip, type ZipEntry } from './zip-read.ts';

export interface BundleHeader {
  readonly clusterName: string;
  readonly collectedAt: string | null;
  readonly objects: number | null;
}

const Header = z.object({ bundleVersion: z.literal(1), snapshot: SnapshotManifest });

/**
 * Of a zip that is something else, whether a bundle is packed in it: its name, or ''.
 * @throws DrydockError BUNDLE_INVALID for a damaged zip
 */
export async function bundleHeader(path: string): Promise<BundleHeader | { readonly inner: string }> {
  const file = await openFileSource(path);
  try {
    const layout = await layoutOf(file);
    if (layout !== 'bundle') return layout === 'other' ? { inner: '' } : layout;
    const entry = unfolded(await readZip(file)).find(({ name }) => name === MANIFEST_FILE);
    return entry === undefined ? invalid(PACKED_AGAIN) : await headerIn(entry);
  } finally {
    await file.close();
  }
}

const PACKED_AGAIN = 'its files were unpacked and packed again; use the file exactly as Drydock wrote it';

/** Of a manifest that cannot be read nothing is told; opening the bundle says what is wrong with it. */
async function headerIn(entry: ZipEntry): Promise<BundleHeader> {
  if (entry.bytes > LIMITS.manifestBytes) return NOTHING_TOLD;
  const chunks: Buffer[] = [];
  for await (const chunk of entry.read()) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const { depth, values } = jsonShape(text);
  if (depth > LIMITS.jsonDepth || values > LIMITS.jsonValues) return NOTHING_TOLD;
  try {
    return headerOf(Header.parse(JSON.parse(text)).snapshot);
  } catch {
    return NOTHING_TOLD;
  }
}

const NOTHING_TOLD: BundleHeader = { clusterName: '', collectedAt: null, objects: null };

function headerOf(manifest: SnapshotManifest): BundleHeader {
  return {
    clusterName: manifest.clusterName,
    collectedAt: manifest.finishedAt,
    objects: manifest.kinds.reduce((total, kind) => total + kind.objects, 0),
  };
}
