/** The control plane as it answers from outside: its address, its certificate, callers without a login. */

import { count, some } from '../../../shared/in-words.ts';
import { apiServerReach, TUNNEL_SENTENCE } from '../../cluster/exposure/api-server.ts';
import { type Control, defineControl, failCluster, fix, pass, unknown } from '../define.ts';

export const outsideControls: readonly Control[] = [
  defineControl({
    id: 'control-plane/api-server-public',
    title: 'API server has a public address',
    severity: 'medium',
    rationale:
      'A stolen token or an API server vulnerability can be used from anywhere in the world. Anyone can try passwords, tokens and newly published exploits against it.',
    remediation: fix(
      'Limit who can reach the API server.',
      'Use a private endpoint, or an allow-list with the addresses of offices, pipelines and nodes. Then test a connection from an address outside the list.',
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
          `The API server’s address (${manifest.server}) is public.`,
          'apiFacts.publicAddress',
          manifest.server,
        );
      else yield pass(null, 'The address used is private.');
    },
  }),
  defineControl({
    id: 'control-plane/anonymous-access',
    title: 'Kubernetes API accessible without authentication',
    severity: 'high',
    rationale:
      'Anyone who reaches the API server gets an answer to these paths without credentials. Depending on what anonymous callers are bound to, that shows what is installed, which objects exist, or more.',
    remediation: fix(
      'Limit unauthenticated access to the health paths.',
      'Remove the bindings of system:anonymous and system:unauthenticated beyond system:public-info-viewer. From 1.32, an AuthenticationConfiguration can list the open paths instead.',
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
        : pass(null, 'Of the probed paths, only version and health answer without credentials.');
    },
  }),
  defineControl({
    id: 'control-plane/server-not-verified',
    title: 'API server certificate not verified',
    severity: 'high',
    rationale:
      'Anyone between a client and the API server can impersonate the server and steal the credentials. Evidence collected this way could also be forged.',
    remediation: fix(
      'Let clients verify the API server.',
      'Distribute kubeconfigs with the certificate authority instead of insecure-skip-tls-verify, use https, and rotate the credentials that were sent unverified.',
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
            'Whether the certificate of the API server was verified is not known.',
          )
        : tlsVerified
          ? pass(null, 'The certificate was verified.')
          : failCluster(
              `The kubeconfig reaches ${manifest.server} without verifying its certificate.`,
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
      'When it expires, clients reject the connection: nobody can deploy, repair or respond to an attack. Under that pressure people disable verification, and then anyone in between can impersonate the API server.',
    remediation: fix(
      'Renew the certificate and automate it.',
      'Renew it (a kubeadm upgrade also does so), restart the control plane, and set an alert for two weeks before the next expiry.',
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
              ? `The certificate of the API server expired ${count(-days, 'day')} ago.`
              : `The certificate of the API server expires in ${count(days, 'day')}.`,
            'apiFacts.certificates[0].notAfter',
            certificate.notAfter,
          )
        : pass(null, `It expires in ${count(days, 'day')}.`);
    },
  }),
];
