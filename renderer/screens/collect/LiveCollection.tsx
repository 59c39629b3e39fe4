/** Kubeconfig, contexts, consent, authorisation, start, progress: one column from top to bottom. */
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FileRef } from '../../../shared/files.ts';
import type { KubeconfigContext } from '../../../shared/kubeconfig.ts';
import { client, orpc } from '../../client/workbench.ts';
import { Band } from '../../components/Band.tsx';
import { Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useSelection } from '../../shell/selection.ts';
import { AuthorisationForm } from '../scope/AuthorisationForm.tsx';
import { coversNow } from './authorisation.ts';
import { ChooseFile } from './ChooseFile.tsx';
import { CollectionJob } from './CollectionJob.tsx';
import { ContextTable } from './ContextTable.tsx';
import classes from './collect.module.css';

export function LiveCollection() {
  const [file, setFile] = useState<FileRef | null>(null);
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const [consents, setConsents] = useState<ReadonlySet<string>>(new Set());
  const { clusters } = useSelection();
  const authorisations = useQuery(orpc.authorisations.list.queryOptions());
  const jobs = useQuery(orpc.jobs.list.queryOptions());
  const inspect = useMutation({
    mutationFn: (ref: FileRef) => client.collect.inspect({ files: [ref] }),
    onSuccess: (found) => {
      const usable = found.contexts.filter((context) => context.refusal === null);
      const first = usable.find((context) => context.name === found.currentContext) ?? usable[0];
      setNames(new Map(first === undefined ? [] : [[first.name, first.cluster]]));
      setConsents(new Set());
    },
  });
  const start = useMutation({
    mutationFn: () => {
      if (file === null) throw new Error('Choose a kubeconfig first.');
      return client.collect.start({
        files: [file],
        targets: [...names].map(([context, clusterName]) => ({
          context,
          clusterName: clusterName.trim(),
          clusterId: clusters.find((one) => one.name === clusterName.trim())?.id ?? null,
        })),
        allowExec: [...consents],
      });
    },
  });

  const contexts = inspect.data?.contexts ?? [];
  const chosen = contexts.filter((context) => names.has(context.name));
  const plugins = chosen.filter((context) => context.exec !== null);
  const unconsented = plugins.filter(
    (context) => context.exec !== null && !consents.has(context.exec.fingerprint),
  );
  const uncovered = [...names.values()].filter(
    (name) => !coversNow(authorisations.data ?? [], name, new Date()),
  );
  const nameless = [...names.values()].some((name) => name.trim() === '');
  const ready = chosen.length > 0 && unconsented.length === 0 && uncovered.length === 0 && !nameless;
  const collections = (jobs.data ?? []).filter((job) => job.kind === 'collect');

  const toggle = (context: KubeconfigContext) => {
    const next = new Map(names);
    if (!next.delete(context.name)) next.set(context.name, context.cluster);
    setNames(next);
  };

  return (
    <div className={classes.column}>
      <ChooseFile
        purpose="kubeconfig"
        label="Kubeconfig"
        placeholder="/home/you/.kube/config"
        onChosen={(ref) => {
          setFile(ref);
          inspect.mutate(ref);
        }}
      />
      {inspect.isError && <ProblemNote error={inspect.error} />}
      {inspect.data?.warnings.map((warning) => (
        <Band key={warning} tone="amber">
          {warning}
        </Band>
      ))}
      {contexts.length > 0 && (
        <Section
          title="Contexts"
          note="A context is a server together with who signs in to it. Choose those to collect from."
        >
          <ContextTable contexts={contexts} chosen={new Set(names.keys())} onToggle={toggle} />
        </Section>
      )}
      {plugins.length > 0 && (
        <Section
          title="Programs that the kubeconfig wants to run"
          note="To sign in, these start on this computer with your rights, and may contact their cloud. Read the whole command."
        >
          {plugins.map((context) => (
            <Consent
              key={context.name}
              context={context}
              given={context.exec !== null && consents.has(context.exec.fingerprint)}
              onGive={(given) => {
                const next = new Set(consents);
                if (context.exec === null) return;
                if (given) next.add(context.exec.fingerprint);
                else next.delete(context.exec.fingerprint);
                setConsents(next);
              }}
            />
          ))}
        </Section>
      )}
      {chosen.length > 0 && (
        <Section
          title="Names"
          note="What the cluster is called in this engagement and in the report. An existing name adds a snapshot to that cluster."
        >
          {chosen.map((context) => (
            <TextInput
              key={context.name}
              label={context.name}
              value={names.get(context.name) ?? ''}
              maxLength={200}
              maw={420}
              onChange={(event) => setNames(new Map(names).set(context.name, event.currentTarget.value))}
            />
          ))}
        </Section>
      )}
      {chosen.length > 0 && authorisations.data !== undefined && uncovered.length > 0 && (
        <Section
          title="Who allowed this?"
          note={`No authorisation is recorded that covers ${uncovered.join(', ')} now. It is asked before collecting and printed in the report.`}
        >
          <AuthorisationForm clusters={uncovered} />
        </Section>
      )}
      {chosen.length > 0 && (
        <div>
          <Button onClick={() => start.mutate()} loading={start.isPending} disabled={!ready}>
            Collect evidence
          </Button>
        </div>
      )}
      {start.isError && <ProblemNote error={start.error} />}
      {collections.length > 0 && (
        <Section title="Collections">
          {collections.toReversed().map((job) => (
            <CollectionJob key={job.id} jobId={job.id} />
          ))}
        </Section>
      )}
    </div>
  );
}

function Consent({
  context,
  given,
  onGive,
}: {
  readonly context: KubeconfigContext;
  readonly given: boolean;
  readonly onGive: (given: boolean) => void;
}) {
  if (context.exec === null) return null;
  const { command, args, envNames, installHint, fingerprint } = context.exec;
  return (
    <div className={classes.consent}>
      <p className="muted">For {context.name}</p>
      <pre className={classes.command}>
        {[command, ...args].map((part) => JSON.stringify(part)).join(' ')}
      </pre>
      {envNames.length > 0 && <p className="muted">It is given these variables: {envNames.join(', ')}.</p>}
      {installHint !== '' && <p className="muted">The file says: {installHint}</p>}
      <p className="faint small mono">Fingerprint {fingerprint.slice(0, 16)}</p>
      <Checkbox
        label="Allow this program to run"
        checked={given}
        onChange={(event) => onGive(event.currentTarget.checked)}
      />
    </div>
  );
}
