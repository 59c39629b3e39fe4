/** What excuses a pod as a whole from a check. */
import type { CheckVersion } from '../define.ts';

/** Windows has neither capabilities nor seccomp; validation refuses these fields there. */
export function unlessWindows(judge: CheckVersion['judge']): CheckVersion['judge'] {
  return (pod) => (pod.spec.str('windows', 'os', 'name') === 'windows' ? null : judge(pod));
}

/** Root of a user namespace is nobody on the node. Upstream: `relaxPolicyForUserNamespacePod` in helpers.go. */
export function unlessUserNamespace(judge: CheckVersion['judge']): CheckVersion['judge'] {
  return (pod) => (pod.spec.bool(false, 'hostUsers') === false ? null : judge(pod));
}
