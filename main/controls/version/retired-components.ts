/** Components whose makers have stopped. */
import { repositoryOf } from '../../cluster/platform/images.ts';
import { fix } from '../define.ts';
import { firstContainer, workloadControl } from '../pod/workload-control.ts';

export const retiredComponent = workloadControl({
  id: 'version/retired-component',
  title: 'Unmaintained component',
  severity: 'high',
  rationale:
    'Nobody fixes it any more. ingress-nginx, which is reachable from outside, got its last fixes in March 2026. Tiller, kube2iam and kiam give broad permissions to anyone who reaches them. Newly found vulnerabilities will not be fixed.',
  remediation: fix(
    'Replace the component.',
    'Move to a maintained ingress controller or the Gateway API, to Helm 3, or to the cloud’s own workload identity. Run both side by side and migrate one application at a time.',
    [16, 40, 120],
    'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: shop\nspec:\n  parentRefs:\n    - name: public\n  rules:\n    - backendRefs:\n        - name: shop\n          port: 80\n',
  ),
  references: [
    {
      title: 'Ingress NGINX retirement',
      url: 'https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/',
    },
  ],
  mappings: ['nsa-cisa:upgrading', 'mitre-attack:T1190', 'owasp-k8s:K10'],
  questions: ['components.ingress-maintained'],
  passes: 'No retired component was recognised.',
  // What is retired is so whatever the day of the evidence: nothing comes back.
  check: (workload) =>
    firstContainer(workload, ({ image, name }) => {
      const hit = RETIRED.find(([pattern]) => pattern.test(repositoryOf(image)));
      return hit === undefined
        ? null
        : {
            path: 'image',
            value: image,
            message: `Container "${name}" is ${hit[1]}, which is no longer maintained.`,
          };
    }),
});

/** Components whose makers have stopped, by repository. Each is archived by its owner or said to be over by it. */
const RETIRED: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)ingress-nginx\/controller(-chroot)?$|(^|\/)nginx-ingress-controller(-\w+)?$/, 'ingress-nginx'],
  [/(^|\/)(kubernetes-helm|helm)\/tiller$|(^|\/)tiller$/, 'Tiller'],
  [/(^|\/)kube2iam$/, 'kube2iam'],
  [/(^|\/)kiam$/, 'kiam'],
  [/(^|\/)aad-pod-identity\/(nmi|mic)$/, 'AAD Pod Identity'],
  [/(^|\/)heapster(-(amd64|arm64|arm|ppc64le|s390x|grafana|influxdb)[\w-]*)?$/, 'Heapster'],
  [/(^|\/)weaveworks\/(weave-kube|weave-npc)$/, 'Weave Net'],
  [/(^|\/)(fluxcd|weaveworks)\/(flux|helm-operator)$/, 'Flux 1'],
  [/(^|\/)kube-lego$/, 'kube-lego'],
];
