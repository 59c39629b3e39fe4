/** Who may talk to etcd, by its own arguments. */
import type { Component } from '../../cluster/platform/component-args.ts';
import { type Control, type Draft, fix, unknown } from '../define.ts';
import { componentControl, judgeSwitch, worstOf } from './component-control.ts';
import { CLIENT_SIDE, fromVariable, PEER_SIDE, type Side, transportFaults } from './etcd-transport.ts';

const SECURITY = {
  title: 'Transport security model of etcd',
  url: 'https://etcd.io/docs/latest/op-guide/security/',
};

export const etcdControls: readonly Control[] = [
  componentControl({
    id: 'control-plane/etcd-client-auth',
    title: 'etcd accepts clients without a certificate',
    severity: 'critical',
    rationale:
      'etcd holds every object of the cluster, Secrets included. Whoever reaches a port without TLS, or one that asks for no certificate, reads and writes all of it, past every permission and without a line in the audit log.',
    remediation: fix(
      'Require certificates of clients.',
      'Give etcd a certificate, listen on https only, set --client-cert-auth with an authority that signs nothing but clients of etcd, and let only the API server reach the port.',
      [1, 4, 12],
      'command:\n  - etcd\n  - --listen-client-urls=https://127.0.0.1:2379,https://10.0.0.10:2379\n  - --cert-file=/etc/kubernetes/pki/etcd/server.crt\n  - --key-file=/etc/kubernetes/pki/etcd/server.key\n  - --client-cert-auth=true\n  - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt\n',
    ),
    references: [SECURITY],
    mappings: ['cis:2.1', 'cis:2.2', 'cis:2.3', 'nsa-cisa:etcd', 'mitre-attack:T1552.007', 'owasp-k8s:K09'],
    questions: ['components.etcd-access'],
    parts: [
      {
        component: 'etcd',
        judge: (member) =>
          judgeCertificates(member, 'client-cert-auth', CLIENT_SIDE, 'Clients must show a certificate.'),
      },
    ],
  }),
  componentControl({
    id: 'control-plane/etcd-peer-auth',
    title: 'etcd accepts peers without a certificate',
    severity: 'high',
    rationale:
      'Members of etcd send each other everything that the cluster stores. Whoever reaches a peer port without TLS, or one that asks for no certificate, can pose as a member, read all of it and change it.',
    remediation: fix(
      'Require certificates of members.',
      'Give each member a certificate, listen on https only, and set --peer-client-cert-auth with an authority of its own on one member after the other, and let only the members reach the port.',
      [1, 4, 12],
      'command:\n  - etcd\n  - --listen-peer-urls=https://10.0.0.10:2380\n  - --peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt\n  - --peer-key-file=/etc/kubernetes/pki/etcd/peer.key\n  - --peer-client-cert-auth=true\n  - --peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt\n',
    ),
    references: [SECURITY],
    mappings: ['cis:2.4', 'cis:2.5', 'cis:2.6', 'nsa-cisa:etcd', 'mitre-attack:T1557', 'owasp-k8s:K09'],
    questions: ['components.etcd-access'],
    parts: [
      {
        component: 'etcd',
        judge: (member) =>
          judgeCertificates(member, 'peer-client-cert-auth', PEER_SIDE, 'Members must show a certificate.'),
      },
    ],
  }),
];

function judgeCertificates(member: Component, name: string, side: Side, passes: string): Draft {
  const file = member.flags.get('config-file');
  // With a file, etcd takes nothing from its arguments and variables.
  if (file !== null)
    return unknown(
      'needs-interview',
      `etcd takes its settings from the file of ${file.text}, which the cluster does not show. Ask for it.`,
      member.ref,
    );
  const asked =
    fromVariable(member, name) ??
    judgeSwitch(member, {
      flag: name,
      fallback: false,
      safe: true,
      fails: `is started without --${name}`,
      passes,
    });
  return worstOf([...transportFaults(member, side), asked]);
}
