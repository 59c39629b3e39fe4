/**
 * The whole main job in a network of its own that has the sample's API server and nothing else. Whatever else was
 * asked for would leave by the default route: one end of a cable whose other end nobody holds, and which counts.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MAIN_JOB, startMainJob } from '../fixtures/main-job/start-main-job.ts';

/** No IPv6 and no ARP, whose own packets would count; then the route to nowhere, and `count` for what left by it. */
const NETWORK = `set -e
ip link set lo up
ip link add out0 type veth peer name nowhere0
sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 2>/dev/null || true
ip link set nowhere0 arp off up
ip link set out0 arp off up
ip addr add 192.0.2.2/24 dev out0
ip route add default dev out0
count() { cat /sys/class/net/out0/statistics/tx_packets; }
mount -t sysfs sysfs /sys
`;

/** An empty /etc/resolv.conf, so that a name that was looked up could not even be asked for elsewhere. */
const WITHOUT_NAMES = 'mount --bind "$EMPTY" /etc/resolv.conf\n';

/** Why the network cannot be made here, or null. */
const impossible = whyImpossible();
if (impossible !== null) console.warn(`The isolated network was not tested: ${impossible}`);
const skipped = impossible !== null && process.env['CI'] === undefined;

test.skipIf(skipped)(
  `in a network with only the sample's API server the main job runs, and asks for nothing else${skipped ? ` (not tested: ${impossible})` : ''}`,
  async () => {
    expect(impossible).toBeNull();
    const root = mkdtempSync(join(tmpdir(), 'drydock-isolation-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const [home, saved] = [join(root, 'home'), join(root, 'saved')];
    mkdirSync(home);
    mkdirSync(saved);
    const empty = join(root, 'resolv.conf');
    writeFileSync(empty, '');
    const script = `${NETWORK}${WITHOUT_NAMES}before=$(count)
"$NODE" "$MAIN_JOB" "$1" "$2"
echo "{\\"step\\":\\"counted\\",\\"before\\":$before,\\"after\\":$(count)}"`;
    const job = startMainJob({
      home,
      saved,
      env: { ...process.env, NODE: process.execPath, MAIN_JOB, EMPTY: empty },
      command: ['unshare', '--net', '--mount', 'bash', '-c', script, 'bash'],
    });
    onTestFinished(() => job.kill());
    const collected = await job.until('collected');
    expect(collected['objects']).toBeGreaterThan(500);
    expect((await job.until('open'))['requests']).toBeGreaterThan(50);
    await job.until('answer', 'answer');
    const { before, after } = await job.until('counted', 'end');
    expect(after).toBe(before);
    expect(await job.ended).toBe(0);
  },
);

test.skipIf(skipped)(
  'the counter of that network sees a single packet, and a connection that is tried',
  () => {
    expect(impossible).toBeNull();
    const probe = (code: string) =>
      Number(
        execFileSync(
          'unshare',
          [
            '--net',
            '--mount',
            'bash',
            '-c',
            `${NETWORK}before=$(count)\n"$0" -e '${code}' || true\necho $(($(count) - before))`,
            process.execPath,
          ],
          { stdio: ['ignore', 'pipe', 'ignore'] },
        ).toString(),
      );
    const send =
      'const socket = require("dgram").createSocket("udp4");' +
      'socket.send("x", 9, "198.51.100.7", () => socket.close())';
    expect(probe('')).toBe(0);
    expect(probe(send)).toBe(1);
    expect(probe('fetch("https://198.51.100.7/"); setTimeout(process.exit, 500)')).toBeGreaterThan(0);
  },
);

function whyImpossible(): string | null {
  if (process.platform !== 'linux') return 'it takes Linux';
  if (process.getuid?.() !== 0) return 'it takes root';
  for (const tool of ['unshare', 'ip', 'mount', 'bash']) {
    if (spawnSync(tool, ['--version']).error !== undefined) return `it takes the program ${tool}`;
  }
  const made = spawnSync('unshare', ['--net', '--mount', 'bash', '-c', NETWORK]);
  return made.status === 0 ? null : `the network cannot be made: ${made.stderr.toString().trim()}`;
}
