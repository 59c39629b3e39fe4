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
      'etcd holds every object of the cluster, Secrets included. Anyone who reaches a port without TLS or client certificates reads and writes all of it. This bypasses every permission and leaves no trace in the audit log.',
    remediation: fix(
      'Require client certificates.',
      'Give etcd a certificate and listen on https only. Set --client-cert-auth with a certificate authority used only for etcd clients, and let only the API server reach the port.',
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
          judgeCertificates(member, 'client-cert-auth', CLIENT_SIDE, 'Clients must present a certificate.'),
      },
    ],
  }),
  componentControl({
    id: 'control-plane/etcd-peer-auth',
    title: 'etcd accepts peers without a certificate',
    severity: 'high',
    rationale:
      'etcd members send each other everything that the cluster stores. Anyone who reaches a peer port without TLS or certificates can pose as a member, read all of it and change it.',
    remediation: fix(
      'Require member certificates.',
      'Give each member a certificate and listen on https only. Set --peer-client-cert-auth with a separate authority on one member at a time, and let only the members reach the port.',
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
          judgeCertificates(
            member,
            'peer-client-cert-auth',
            PEER_SIDE,
            'Members must present a certificate.',
          ),
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
      `etcd reads its settings from the file of ${file.text}, which the cluster does not show. Request it.`,
      member.ref,
    );
  const asked =
    fromVariable(member, name) ??
    judgeSwitch(member, {
      flag: name,
      fallback: false,
      safe: true,
      fails: `runs without --${name}`,
      passes,
    });
  return worstOf([...transportFaults(member, side), asked]);
}
