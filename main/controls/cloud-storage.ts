/** Whether the disks that a StorageClass makes are encrypted, as far as its provider and parameters tell. */
import { type KubernetesObject, refOf } from '../snapshot/index.ts';
import { at, num, str } from '../snapshot/read.ts';
import {
  type Control,
  type Draft,
  defineControl,
  fail,
  fix,
  notApplicable,
  pass,
  unknown,
} from './define.ts';
import { kubernetesDocs } from './docs.ts';

const CLASSES = 'storage.k8s.io/storageclasses';

export const cloudStorageControls: readonly Control[] = [
  defineControl({
    id: 'cloud/unencrypted-storage-class',
    title: 'StorageClass without encryption',
    severity: 'medium',
    rationale:
      'Anyone who obtains an unencrypted disk, snapshot or backup outside the cluster can read it. Examples are a cloud account administrator, a shared snapshot or a disposed disk. Kubernetes permissions offer no protection.',
    remediation: fix(
      'Enable encryption in the class and recreate the disks.',
      'Create an encrypted class and make it the default. Copy the data of each claim over, then delete the old disks and snapshots. On AWS, also enable encryption by default for the account and region.',
      [2, 8, 40],
      'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: encrypted\nprovisioner: ebs.csi.aws.com\nparameters:\n  type: gp3\n  encrypted: "true"\n',
    ),
    references: [
      kubernetesDocs('Storage classes', 'concepts/storage/storage-classes/'),
      {
        title: 'Amazon EBS encryption',
        url: 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html',
      },
    ],
    mappings: ['nsa-cisa:secrets', 'mitre-attack:T1530', 'owasp-k8s:K08'],
    questions: ['data.kept-here'],
    judges: [CLASSES],
    *evaluate({ index }) {
      for (const one of index.all(CLASSES)) yield judge(one);
    },
  }),
];

/** Providers that encrypt every disk by themselves. */
const ALWAYS: ReadonlyMap<string, string> = new Map([
  ['pd.csi.storage.gke.io', 'Google encrypts every disk'],
  ['kubernetes.io/gce-pd', 'Google encrypts every disk'],
  ['filestore.csi.storage.gke.io', 'Google encrypts every share'],
  ['disk.csi.azure.com', 'Azure encrypts every managed disk'],
  ['kubernetes.io/azure-disk', 'Azure encrypts every managed disk'],
  ['file.csi.azure.com', 'Azure encrypts every share'],
  ['kubernetes.io/azure-file', 'Azure encrypts every share'],
  ['dobs.csi.digitalocean.com', 'DigitalOcean encrypts every volume'],
]);

/** Drivers whose class decides by its parameter `encrypted`. */
const BY_PARAMETER: ReadonlyMap<string, string> = new Map([
  ['ebs.csi.aws.com', 'unless the AWS account encrypts by default'],
  ['ebs.csi.eks.amazonaws.com', 'unless the AWS account encrypts by default'],
  ['kubernetes.io/aws-ebs', 'unless the AWS account encrypts by default'],
  ['driver.longhorn.io', 'as Longhorn does by default'],
]);

function judge(one: KubernetesObject): Draft {
  const ref = refOf(one);
  const driver = str(one, 'provisioner') ?? '';
  if (driver === 'kubernetes.io/no-provisioner')
    return notApplicable('It creates no disks: volumes are created manually.', ref);
  const always = ALWAYS.get(driver);
  if (always !== undefined) return pass(ref, `${always}.`);
  const parameter = BY_PARAMETER.get(driver) ?? (CEPH.test(driver) ? 'as Ceph does by default' : undefined);
  if (parameter === undefined)
    return unknown(
      'needs-interview',
      `Whether volumes of ${driver} are encrypted is not visible. Ask the target.`,
      ref,
    );
  const value = at(one, 'parameters', 'encrypted');
  const on = isTrue(value);
  if (on === null)
    return unknown('not-collected', 'The value of the parameter encrypted is not visible.', ref);
  return on
    ? pass(ref, 'Its parameter encrypted is true.')
    : fail(ref, `StorageClass ${ref.name} creates disks without encryption, ${parameter}.`, {
        path: value === undefined ? 'parameters' : 'parameters.encrypted',
        value: value === undefined ? 'encrypted is not set' : 'encrypted is false',
        ...(value === undefined && driver.includes('ebs') ? { severity: 'low' as const } : {}),
      });
}

const CEPH = /(^|\.)(rbd|cephfs)\.csi\.ceph\.com$/;

/** Values of parameters are kept as their class and length, which tell a switch. */
function isTrue(value: unknown): boolean | null {
  if (value === undefined || value === null) return false;
  if (typeof value === 'string') return value.toLowerCase() === 'true';
  if (typeof value === 'boolean') return value;
  if (str(value, '$redacted', 'looksLike') !== 'boolean-or-number') return null;
  const length = num(value, '$redacted', 'length');
  return length === 4 ? true : length === 5 ? false : null;
}
