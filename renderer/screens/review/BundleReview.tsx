/** An opened bundle: what it holds, every object, every request, every file. */
import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { orpc } from '../../client/workbench.ts';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { byteSize } from '../../format.ts';
import evidence from '../evidence/evidence.module.css';
import { LogTable } from '../evidence/LogTable.tsx';
import { ObjectBrowser, type ObjectStart } from '../evidence/ObjectBrowser.tsx';
import { reviewSource } from '../evidence/source.ts';
import { ArchiveFiles } from './ArchiveFiles.tsx';
import { BundleContents } from './BundleContents.tsx';

export function BundleReview({ reviewId }: { readonly reviewId: string }) {
  const summary = useQuery(orpc.review.summary.queryOptions({ input: { reviewId } }));
  const source = useMemo(() => reviewSource(reviewId), [reviewId]);
  const [tab, setTab] = useState<string | null>('contents');
  const [start, setStart] = useState<ObjectStart>({});
  const show = (objects: ObjectStart) => {
    setStart(objects);
    setTab('objects');
  };
  if (summary.isError) return <ProblemNote error={summary.error} />;
  if (summary.data === undefined) return <output className="visually-hidden">Reading the bundle</output>;
  const { fileName, fileBytes, encrypted, manifest, files } = summary.data;
  return (
    <Page
      fill
      title={fileName}
      lead={`${byteSize(fileBytes)}, ${encrypted ? 'encrypted' : 'not encrypted: anyone with the file can read it'}. Every hash in it was checked.`}
    >
      <Tabs
        value={tab}
        onChange={(next) => {
          setStart({});
          setTab(next);
        }}
        keepMounted={false}
        className={evidence.tabs ?? ''}
        classNames={{ panel: evidence.panel ?? '', tab: evidence.tab ?? '' }}
      >
        <Tabs.List>
          <Tabs.Tab value="contents">Contents</Tabs.Tab>
          <Tabs.Tab value="objects">Objects</Tabs.Tab>
          <Tabs.Tab value="log">Requests</Tabs.Tab>
          <Tabs.Tab value="files">Files</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="contents">
          <BundleContents summary={summary.data} onShow={show} />
        </Tabs.Panel>
        <Tabs.Panel value="objects">
          <ObjectBrowser source={source} kinds={manifest.kinds} start={start} />
        </Tabs.Panel>
        <Tabs.Panel value="log">
          <LogTable source={source} />
        </Tabs.Panel>
        <Tabs.Panel value="files">
          <ArchiveFiles files={files} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
