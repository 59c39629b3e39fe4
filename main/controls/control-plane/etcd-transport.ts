/**
 * Whether a port of etcd is encrypted at all. The scheme of its address decides: on `http://` etcd ignores its
 * certificates and the switch that asks for those of others ("ignoring client cert auth for this URL"), and without
 * the argument it listens on http://localhost. Source: etcd, server/embed/config.go and etcd.go.
 */
import type { Severity } from '../../../shared/verdict.ts';
import { type Component, type Flag, isOn, writtenValue } from '../../cluster/platform/component-args.ts';
import { type Draft, unknown } from '../define.ts';
import { faulty, unseen, whenAbsent } from './component-control.ts';

/** The side of clients, or that of the other members. */
export interface Side {
  readonly urls: 'listen-client-urls' | 'listen-peer-urls';
  readonly port: number;
  /** Its certificate and key. */
  readonly files: readonly string[];
  readonly auto: 'auto-tls' | 'peer-auto-tls';
  readonly whom: 'clients' | 'members';
}

export const CLIENT_SIDE: Side = {
  urls: 'listen-client-urls',
  port: 2379,
  files: ['cert-file', 'key-file'],
  auto: 'auto-tls',
  whom: 'clients',
};
export const PEER_SIDE: Side = {
  urls: 'listen-peer-urls',
  port: 2380,
  files: ['peer-cert-file', 'peer-key-file'],
  auto: 'peer-auto-tls',
  whom: 'members',
};

/** The faults of a side's transport and what of it does not show; empty when it surely is TLS. */
export function transportFaults(member: Component, side: Side): readonly Draft[] {
  return [...addressFaults(member, side), ...certificateFaults(member, side)];
}

/** The variable from which etcd takes a flag that is not set; a command line wins over it. */
export function fromVariable(member: Component, name: string): Draft | null {
  const variable = `ETCD_${name.toUpperCase().replaceAll('-', '_')}`;
  return member.flags.get(name) === null && member.flags.variables.has(variable)
    ? unknown(
        'needs-interview',
        `etcd takes --${name} from the variable ${variable}, whose value is not stored. Request it.`,
        member.ref,
      )
    : null;
}

function addressFaults(member: Component, side: Side): readonly Draft[] {
  const flag = member.flags.get(side.urls);
  if (flag === null) {
    const hidden = fromVariable(member, side.urls);
    if (hidden !== null) return [hidden];
    const says = `Without --${side.urls} etcd listens for ${side.whom} on http://localhost:${side.port}. Every process on the node and every pod in the host network reaches it without a certificate.`;
    return [whenAbsent(member, side.urls, () => faulty(member, null, says, 'high'))];
  }
  const addresses = addressesIn(flag);
  const plain = addresses.filter((one) => /^http:/i.test(one));
  if (plain.length > 0) return [plainFault(member, side, flag, plain)];
  return addresses.some((one) => !/^(https|unixs?):/i.test(one)) ? [unseen(member, side.urls)] : [];
}

function plainFault(member: Component, side: Side, flag: Flag, plain: readonly string[]): Draft {
  const local = plain.every((one) => /^http:\/\/(localhost|127\.[\d.]+|\[::1\])(:|\/|$)/i.test(one));
  const severity: Severity = local ? 'high' : 'critical';
  return faulty(
    member,
    flag,
    `etcd listens for ${side.whom} on ${plain.join(', ')} without TLS and so requires no certificate.`,
    severity,
  );
}

const addressesIn = (flag: Flag): readonly string[] =>
  writtenValue(flag)
    .split(',')
    .map((one) => one.trim().replace(/^["']|["']$/g, ''))
    .filter((one) => one !== '');

function certificateFaults(member: Component, { files, auto, whom }: Side): readonly Draft[] {
  const own = member.flags.get(auto);
  const missing = files.find((name) => member.flags.get(name) === null);
  if (own !== null && isOn(own, false) !== false)
    return [
      missing === undefined
        ? faulty(
            member,
            own,
            `etcd is configured to create its own certificates (--${auto}); only --${files[0]} prevents it.`,
            'medium',
          )
        : faulty(
            member,
            own,
            `etcd creates its own certificates (--${auto}), which prove no identity.`,
            'critical',
          ),
    ];
  if (missing === undefined) return [];
  return [
    fromVariable(member, missing) ??
      whenAbsent(member, missing, () =>
        faulty(member, null, `etcd has no certificate for ${whom}: --${missing} is not set.`, 'critical'),
      ),
  ];
}
