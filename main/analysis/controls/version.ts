/** What is too old. */
import { refOf } from '../../snapshot/index.ts';
import { str, strings } from '../../snapshot/read.ts';
import { repositoryOf } from '../platform/agents.ts';
import { REMOVED_APIS } from '../platform/removed-apis.ts';
import { type Control, defineControl, fail, failCluster, fix, nameOf, pass, unknown } from './define.ts';
import { firstContainer, workloadControl } from './pod/workload-control.ts';

const UPGRADE = fix(
  'Upgrade one minor version at a time.',
  'Check removed APIs, upgrade a test cluster, then the control plane, then the nodes.',
  [8, 24, 80],
);

export const versionControls: readonly Control[] = [
  defineControl({
    id: 'version/server-out-of-support',
    title: 'Kubernetes version out of support',
    severity: 'high',
    rationale: 'New faults of the API server are published and no longer mended in this version.',
    remediation: UPGRADE,
    mappings: ['owasp-k8s:K10'],
    questions: ['deployment.version-supported'],
    judges: [],
    *evaluate({ platform: { supported, support, supportAsOf, serverVersion }, index }) {
      yield supported === null
        ? unknown(
            index.manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
            `Support of the server version is not known (table as of ${supportAsOf}).`,
          )
        : supported
          ? pass(null, `Supported until ${support?.endsOn} (table as of ${supportAsOf}).`)
          : failCluster(
              `Support for ${serverVersion} ended on ${support?.endsOn} (table as of ${supportAsOf}).`,
              'apiFacts.serverVersion.gitVersion',
              serverVersion,
            );
    },
  }),
  defineControl({
    id: 'version/kubelet-skew',
    title: 'Kubelet behind the server',
    severity: 'medium',
    rationale: 'Old kubelets come with old node images, whose kernel and runtime lack fixes too.',
    remediation: UPGRADE,
    questions: ['deployment.patch-monthly'],
    judges: ['/nodes'],
    *evaluate({ platform: { kubelets, serverMinor, serverVersion } }) {
      for (const { node, minor, version } of kubelets) {
        const ref = refOf(node);
        if (serverMinor === null) yield unknown('not-collected', 'The server version is not known.', ref);
        else
          yield serverMinor - minor >= 1
            ? fail(
                ref,
                `The kubelet (${version}) is ${serverMinor - minor} minor versions behind the server (${serverVersion}).`,
                {
                  path: 'status.nodeInfo.kubeletVersion',
                  value: version,
                  severity: serverMinor - minor > 3 ? 'high' : serverMinor - minor > 1 ? 'medium' : 'low',
                },
              )
            : pass(ref, 'Of the same minor version.');
      }
    },
  }),
  workloadControl({
    id: 'version/retired-component',
    title: 'Retired component',
    severity: 'high',
    rationale:
      'ingress-nginx got its last fixes in March 2026. It faces the outside, and its next fault stays open.',
    remediation: fix(
      'Replace the component.',
      'Move to a maintained ingress controller or the Gateway API.',
      [16, 40, 120],
    ),
    references: [
      {
        title: 'Ingress NGINX retirement',
        url: 'https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/',
      },
    ],
    mappings: ['owasp-k8s:K10'],
    questions: ['components.ingress-maintained'],
    passes: 'No retired component was recognised.',
    check: (workload, { index }) =>
      firstContainer(workload, ({ image, name }) =>
        /(^|\/)ingress-nginx\/controller(-chroot)?$|nginx-ingress-controller$|kubernetes-helm\/tiller$|jtblin\/kube2iam$|\/kiam$/.test(
          repositoryOf(image),
        ) && index.manifest.finishedAt >= '2026-04'
          ? {
              path: 'image',
              value: image,
              message: `Container "${name}" is a component that is no longer maintained.`,
            }
          : null,
      ),
  }),
  defineControl({
    id: 'version/removed-api',
    title: 'Object written by an API that is removed',
    severity: 'low',
    rationale:
      'The file or tool that wrote the object cannot write it again after the upgrade. Such files stop upgrades, and an old cluster keeps old faults.',
    remediation: fix(
      'Move the file to the API version that is served.',
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
    mappings: ['owasp-k8s:K10'],
    questions: ['deployment.upgrade-tried'],
    judges: [...new Set(REMOVED_APIS.map(({ key }) => key))],
    *evaluate({ index }) {
      let seen = 0;
      for (const object of index.keys.flatMap((key) => index.all(key))) {
        const versions = [...strings(object, '$drydock', 'apiVersionsSeen'), str(object, 'apiVersion') ?? ''];
        const removed = REMOVED_APIS.find(
          ({ apiVersion, kind }) => kind === str(object, 'kind') && versions.includes(apiVersion),
        );
        if (removed === undefined) continue;
        seen += 1;
        const own = str(object, 'apiVersion') === removed.apiVersion;
        yield fail(
          refOf(object),
          `${removed.kind} ${nameOf(object)} ${own ? 'is' : 'was'} written as ${removed.apiVersion}, which Kubernetes 1.${removed.removedIn} ${(index.serverMinor ?? 0) >= removed.removedIn || index.serverMinor === null ? 'removed' : 'removes'}.`,
          { path: own ? 'apiVersion' : 'metadata.managedFields', value: removed.apiVersion },
        );
      }
      if (seen === 0) yield pass(null, 'No object was written by an API version that is removed.');
    },
  }),
];
