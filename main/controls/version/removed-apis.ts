/** Objects that were written by an API version which is gone, or going. */
import { REMOVED_APIS } from '../../cluster/platform/removed-apis.ts';
import { refOf } from '../../snapshot/index.ts';
import { str, strings } from '../../snapshot/read.ts';
import { type Control, defineControl, fail, fix, nameOf, pass, unknown } from '../define.ts';

export const removedApiControls: readonly Control[] = [
  apiControl({
    id: 'version/removed-api',
    title: 'Object of a removed API version',
    severity: 'low',
    rationale:
      'The file or tool that created the object cannot apply it again on this server. Such files block upgrades and emergency repairs, and a cluster that cannot be upgraded keeps its known vulnerabilities.',
    wanted: (removedIn, minor) => minor === null || removedIn <= minor,
    passes: 'No object in the evidence was recorded with an API version that this server no longer serves.',
  }),
  apiControl({
    id: 'version/deprecated-api',
    title: 'Object of a deprecated API version',
    severity: 'low',
    rationale:
      'The server still accepts this API version, but a later one will not. Teams discover this during an upgrade and postpone it. The cluster then keeps published vulnerabilities that an attacker can look up.',
    wanted: (removedIn, minor) => minor !== null && removedIn > minor,
    passes: 'No object in the evidence was recorded with an API version that the table lists for removal.',
  }),
];

const REMOVED_KINDS: ReadonlySet<string> = new Set(REMOVED_APIS.map(({ kind }) => kind));

type ApiWords = Pick<Parameters<typeof defineControl>[0], 'id' | 'title' | 'severity' | 'rationale'> & {
  /** Whether an API that goes in a minor is judged on a server of a minor. */
  wanted(this: void, removedIn: number, serverMinor: number | null): boolean;
  readonly passes: string;
};

function apiControl({ wanted, passes, ...words }: ApiWords): Control {
  return defineControl({
    ...words,
    remediation: fix(
      'Move the file to the API version that stays.',
      'Change apiVersion in the manifest or chart, compare the changed fields with the migration guide, and apply it once.',
      [0.5, 2, 8],
      'apiVersion: batch/v1\nkind: CronJob\n',
    ),
    references: [
      {
        title: 'Deprecated API migration guide',
        url: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
      },
    ],
    mappings: ['nsa-cisa:upgrading', 'owasp-k8s:K10'],
    questions: ['deployment.upgrade-tried'],
    judges: [...new Set(REMOVED_APIS.map(({ key }) => key))],
    *evaluate({ index }) {
      const minor = index.serverMinor;
      let seen = 0;
      for (const object of index.keys.flatMap((key) => index.all(key))) {
        if (!REMOVED_KINDS.has(str(object, 'kind') ?? '')) continue;
        const versions = [...strings(object, '$drydock', 'apiVersionsSeen'), str(object, 'apiVersion') ?? ''];
        const removed = REMOVED_APIS.find(
          ({ apiVersion, kind, removedIn }) =>
            kind === str(object, 'kind') && versions.includes(apiVersion) && wanted(removedIn, minor),
        );
        if (removed === undefined) continue;
        seen += 1;
        const own = str(object, 'apiVersion') === removed.apiVersion;
        yield fail(
          refOf(object),
          `${removed.kind} ${nameOf(object)} ${own ? 'is' : 'was'} written as ${removed.apiVersion}, which Kubernetes 1.${removed.removedIn} ${minor !== null && minor < removed.removedIn ? 'removes' : 'removed'}.`,
          { path: own ? 'apiVersion' : 'metadata.managedFields', value: removed.apiVersion },
        );
      }
      if (seen === 0)
        yield minor === null && !wanted(0, null)
          ? unknown(
              index.manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
              'The version of the server is not known, so which API versions it still serves is not known.',
            )
          : pass(null, passes);
    },
  });
}
