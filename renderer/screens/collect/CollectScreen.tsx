/** Evidence comes in here: from a live cluster through a kubeconfig, or from a file. */
import { Tabs } from '@mantine/core';
import { useState } from 'react';
import { Page } from '../../components/Page.tsx';
import { ClusterRole } from './ClusterRole.tsx';
import { ImportEvidence } from './ImportEvidence.tsx';
import { LiveCollection } from './LiveCollection.tsx';

export function CollectScreen() {
  const [tab, setTab] = useState<string | null>('live');
  return (
    <Page
      title="Collect evidence"
      lead="Drydock only reads. It never asks for the contents of Secrets, and removes credentials before anything is stored."
    >
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="live">From a cluster</Tabs.Tab>
          <Tabs.Tab value="file">From a file</Tabs.Tab>
          <Tabs.Tab value="role">Access to ask for</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="live" pt="md">
          <LiveCollection />
        </Tabs.Panel>
        <Tabs.Panel value="file" pt="md">
          <ImportEvidence />
        </Tabs.Panel>
        <Tabs.Panel value="role" pt="md">
          <ClusterRole />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
