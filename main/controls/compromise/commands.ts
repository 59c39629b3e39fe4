/** Images and command lines that speak for somebody else's work. */
import { COMMAND_DOES } from '../../../shared/command-class.ts';
import type { CommandClass } from '../../../shared/evidence.ts';
import { count } from '../../../shared/in-words.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { argumentsOf } from '../../cluster/platform/audit.ts';
import { repositoryOf } from '../../cluster/platform/images.ts';
import { remoteShell } from '../../snapshot/commands/remote-shell.ts';
import { runsDownload } from '../../snapshot/commands/run-download.ts';
import { refOf, type Workload } from '../../snapshot/index.ts';
import { at, fields, list, num, str, strings } from '../../snapshot/read.ts';
import { type Control, type Draft, fail } from '../define.ts';
import { type Fault, firstContainer, workloadControl } from '../pod/workload-control.ts';
import { FORENSICS, SECURITY_CHECKLIST } from './forensics.ts';

/** Programs that mine, and families of malware that bring them. */
const MINERS =
  /xmrig|xmr-stak|monero|cryptonight|minerd\b|cpuminer|cgminer|ccminer|ethminer|nbminer|lolminer|gminer|phoenixminer|teamredminer|srbminer|nanominer|bzminer|trex-miner|t-rex-miner|xmrminer|coinhive|randomx|kinsing|kdevtmpfsi|kthreaddi|teamtnt|dero-?miner|pocosow|(^|\/)(xmr|miner|coin-?miner)$/;
/** Hosts of pools, by the part of the name that they keep. */
const POOLS =
  /\b(nanopool\.org|minexmr\.com|supportxmr\.com|hashvault\.pro|2miners\.com|f2pool\.com|nicehash\.com|moneroocean\.stream|unmineable\.com|c3pool\.(com|org)|herominers\.com|zpool\.ca|miningpoolhub\.com|ethermine\.org|flypool\.org|xmrpool\.(eu|net)|poolin\.com|viabtc\.com|antpool\.com|hiveon\.net|woolypooly\.com|ekapool\.com|dwarfpool\.com|monerohash\.com|crypto-?pool\.fr|minergate\.com|prohashing\.com|kryptex\.network|p2pool\.(io|observer)|auto\.c3pool\.org|donate\.(v2\.)?xmrig\.com)\b/;
const MINING_ARGUMENTS =
  /stratum\d?\+(tcp|ssl|tls|udp):|--donate-level\b|--coin[= ](monero|xmr)\b|--algo[= ](rx\/|cn\/|randomx|cryptonight|ethash|kawpow)|--randomx-|--nicehash\b|--cpu-max-threads-hint/;

export const commandControls: readonly Control[] = [
  workloadControl({
    id: 'compromise/miner',
    title: 'Cryptocurrency mining',
    severity: 'critical',
    rationale:
      'Mining is the most common use of a compromised cluster: it pays at once and needs only a pod. Whoever started a miner could have started anything. The entry point is still open, and the miner may distract from another intrusion.',
    remediation: FORENSICS,
    references: [
      { title: 'ATT&CK: resource hijacking', url: 'https://attack.mitre.org/techniques/T1496/' },
      SECURITY_CHECKLIST,
    ],
    mappings: ['mitre-attack:T1496', 'nsa-cisa:threat-detection'],
    questions: ['scope.incidents', 'detection.everything-owned'],
    passes: 'No sign of mining found; this does not prove absence.',
    check: (workload) =>
      firstContainer(workload, ({ image, name }) =>
        MINERS.test(repositoryOf(image).slice(0, 500))
          ? {
              path: 'image',
              value: image,
              message: `Seen: the image of container "${name}" has the name of a coin miner.`,
            }
          : null,
      ) ??
      command(workload, [
        [MINING_ARGUMENTS, 'the command has the arguments of a coin miner'],
        [POOLS, 'the command names a mining pool'],
        [MINERS, 'the command names a coin miner'],
      ]),
  }),
  workloadControl({
    id: 'compromise/shell-download',
    title: 'Command that downloads and runs code',
    severity: 'high',
    rationale:
      'Intruders often bring their tools with a download piped into a shell; sometimes it is only a careless start-up script. Either way, whoever controls the address decides what runs here at each restart. Commands, arguments, probes, lifecycle hooks and recognisable scripts in ConfigMaps are checked. Scripts in Secrets, in images and in downloaded content are not.',
    remediation: FORENSICS,
    references: [
      { title: 'ATT&CK: ingress tool transfer', url: 'https://attack.mitre.org/techniques/T1105/' },
      SECURITY_CHECKLIST,
    ],
    mappings: ['mitre-attack:T1105', 'mitre-attack:T1059.004', 'nsa-cisa:threat-detection'],
    questions: ['scope.incidents', 'detection.everything-owned'],
    passes:
      'No such command found in the commands, arguments, probes and lifecycle hooks of its containers; this does not prove absence.',
    check: (workload) => commandLine(workload, runsDownload, 'runs-download'),
    alsoJudges: ['/configmaps'],
    also: (cluster) => scriptsThat(cluster, 'runs-download'),
  }),
  workloadControl({
    id: 'compromise/reverse-shell',
    title: 'Reverse shell command',
    severity: 'critical',
    rationale:
      'A reverse shell connects to the attacker’s machine and opens a command line inside the container. It bypasses every rule for incoming traffic, and no legitimate workload needs it. Commands, arguments, probes, lifecycle hooks and recognisable scripts in ConfigMaps are checked. Scripts in Secrets, in images and in downloaded content are not.',
    remediation: FORENSICS,
    references: [
      {
        title: 'ATT&CK: command and scripting interpreter',
        url: 'https://attack.mitre.org/techniques/T1059/',
      },
      SECURITY_CHECKLIST,
    ],
    mappings: ['mitre-attack:T1059', 'mitre-attack:T1609', 'nsa-cisa:threat-detection'],
    questions: ['scope.incidents', 'neighbours.egress-filtered'],
    passes:
      'No such command found in the commands, arguments, probes and lifecycle hooks of its containers; this does not prove absence.',
    check: (workload) => commandLine(workload, remoteShell, 'remote-shell'),
    alsoJudges: ['/configmaps'],
    also: (cluster) => scriptsThat(cluster, 'remote-shell'),
  }),
];

