/**
 * Flaws of the Linux kernel by which a container takes its node, with the upstream releases that mend them, each branch
 * of its own. Distributions carry fixes over without the number of the upstream release, so for their kernels a lower
 * number proves nothing; a number at or beyond the fix proves the fix. Sources: the records of the kernel's own CVE
 * team, and for what is older the lists of fixes by branch in github.com/nluedtke/linux_kernel_cves.
 */

/** The day of the newest entry: nothing that was published later is in the table. */
export const KERNEL_FLAWS_AS_OF = '2026-04-22';

export interface KernelFlaw {
  readonly id: string;
  /** What an attacker gets by it; ends a sentence. */
  readonly gives: string;
  /** First release that has it. */
  readonly since: string;
  /** First release of each branch with the fix; the last is the mainline release that was born with it. */
  readonly fixedIn: readonly string[];
}

const TABLE: readonly KernelFlaw[] = [
  {
    id: 'CVE-2026-31431',
    gives: 'changes in files that containers of one node share, from an ordinary pod',
    since: '4.14.0',
    fixedIn: ['5.10.254', '5.15.204', '6.1.170', '6.6.137', '6.12.85', '6.18.22', '6.19.12', '7.0.0'],
  },
  {
    id: 'CVE-2022-0847',
    gives: 'changes in files that a container may only read, from an ordinary pod',
    since: '5.8.0',
    fixedIn: ['5.10.102', '5.15.25', '5.16.11', '5.17.0'],
  },
  {
    id: 'CVE-2022-0185',
    gives: 'root on the node, from a pod without a seccomp profile',
    since: '5.1.0',
    fixedIn: ['5.4.173', '5.10.93', '5.15.16', '5.16.2', '5.17.0'],
  },
  {
    id: 'CVE-2022-0492',
    gives: 'root on the node, from a pod that runs as root without seccomp, AppArmor or SELinux',
    since: '0.0.0',
    fixedIn: ['4.9.301', '4.14.266', '4.19.229', '5.4.177', '5.10.97', '5.15.20', '5.16.6', '5.17.0'],
  },
];

export interface KernelVerdict {
  /** Flaws whose fix the number of the release does not show, in the order of the table. */
  readonly open: readonly KernelFlaw[];
  /** The number is upstream's own and decides; false where a distribution may have carried fixes over. */
  readonly decides: boolean;
}

/** Judges `status.nodeInfo.kernelVersion`; null for what is no release of Linux. */
export function kernelVerdict(version: string): KernelVerdict | null {
  const match = /^(\d{1,2})\.(\d{1,3})\.(\d{1,4})(.*)$/.exec(version);
  if (match === null) return null;
  const own: Numbers = [Number(match[1]), Number(match[2]), Number(match[3])];
  return {
    open: TABLE.filter(
      ({ since, fixedIn }) => compare(own, numbers(since)) >= 0 && isBeforeFix(own, fixedIn.map(numbers)),
    ),
    decides: UPSTREAM.test(match[4] ?? ''),
  };
}

/** What follows the number where a kernel is built from upstream's stable releases as they are. */
const UPSTREAM = /^$|^-(talos|flatcar)$/;

type Numbers = readonly [major: number, minor: number, patch: number];

/** A branch that has no fix of its own never got one, unless mainline had it when the branch began. */
function isBeforeFix(own: Numbers, fixes: readonly Numbers[]): boolean {
  const same = fixes.find(([major, minor]) => major === own[0] && minor === own[1]);
  const mainline = fixes.at(-1);
  const fix = same ?? mainline;
  return fix !== undefined && compare(own, fix) < 0;
}

function numbers(text: string): Numbers {
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number);
  return [major, minor, patch];
}

function compare(a: Numbers, b: Numbers): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
