/** What an evidence bundle says of itself, before any of it is verified: enough to show what a file is. */
import yauzl from 'yauzl';
import { z } from 'zod';
import { SnapshotManifest } from '../../shared/evidence.ts';
import { MANIFEST_FILE } from './layout.ts';
import { jsonDepth, LIMITS } from './zip-limits.ts';

export interface BundleHeader {
  readonly clusterName: string;
  readonly collectedAt: string;
  readonly objects: number;
}

const Header = z.object({ bundleVersion: z.literal(1), snapshot: SnapshotManifest });
/** A manifest names every kind once; a longer one is none. */
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/** null for a zip that is no bundle of this version. */
export function bundleHeader(path: string): Promise<BundleHeader | null> {
  return new Promise((resolve) => {
    yauzl.open(path, { lazyEntries: true, autoClose: true }, (error, archive) => {
      if (error) return resolve(null);
      let entries = 0;
      const finish = (header: BundleHeader | null) => {
        archive.close();
        resolve(header);
      };
      archive.on('error', () => finish(null));
      archive.on('end', () => finish(null));
      archive.on('entry', (entry: yauzl.Entry) => {
        entries += 1;
        if (entries > LIMITS.entries) return finish(null);
        if (entry.fileName !== MANIFEST_FILE) return archive.readEntry();
        if (entry.uncompressedSize > MAX_MANIFEST_BYTES || entry.isEncrypted()) return finish(null);
        archive.openReadStream(entry, (problem, stream) => {
          if (problem) return finish(null);
          const chunks: Buffer[] = [];
          let bytes = 0;
          stream.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > MAX_MANIFEST_BYTES) stream.destroy();
            else chunks.push(chunk);
          });
          stream.on('close', () => finish(bytes > MAX_MANIFEST_BYTES ? null : headerOf(chunks)));
          stream.on('error', () => finish(null));
        });
      });
      archive.readEntry();
    });
  });
}

function headerOf(chunks: readonly Buffer[]): BundleHeader | null {
  const text = Buffer.concat(chunks).toString('utf8');
  if (jsonDepth(text) > LIMITS.jsonDepth) return null;
  try {
    const { snapshot } = Header.parse(JSON.parse(text));
    return {
      clusterName: snapshot.clusterName,
      collectedAt: snapshot.finishedAt,
      objects: snapshot.kinds.reduce((total, kind) => total + kind.objects, 0),
    };
  } catch {
    return null;
  }
}
