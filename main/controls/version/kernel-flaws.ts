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
      'All containers of a node share its kernel. With one of these flaws an attacker in a pod gets root on the node and every pod and token there, and programs for it are public. Distributions carry fixes over without the number of the upstream release, so a low number is a question for most kernels and proves the flaw only for those that follow upstream. A live patch shows nowhere.',
    remediation: fix(
      'Update the kernels of the nodes.',
      'Compare the running kernel with the advisory of its distribution, replace or restart the nodes one by one with the update, and make a rule for how soon after an advisory this is done. Set seccomp to RuntimeDefault meanwhile, which stops some of these flaws.',
      [2, 8, 40],
      '# eksctl\neksctl upgrade nodegroup --cluster shop --name main\n# on a node of your own\nuname -r\n',
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
        ? 'The node tells no kernel version.'
        : `The kernel version "${version}" cannot be read.`,
      ref,
    );
  const { open, decides } = verdict;
  const [first] = open;
  if (first === undefined)
    return pass(
      ref,
      `Kernel ${version} is at or beyond the fixed release of each of the few flaws in Drydock's table (as of ${dayInWords(KERNEL_FLAWS_AS_OF)}).`,
    );
  const ids = open.map(({ id }) => id).join(', ');
  if (!decides)
    return unknown(
      'needs-interview',
      `Kernel ${version} may be affected by ${ids}. Upstream fixed ${first.id} in ${first.fixedIn.join(', ')}; a distribution can carry the fix over under a lower number. Ask for the last kernel update.`,
      ref,
    );
  return fail(
    ref,
    `Kernel ${version} is older than the fix of ${told(open)}. A live patch would not show. Table as of ${dayInWords(KERNEL_FLAWS_AS_OF)}.`,
    { path: 'status.nodeInfo.kernelVersion', value: version },
  );
}

function told(open: readonly KernelFlaw[]): string {
  return open
    .map(({ id, gives, fixedIn }) => `${id} (${gives}; fixed in ${fixedIn.join(', ')})`)
    .join(' and of ');
}
