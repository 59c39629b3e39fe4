/** Evidence comes in here: from a live cluster through a kubeconfig, or from a file. */
import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Page } from '../../components/Page.tsx';
import { ImportPanel } from '../import/ImportPanel.tsx';
import classes from './collect.module.css';
import { GeneralRole } from './GeneralRole.tsx';
import { LiveCollection } from './LiveCollection.tsx';

export function CollectScreen() {
  const { tab = 'live' } = useSearch({ from: '/workbench/collect' });
  const navigate = useNavigate();
  return (
    <Page
      title="Collect evidence"
      lead="Drydock only reads. It never requests the contents of Secrets, and it removes credentials before it stores anything."
    >
      <Tabs
        value={tab}
        onChange={(next) =>
          next !== null &&
          void navigate({ to: '/collect', search: next === 'live' ? {} : { tab: next }, replace: true })
        }
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="live">From a cluster</Tabs.Tab>
          <Tabs.Tab value="file">From a file</Tabs.Tab>
          <Tabs.Tab value="role">Required access</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="live" pt="md">
          <LiveCollection />
        </Tabs.Panel>
        <Tabs.Panel value="file" pt="md">
          <ImportPanel />
        </Tabs.Panel>
        <Tabs.Panel value="role" pt="md">
          <div className={classes.column}>
            <GeneralRole />
          </div>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
