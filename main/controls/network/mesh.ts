/** The service mesh. */

import { detectMesh, meshMtls } from '../../cluster/network/mesh.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { type Control, defineControl, fix, notApplicable, pass, unknown } from '../define.ts';
import { failAt } from './shared.ts';

export const meshControls: readonly Control[] = [
  defineControl({
    id: 'network/mesh-mtls-not-strict',
    title: 'Service mesh without strict mutual TLS',
    severity: 'medium',
    rationale:
      'A mesh that also accepts plain-text traffic encrypts only what its members choose to encrypt. An attacker in any pod simply connects without encryption.',
    remediation: fix(
      'Require mutual TLS.',
      'Find workloads outside the mesh, move them in, then set STRICT for the whole mesh.',
      [4, 16, 60],
      'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: default\n  namespace: istio-system\nspec:\n  mtls:\n    mode: STRICT\n',
    ),
    references: [
      {
        title: 'Istio: PeerAuthentication',
        url: 'https://istio.io/latest/docs/reference/config/security/peer_authentication/',
      },
    ],
    mappings: ['nsa-cisa:encrypt-traffic', 'owasp-k8s:K07'],
    questions: ['components.mesh-encrypts'],
    judges: WORKLOAD_KINDS,
    *evaluate({ index }) {
      const mesh = detectMesh(index);
      if (mesh === null) {
        yield notApplicable('No service mesh was recognised.');
        return;
      }
      const mtls = meshMtls(index, mesh);
      if (mtls.strict === null) yield unknown(mtls.reason, mtls.sentence);
      else
        yield mtls.strict
          ? pass(null, mtls.sentence)
          : failAt([...mtls.evidence, { object: mesh.workload.ref }], mtls.sentence);
    },
  }),
];
