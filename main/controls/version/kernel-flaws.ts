/** Published flaws of node kernels by which a container takes its node. */
import { dayInWords } from '../../../shared/day-in-words.ts';
import { KERNEL_FLAWS_AS_OF, type KernelFlaw, kernelVerdict } from '../../cluster/platform/kernel-flaws.ts';
import { type KubernetesObject, refOf } from '../../snapshot/index.ts';
import { str } from '../../snapshot/read.ts';
import {
  type Control,
  type Draft,
  defineControl,
  fail,
  fix,
  notApplicable,
  pass,
  unknown,
} from '../define.ts';

export const kernelFlawControls: readonly Control[] = [
  defineControl({
    id: 'version/node-kernel-cve',
    title: 'Node kernel with a known container escape',
    severity: 'high',
    rationale:
      'All containers on a node share its kernel. With one of these vulnerabilities, an attacker in a pod becomes root on the node and controls every pod and token there. Exploits are public. Distributions backport fixes without changing to the upstream release number. A low number is therefore proof only for kernels that follow upstream, and a question for most others. A live patch is not visible.',
    remediation: fix(
      'Update the kernels of the nodes.',
      'Compare the running kernel with the advisory of its distribution. Replace or restart the nodes one by one with the update, and set a deadline for future advisories. Meanwhile set seccomp to RuntimeDefault, which blocks some of these exploits.',
      [2, 8, 40],
      '# eksctl\neksctl upgrade nodegroup --cluster shop --name main\n# on a self-managed node\nuname -r\n',
    ),
    references: [
      { title: 'CVE-2026-31431', url: 'https://www.cve.org/CVERecord?id=CVE-2026-31431' },
      { title: 'CVE-2022-0847', url: 'https://dirtypipe.cm4all.com/' },
      { title: 'Kernel fixes by branch', url: 'https://github.com/nluedtke/linux_kernel_cves' },
    ],
    mappings: ['nsa-cisa:worker-nodes', 'nsa-cisa:upgrading', 'mitre-attack:T1611', 'owasp-k8s:K10'],
    questions: ['deployment.patch-monthly'],
    judges: ['/nodes'],
    *evaluate({ index }) {
      for (const node of index.all('/nodes')) yield ofNode(node);
    },
  }),
];

function ofNode(node: KubernetesObject): Draft {
  const ref = refOf(node);
  const info = (field: string): string => str(node, 'status', 'nodeInfo', field) ?? '';
  if (info('operatingSystem') === 'windows') return notApplicable('The node runs Windows.', ref);
  const version = info('kernelVersion');
  const verdict = kernelVerdict(version);
  if (verdict === null)
    return unknown(
      version === '' ? 'not-collected' : 'needs-interview',
      version === ''
        ? 'The node reports no kernel version.'
        : `The kernel version "${version}" cannot be parsed.`,
      ref,
    );
  const { open, decides } = verdict;
  const [first] = open;
  if (first === undefined)
    return pass(
      ref,
      `Kernel ${version} includes the fix for each of the few vulnerabilities in Drydock’s table (as of ${dayInWords(KERNEL_FLAWS_AS_OF)}).`,
    );
  const ids = open.map(({ id }) => id).join(', ');
  if (!decides)
    return unknown(
      'needs-interview',
      `Kernel ${version} may be affected by ${ids}. Upstream fixed ${first.id} in ${first.fixedIn.join(', ')}; a distribution can backport the fix under a lower number. Ask the target for the last kernel update.`,
      ref,
    );
  return fail(
    ref,
    `Kernel ${version} is older than the fix of ${told(open)}. A live patch would not be visible. Table as of ${dayInWords(KERNEL_FLAWS_AS_OF)}.`,
    { path: 'status.nodeInfo.kernelVersion', value: version },
  );
}

function told(open: readonly KernelFlaw[]): string {
  return open
    .map(({ id, gives, fixedIn }) => `${id} (${gives}; fixed in ${fixedIn.join(', ')})`)
    .join(' and of ');
}
