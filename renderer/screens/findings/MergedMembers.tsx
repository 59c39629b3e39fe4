/** The findings that became this one, and the way back. */
import { Button } from '@mantine/core';
import { useMutation, useQueries } from '@tanstack/react-query';
import type { FindingDetail } from '../../../shared/finding.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { InspectorSection } from '../../components/Inspector.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import classes from './FindingInspector.module.css';

export function MergedMembers({
  finding,
  onShow,
}: {
  readonly finding: FindingDetail;
  readonly onShow: (id: string | null) => void;
}) {
  const members = useQueries({
    queries: finding.members.map((id) => orpc.findings.get.queryOptions({ input: { id } })),
  });
  const unmerge = useMutation({
    mutationFn: () => client.findings.unmerge({ id: finding.id }),
    onSuccess: async () => {
      onShow(null);
      await queryClient.invalidateQueries({ queryKey: orpc.findings.key() });
    },
  });
  return (
    <InspectorSection title="Merged from">
      <ul className={classes.plain}>
        {members.map(
          ({ data }) =>
            data !== undefined && (
              <li key={data.id}>
                <button type="button" className={classes.link} onClick={() => onShow(data.id)}>
                  {data.number} {data.title}
                </button>
              </li>
            ),
        )}
      </ul>
      <p className="muted small">Unmerging removes this finding and restores its members.</p>
      {unmerge.isError && <ProblemNote error={unmerge.error} />}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          loading={unmerge.isPending}
          onClick={() => unmerge.mutate()}
        >
          Unmerge
        </Button>
      </div>
    </InspectorSection>
  );
}
