/** What several components have in common: profiling, the addresses they listen on, TLS. */
import type { Component } from '../../cluster/platform/component-args.ts';
import { type Control, type Draft, fix, pass, unknown } from '../define.ts';
import {
  componentControl,
  faulty,
  judgeSwitch,
  subjectOf,
  unseen,
  whenAbsent,
  worstOf,
} from './component-control.ts';
import { CLIENT_SIDE, PEER_SIDE, transportFaults } from './etcd-transport.ts';
import { weakTls } from './weak-tls.ts';

const QUESTIONS = ['deployment.control-plane-run-by'];

export const componentControls: readonly Control[] = [
  componentControl({
    id: 'control-plane/profiling',
    title: 'Profiling enabled',
    severity: 'low',
    rationale:
      'The profiling paths show an attacker with some permissions how the program works and what it is doing. A few requests to them slow the control plane down.',
    remediation: fix(
      'Disable profiling.',
      'Set --profiling=false on the API server, the controller manager and the scheduler, on every control-plane node.',
      [0.5, 1, 4],
      'command:\n  - kube-controller-manager\n  - --profiling=false\n',
    ),
    references: [
      {
        title: 'Arguments of kube-controller-manager',
        url: 'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/',
      },
    ],
    mappings: ['cis:1.2.15', 'cis:1.3.2', 'cis:1.4.1', 'nsa-cisa:control-plane', 'owasp-k8s:K09'],
    questions: QUESTIONS,
    parts: [
      { component: 'kube-apiserver', judge: judgeProfiling },
      { component: 'kube-controller-manager', judge: judgeProfiling },
      {
        component: 'kube-scheduler',
        judge(scheduler) {
          const file = scheduler.flags.get('config');
          return file === null
            ? judgeProfiling(scheduler)
            : unknown(
                'needs-interview',
                `The scheduler reads this from the file of ${file.text}, which the cluster does not show.`,
                scheduler.ref,
              );
        },
      },
    ],
  }),
  componentControl({
    id: 'control-plane/component-bind-address',
    title: 'Controller manager or scheduler exposed to the network',
    severity: 'low',
    rationale:
      'Only the node itself needs these ports. Open to the network, they are one more service that an attacker in a pod can probe for vulnerabilities. Their metrics also reveal details of the cluster.',
    remediation: fix(
      'Bind them to 127.0.0.1.',
      'Set --bind-address=127.0.0.1 on every control-plane node. If monitoring needs the metrics, let it read them through a proxy on the node.',
      [0.5, 1, 4],
      'command:\n  - kube-scheduler\n  - --bind-address=127.0.0.1\n',
    ),
    references: [
      {
        title: 'Arguments of kube-scheduler',
        url: 'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-scheduler/',
      },
    ],
    mappings: ['cis:1.3.7', 'cis:1.4.2', 'nsa-cisa:control-plane', 'mitre-attack:T1046', 'owasp-k8s:K09'],
    questions: QUESTIONS,
    parts: [
      { component: 'kube-controller-manager', judge: judgeAddress },
      { component: 'kube-scheduler', judge: judgeAddress },
    ],
  }),
  componentControl({
    id: 'control-plane/weak-tls',
    title: 'Weak TLS in the control plane',
    severity: 'medium',
    rationale:
      'No TLS, TLS before 1.2 and weak ciphers let an attacker who can record or change control-plane traffic read its tokens and Secrets.',
    remediation: fix(
      'Allow only TLS 1.2 and later with strong ciphers.',
      'Check old clients first. Then remove the weak entries, or the whole argument, as the defaults are strong.',
      [1, 2, 8],
      'command:\n  - kube-apiserver\n  - --tls-min-version=VersionTLS12\n  - --tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\n',
    ),
    references: [
      {
        title: 'Arguments of kube-apiserver',
        url: 'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/',
      },
    ],
    mappings: ['cis:1.2.29', 'nsa-cisa:encrypt-traffic', 'mitre-attack:T1557', 'owasp-k8s:K09'],
    questions: QUESTIONS,
    parts: [
      { component: 'kube-apiserver', judge: judgeTls },
      { component: 'kube-controller-manager', judge: judgeTls },
      { component: 'kube-scheduler', judge: judgeTls },
      { component: 'etcd', judge: judgeTls },
    ],
  }),
];

function judgeProfiling(component: Component): Draft {
  return judgeSwitch(component, {
    flag: 'profiling',
    fallback: true,
    safe: false,
    fails: 'serves profiling paths',
    passes: 'Profiling is disabled.',
  });
}

function judgeAddress(component: Component): Draft {
  const port = component.flags.get('secure-port');
  if (port?.value === '0') return pass(component.ref, 'Its port is closed.');
  const address = component.flags.get('bind-address');
  if (address === null)
    return whenAbsent(component, 'bind-address', () =>
      faulty(component, null, `${subjectOf(component)} listens on every address of its node.`),
    );
  if (address.value === null) return unseen(component, 'bind-address');
  return /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|localhost)$/.test(address.value)
    ? pass(component.ref, 'It listens only on the node.')
    : faulty(component, address, `${subjectOf(component)} listens on ${address.value}.`);
}

function judgeTls(component: Component): Draft {
  if (component.name !== 'etcd') return judgeSuites(component, 'tls-cipher-suites');
  if (component.flags.get('config-file') !== null)
    return unknown(
      'needs-interview',
      'etcd takes its settings from a file that the cluster does not show.',
      component.ref,
    );
  return worstOf([
    ...transportFaults(component, CLIENT_SIDE),
    ...transportFaults(component, PEER_SIDE),
    judgeSuites(component, 'cipher-suites'),
  ]);
}

function judgeSuites(component: Component, ciphers: string): Draft {
  const names = ['tls-min-version', ciphers] as const;
  for (const name of names) {
    const given = component.flags.entries(name);
    const weak = given?.items.find(weakTls);
    if (given !== null && weak !== undefined)
      return faulty(component, given, `${subjectOf(component)} allows ${weak}.`);
    if (given?.value === null) return unseen(component, name);
  }
  const unset = names.filter((name) => component.flags.get(name) === null).map((name) => `--${name}`);
  const rest = unset.length === 0 ? '' : ` The unset ${unset.join(' and ')} use the default.`;
  return whenAbsent(component, 'tls-min-version', () =>
    pass(component.ref, `Its arguments allow no TLS before 1.2 and no weak cipher.${rest}`),
  );
}
