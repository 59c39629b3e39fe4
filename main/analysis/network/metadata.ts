/** Whether a NetworkPolicy lets a pod reach the address at which clouds hand out credentials. */
import type { KubernetesObject } from '../../snapshot/index.ts';
import { at, list, str, strings } from '../../snapshot/read.ts';

/** The link-local address of every large cloud's metadata service; it answers on port 80. */
export const METADATA_ADDRESS = '169.254.169.254';

/** True when one of the egress rules of a policy covers the metadata address on its port. */
export function allowsMetadata(policy: KubernetesObject): boolean {
  return list(policy, 'spec', 'egress').some((rule) => {
    const ports = list(rule, 'ports');
    if (ports.length > 0 && !ports.some(coversWeb)) return false;
    const peers = list(rule, 'to');
    return (
      peers.length === 0 ||
      peers.some(
        (peer) =>
          contains(str(peer, 'ipBlock', 'cidr')) && !strings(peer, 'ipBlock', 'except').some(contains),
      )
    );
  });
}

function coversWeb(port: unknown): boolean {
  if ((str(port, 'protocol') ?? 'TCP') !== 'TCP') return false;
  const first = at(port, 'port') ?? 0;
  const last = at(port, 'endPort') ?? (first === 0 ? 65_535 : first);
  // A port by name may be any.
  return typeof first !== 'number' || typeof last !== 'number' || (first <= 80 && 80 <= last);
}

function contains(cidr: string | undefined): boolean {
  const [network = '', length = '32'] = (cidr ?? '').split('/');
  const bits = Number(length);
  const from = toNumber(network);
  const address = toNumber(METADATA_ADDRESS);
  if (from === null || address === null || !(bits >= 0 && bits <= 32)) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(from / size) === Math.floor(address / size);
}

function toNumber(address: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  return parts === undefined ? null : parts.reduce((sum, part) => sum * 256 + part, 0);
}
