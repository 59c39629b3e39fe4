/** The control plane as it answers from outside: its address, its certificate, callers without a login. */

import { some } from '../../../shared/in-words.ts';
import { apiServerReach, TUNNEL_SENTENCE } from '../../cluster/exposure/api-server.ts';
import { type Control, defineControl, failCluster, fix, pass, unknown } from '../define.ts';

export const outsideControls: readonly Control[] = [
  defineControl({
    id: 'control-plane/api-server-public',
    title: 'API server has a public address',
    severity: 'medium',
    rationale:
      'A stolen token or a fault of the API server can be used from anywhere in the world, and everybody can try passwords, tokens and the next published fault against it.',
    remediation: fix(
      'Limit who reaches the API server.',
      'Use a private endpoint, or an allow-list of the addresses of offices, pipelines and nodes in front of the public one; try a connection from outside of it afterwards.',
      [1, 4, 16],
      '# eksctl\nvpc:\n  clusterEndpoints:\n    privateAccess: true\n    publicAccess: true\n  publicAccessCIDRs:\n    - 203.0.113.0/24\n',
    ),
    references: [
      {
        title: 'Controlling access to the Kubernetes API',
        url: 'https://kubernetes.io/docs/concepts/security/controlling-access/',
      },
    ],
    mappings: ['mitre-attack:T1133', 'nsa-cisa:control-plane', 'owasp-k8s:K09'],
    questions: ['where.api-reachable-from'],
    judges: [],
    *evaluate({ index: { manifest } }) {
      const reach = apiServerReach(manifest);
      if (reach.state === 'unknown')
        yield reach.why === 'tunnel'
          ? unknown('needs-interview', TUNNEL_SENTENCE)
          : unknown(reach.why, 'Whether the API server has a public address is not known.');
      else if (reach.state === 'public')
        yield failCluster(
          `The API server's address (${manifest.server}) is public.`,
          'apiFacts.publicAddress',
          manifest.server,
        );
      else yield pass(null, 'The address that was used is private.');
    },
  }),
  defineControl({
    id: 'control-plane/anonymous-access',
    title: 'Kubernetes API accessible without authentication',
    severity: 'high',
    rationale:
      'Whoever reaches the API server gets an answer to these paths without any credentials: what is installed, which objects exist, or more, depending on what is bound to anonymous callers.',
    remediation: fix(
      'Let only the health paths answer without a login.',
      'Remove the bindings of system:anonymous and system:unauthenticated beyond system:public-info-viewer, or name the open paths in an AuthenticationConfiguration (from 1.32).',
      [1, 2, 8],
      'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: true\n  conditions:\n    - path: /livez\n    - path: /readyz\n    - path: /healthz\n',
    ),
    references: [
      {
        title: 'Anonymous requests',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests',
      },
    ],
    mappings: ['cis:1.2.1', 'nsa-cisa:authentication', 'mitre-attack:T1190', 'owasp-k8s:K06'],
    questions: ['where.api-reachable-from'],
    judges: [],
    *evaluate({ index: { manifest } }) {
      const probes = manifest.apiFacts.anonymous;
      if (probes === null) {
        yield unknown(
          manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
          'Access without credentials was not probed.',
        );
        return;
      }
      const open = probes.filter(
        ({ path, status }) => status === 200 && !/^\/(version|healthz|livez|readyz)/.test(path),
      );
      yield open.length > 0
        ? failCluster(
            `The API answers ${some(open.map(({ path }) => path))} without credentials.`,
            'apiFacts.anonymous',
            some(open.map(({ path }) => path)),
          )
        : pass(null, 'Of the paths that were probed only version and health answer without credentials.');
    },
  }),
  defineControl({
    id: 'control-plane/server-not-verified',
    title: 'API server certificate not verified',
    severity: 'high',
    rationale:
      'Whoever stands between a client and the API server can answer in its place and take the credentials. What was collected this way could come from anyone, too.',
    remediation: fix(
      'Let clients check the API server.',
      'Hand out kubeconfigs with the certificate authority instead of insecure-skip-tls-verify, use https, and change the credentials that were sent unchecked.',
      [1, 2, 8],
      'clusters:\n  - name: halcyon\n    cluster:\n      server: https://…\n      certificate-authority-data: …\n',
    ),
    references: [
      {
        title: 'Organising cluster access with kubeconfig files',
        url: 'https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/',
      },
    ],
    mappings: ['mitre-attack:T1557', 'nsa-cisa:encrypt-traffic', 'owasp-k8s:K06'],
    questions: ['components.certificates'],
    judges: [],
    *evaluate({ index: { manifest } }) {
      const { tlsVerified } = manifest.apiFacts;
      yield tlsVerified === null
        ? unknown(
            manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
            'Whether the certificate of the API server was checked is not known.',
          )
        : tlsVerified
          ? pass(null, 'The certificate was checked.')
          : failCluster(
              `The kubeconfig reaches ${manifest.server} without a check of its certificate.`,
              'apiFacts.tlsVerified',
              manifest.server,
            );
    },
  }),
  defineControl({
    id: 'control-plane/certificate-near-expiry',
    title: 'API server certificate expires soon',
    severity: 'medium',
    rationale:
      'When it ends, clients refuse the connection: nobody can deploy, repair or answer an attack. Under that pressure people switch the check off, and then whoever stands in between can answer in place of the API server.',
    remediation: fix(
      'Renew the certificate and automate it.',
      'Renew it (an upgrade by kubeadm does so as well), restart the control plane, and set an alert two weeks before the next end.',
      [1, 2, 4],
      '# on each control-plane node\nkubeadm certs check-expiration\nkubeadm certs renew apiserver\n',
    ),
    references: [
      {
        title: 'Certificate management with kubeadm',
        url: 'https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/',
      },
    ],
    mappings: ['nsa-cisa:control-plane', 'owasp-k8s:K09'],
    questions: ['components.certificates'],
    judges: [],
    *evaluate({ index: { manifest, now } }) {
      const certificate = manifest.apiFacts.certificates?.[0];
      const end = Date.parse(certificate?.notAfter ?? '');
      if (certificate === undefined || Number.isNaN(end)) {
        yield unknown(
          manifest.origin === 'manifests' ? 'not-in-manifests' : 'not-collected',
          'The certificate of the API server was not read.',
        );
        return;
      }
      const days = Math.floor((end - now.getTime()) / 86_400_000);
      yield days < 30
        ? failCluster(
            days < 0
              ? `The certificate of the API server ended ${-days} days ago.`
              : `The certificate of the API server ends in ${days} days.`,
            'apiFacts.certificates[0].notAfter',
            certificate.notAfter,
          )
        : pass(null, `It ends in ${days} days.`);
    },
  }),
];