/** The first word of a command line that matches; only its beginning is looked at. */
function command(workload: Workload, patterns: readonly (readonly [RegExp, string])[]): Fault | null {
  for (const { text, path } of argumentsOf(workload)) {
    const beginning = text.slice(0, 4_000);
    const hit = patterns.find(([pattern]) => pattern.test(beginning));
    if (hit !== undefined)
      return { path, value: text, message: `Seen: ${hit[1]}. This may be legitimate; ask who wrote it.` };
  }
  return null;
}

/** The first container whose command line, read as its program and shells read it, does what is looked for. */
function commandLine(
  workload: Workload,
  judge: (words: readonly string[]) => string | null,
  kind: CommandClass,
): Fault | null {
  for (const { raw, path } of workload.containers) {
    for (const place of COMMAND_PLACES) {
      const at = place === '' ? raw : pick(raw, place);
      const fields = place === '' ? ['command', 'args'] : ['command'];
      const words = fields.flatMap((field) =>
        strings(at, field).map((text, i) => ({
          text,
          path: `${path}.${place === '' ? '' : `${place}.`}${field}[${i}]`,
        })),
      );
      const removed = place === '' ? null : removedCommand(at, kind);
      if (removed !== null)
        return {
          path: `${path}.${place}.command[${removed.index}]`,
          value: `removed (${count(removed.length, 'character')})`,
          message: `Seen: the command of ${place.split('.').at(-2)} ${COMMAND_DOES[kind][0]}. Its text was checked during collection and is not stored. This may be legitimate; ask who wrote it.`,
        };
      const says = judge(words.map(({ text }) => text));
      // The word that says most is the longest, as a rule the script.
      const told = words.toSorted((a, b) => b.text.length - a.text.length)[0];
      if (says === null || told === undefined) continue;
      const value = words.length > 4 ? words.map(({ text }) => text).join(' ') : told.text;
      return {
        path: told.path,
        value,
        message: `Seen: the command ${says}. This may be legitimate; ask who wrote it.`,
      };
    }
  }
  return null;
}

/** The word of a removed command that carries its class. */
function removedCommand(
  exec: unknown,
  kind: CommandClass,
): { readonly index: number; readonly length: number } | null {
  const index = list(exec, 'command').findIndex((word) => str(word, '$redacted', 'does') === kind);
  const word = list(exec, 'command')[index];
  return word === undefined ? null : { index, length: num(word, '$redacted', 'length') ?? 0 };
}

/** Scripts in config maps, judged when they were collected. What a container downloads or an image holds is not seen. */
function* scriptsThat({ index }: Cluster, kind: CommandClass): Iterable<Draft> {
  for (const map of index.all('/configmaps'))
    for (const [key, value] of fields(map, 'data')) {
      if (str(value, '$redacted', 'does') !== kind) continue;
      yield fail(
        refOf(map),
        `Seen: the script ${key.slice(0, 80)} ${COMMAND_DOES[kind][0]}. Its text was checked during collection and is not stored; whether a container runs it was not checked. This may be legitimate; ask who wrote it.`,
        {
          path: `data["${key.slice(0, 200)}"]`,
          value: `removed (${count(num(value, '$redacted', 'length') ?? 0, 'character')})`,
        },
      );
      break;
    }
}

const pick = (raw: unknown, place: string): unknown => at(raw, ...place.split('.'));

/** Where a container has a command besides its own. */
const COMMAND_PLACES = [
  '',
  'lifecycle.postStart.exec',
  'lifecycle.preStop.exec',
  'livenessProbe.exec',
  'readinessProbe.exec',
  'startupProbe.exec',
];
