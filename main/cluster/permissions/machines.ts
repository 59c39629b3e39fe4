/** Names of users and groups that programs sign in with. A machine account is nobody who could be asked or tricked. */
import type { Subject } from '../../kubernetes/rbac/subjects.ts';

/** Whether a name of a user or group says that a program uses it: `gitlab-ci`, `svc-backup`, `deploy-bot@example.com`. */
export function isMachineName(name: string): boolean {
  const lower = name.toLowerCase();
  if (/\.(gserviceaccount|iam\.gserviceaccount)\.com$/.test(lower) || /service-?account/.test(lower))
    return true;
  const words = lower
    .replace(/@.*$/, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return words.some((word) => PROGRAMS.has(word));
}

/** Words that stand in names of programs and not in those of people or teams. */
const PROGRAMS: ReadonlySet<string> = new Set([
  'ansible',
  'argo',
  'argocd',
  'atlantis',
  'automation',
  'autoscaler',
  'bamboo',
  'bot',
  'buildkite',
  'cd',
  'ci',
  'cicd',
  'circleci',
  'controller',
  'crossplane',
  'deployer',
  'drone',
  'exporter',
  'flux',
  'fluxcd',
  'githubactions',
  'gitlab',
  'jenkins',
  'kubelet',
  'pipeline',
  'prometheus',
  'pulumi',
  'renovate',
  'robot',
  'runner',
  'sa',
  'scanner',
  'spinnaker',
  'svc',
  'teamcity',
  'tekton',
  'terraform',
  'velero',
]);

/** Users and groups that are no component, no service account and no login of a program. */
export function isHuman({ subject }: { readonly subject: Subject }): boolean {
  return (
    (subject.kind === 'User' || subject.kind === 'Group') &&
    !subject.name.startsWith('system:') &&
    !isMachineName(subject.name)
  );
}
