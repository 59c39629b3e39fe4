import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import { AccessToAsk } from './AccessToAsk.tsx';

/** The role for a cluster that nobody has looked at yet: every kind that Drydock knows. */
export function GeneralRole() {
  const role = useQuery(orpc.collect.clusterRole.queryOptions());
  if (role.isError) return <ProblemNote error={role.error} />;
  return <AccessToAsk yaml={role.data?.yaml ?? ''} />;
}
