/** The user of Windows containers that may do everything inside of them. */
import { str } from '../../snapshot/read.ts';
import { type Control, fix } from '../define.ts';
import { CONTEXT, PSS } from './words.ts';
import { firstFault, named, workloadControl } from './workload-control.ts';

const FIELD = ['securityContext', 'windowsOptions', 'runAsUserName'] as const;

export const windowsUserControls: readonly Control[] = [
  workloadControl({
    id: 'pod/windows-administrator',
    title: 'Windows container runs as ContainerAdministrator',
    severity: 'medium',
    rationale:
      'ContainerAdministrator may do everything inside the container: install services, change every file and replace what later programs load. Windows containers that share the node’s kernel are a weak boundary. An attacker with that user can exploit the widest range of vulnerabilities in it.',
    remediation: fix(
      'Run the program as ContainerUser.',
      'Set runAsUserName to ContainerUser and runAsNonRoot to true. When building the image, give that user write access to the directories that the program writes to.',
      [1, 4, 16],
      'securityContext:\n  runAsNonRoot: true\n  windowsOptions:\n    runAsUserName: ContainerUser\n',
    ),
    references: [
      {
        title: 'Configure RunAsUserName for Windows pods and containers',
        url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-runasusername/',
      },
      PSS,
      CONTEXT,
    ],
    mappings: ['nsa-cisa:non-root', 'mitre-attack:T1611', 'owasp-k8s:K01'],
    questions: ['workloads.not-root'],
    agentNeed: 'root',
    passes: 'No container runs as ContainerAdministrator.',
    check: (workload) =>
      firstFault(workload, (container) => {
        // Of these options the container overrides one by one, not all of the pod's at once.
        const own = str(container.raw, ...FIELD);
        const value = own ?? str(workload.podSpec, ...FIELD);
        const holder = own === undefined ? workload.specPath : container.path;
        // Names of users are the same in any case, with or without the machine before them.
        return value !== undefined && /(^|\\)containeradministrator$/i.test(value.trim())
          ? {
              path: `${holder}.${FIELD.join('.')}`,
              value,
              message: `${named(container)} runs as ContainerAdministrator.`,
            }
          : null;
      }),
  }),
];
