/** Findings by how they stand, a tab each: what is open apart from what is unknown, closed or passed. */
import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import type { FindingGroups } from '../../../shared/finding.ts';
import { FindingStanding } from '../../../shared/finding-groups.ts';
import { number } from '../../../shared/in-words.ts';
import classes from './findings.module.css';
import { STANDING_WORDS } from './words.ts';

interface StandingTabsProps {
  readonly standing: FindingStanding;
  /** undefined until they are known. */
  readonly counts: FindingGroups['counts'] | undefined;
  readonly onChange: (standing: FindingStanding) => void;
  readonly children: ReactNode;
}

export function StandingTabs({ standing, counts, onChange, children }: StandingTabsProps) {
  return (
    <Tabs
      value={standing}
      onChange={(next) => {
        const { data } = FindingStanding.safeParse(next);
        if (data !== undefined) onChange(data);
      }}
      keepMounted={false}
      className={classes.tabs ?? ''}
      classNames={{ panel: classes.panel ?? '' }}
    >
      <Tabs.List>
        {FindingStanding.options.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {STANDING_WORDS[each][0]}{' '}
            <span className={classes.tabCount}>
              {counts === undefined ? '…' : number(counts.standing[each] ?? 0)}
            </span>
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={standing}>{children}</Tabs.Panel>
    </Tabs>
  );
}
