/** Looks objects of a stored snapshot up for joining: by name, and by the digest of an image. */
import { namedDigests, runningDigests } from '../snapshot/image-digest.ts';
import type { FoundObject, ObjectLookup } from '../snapshot/join.ts';
import type { KubernetesObject } from '../snapshot/model.ts';
import { at, bool, list, str } from '../snapshot/read.ts';
import { refOf } from '../snapshot/workloads.ts';
import type { Db } from './db.ts';
import { BODY_COLUMNS, BodyPlace, bodyReader } from './object-chunks.ts';
import { rowsOf } from './rows.ts';

/** Objects of a snapshot by name, each asked of the database once. */
export function objectLookup(db: Db, snapshotId: string): ObjectLookup {
  const places = (where: string) =>
    rowsOf(db.prepare(`SELECT ${BODY_COLUMNS} FROM object WHERE ${where} LIMIT 5`), BodyPlace);
  const inNamespace = places('snapshot_id = ? AND kind = ? AND namespace = ? AND name = ?');
  const anywhere = places('snapshot_id = ? AND kind = ? AND name = ?');
  const bodyOf = bodyReader(db);
  const known = new Map<string, ReturnType<ObjectLookup['find']>>();
  let byDigest: ReadonlyMap<string, FoundObject[]> | null = null;
  return {
    find(kind, namespace, name) {
      const key = `${kind}\u0000${namespace ?? '\u0000'}\u0000${name}`;
      const cached = known.get(key);
      if (cached !== undefined) return cached;
      const rows =
        namespace === null
          ? anywhere.all(snapshotId, kind, name)
          : inNamespace.all(snapshotId, kind, namespace, name);
      const found = rows.map((place) => foundObject(bodyOf(place)));
      known.set(key, found);
      return found;
    },
    running(digest) {
      byDigest ??= imagesOf(db, snapshotId);
      return byDigest.get(digest) ?? [];
    },
  };
}

/** Kinds whose images are read: pods tell what runs, the others what they name, for files hold no pods. */
const HOLD_IMAGES = ['Pod', 'Deployment', 'DaemonSet', 'StatefulSet', 'Job', 'CronJob'];

/** Every object by the digests of its images. One pass over all pods, made only when a file speaks of images. */
function imagesOf(db: Db, snapshotId: string): ReadonlyMap<string, FoundObject[]> {
  const bodyOf = bodyReader(db);
  const byDigest = new Map<string, FoundObject[]>();
  const rows = db.prepare(
    `SELECT ${BODY_COLUMNS} FROM object WHERE snapshot_id = ? AND kind = ? ORDER BY chunk, line, namespace, name`,
  );
  for (const kind of HOLD_IMAGES)
    for (const place of rowsOf(rows, BodyPlace).all(snapshotId, kind)) {
      const object = bodyOf(place);
      const spec =
        at(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec') ??
        at(object, 'spec', 'template', 'spec') ??
        at(object, 'spec');
      for (const digest of new Set([...runningDigests(object), ...namedDigests(spec)])) {
        const there = byDigest.get(digest);
        if (there === undefined) byDigest.set(digest, [foundObject(object)]);
        else there.push(foundObject(object));
      }
    }
  return byDigest;
}

function foundObject(object: KubernetesObject): FoundObject {
  const references = list(object, 'metadata', 'ownerReferences');
  const controller = references.find((each) => bool(each, 'controller') === true);
  const owner = controller ?? references[0];
  const kind = str(owner, 'kind');
  const name = str(owner, 'name');
  return {
    ref: refOf(object),
    owner: kind === undefined || name === undefined ? null : { kind, name },
  };
}
