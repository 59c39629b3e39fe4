/** The check on volume types. */
import { fields } from '../../../snapshot/read.ts';
import { type Check, type Forbidden, forbidden, type Place } from '../define.ts';
import type { FieldReader, PodReader } from '../reader.ts';
import { plural, quoted, sortedSet } from '../words.ts';

const ALLOWED: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

/** In the order in which upstream looks for them. */
const FORBIDDEN: readonly string[] = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
];

/** Upstream: check_restrictedVolumes.go. */
export const restrictedVolumes: Check = {
  id: 'restrictedVolumes',
  level: 'restricted',
  versions: [{ since: 0, overrides: ['hostPathVolumes'], judge }],
};

function judge({ spec }: PodReader): Forbidden | null {
  const bad = spec.list('volumes').flatMap((volume) => {
    const type = forbiddenType(volume);
    return type === null ? [] : [{ volume, type }];
  });
  const names = bad.map(({ volume }) => volume.str('', 'name'));
  const types = sortedSet(bad.map(({ type }) => type));
  const places: Place[] = bad.map(({ volume, type }) => volume.place(type));
  return forbidden(
    places,
    'restricted volume types',
    () =>
      `${plural('volume', 'volumes', names.length)} ${quoted(names)} ${plural('uses', 'use', names.length)} ${plural('restricted volume type', 'restricted volume types', types.length)} ${quoted(types)}`,
  );
}

/** A volume without a source becomes an emptyDir by default. One of a type that nobody knows cannot be judged. */
function forbiddenType(volume: FieldReader): string | null {
  const sources = fields(volume.raw).filter(([name, value]) => name !== 'name' && value !== null);
  if (sources.some(([name]) => ALLOWED.has(name))) return null;
  const type = FORBIDDEN.find((name) => volume.has(false, name));
  if (type !== undefined) return type;
  const [strange] = sources[0] ?? [];
  if (strange !== undefined) volume.cannotRead(strange);
  return null;
}
