/** From kubeconfigs to running collections, in steps from top to bottom; each says how it stands. */
import { Button } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { count, number } from '../../../shared/in-words.ts';
import type { KubeconfigContext } from '../../../shared/kubeconfig.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { Caution } from '../../components/Caution.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { date } from '../../format.ts';
import { useSelection } from '../../shell/selection.ts';
import { useValue } from '../../shell/value.ts';
import { AuthorisationForm } from '../scope/AuthorisationForm.tsx';
import { AccessChecks } from './AccessChecks.tsx';
import { seesAll } from './access.ts';
import { coveringNow } from './authorisation.ts';
import { Collections } from './Collections.tsx';
import { ContextTable } from './ContextTable.tsx';
import { checkAccess } from './check-access.ts';
import classes from './collect.module.css';
import { type CollectDraft, collectDraft, contextToComplete, dropContext, nameContext } from './draft.ts';
import { useFileOfContext, useReadableFiles } from './file-of-context.ts';
import { useFirstChoice } from './first-choice.ts';
import { KubeconfigFiles } from './KubeconfigFiles.tsx';
import { defaultName, nameProblem, sameName } from './names.ts';
import { Options, optionWords } from './Options.tsx';
import { ResumeBand } from './ResumeBand.tsx';
import { SignInProgram } from './SignInProgram.tsx';
import { Step } from './Step.tsx';
import { usePrograms } from './usePrograms.ts';

export function LiveCollection() {
  const draft = useValue(collectDraft);
  const { clusters, snapshots } = useSelection();
  const files = useReadableFiles(draft.files);
  const refs = files.map(({ ref }) => ref);
  const inspection = useQuery({
    ...orpc.collect.inspect.queryOptions({ input: { files: refs } }),
    enabled: refs.length > 0,
    placeholderData: keepPreviousData,
  });
  const contexts = refs.length === 0 ? [] : (inspection.data?.contexts ?? []);
  const fileOf = useFileOfContext(files);
  const authorisations = useQuery(orpc.authorisations.list.queryOptions());
  const jobs = useQuery(orpc.jobs.list.queryOptions());

  const chosen = contexts.filter((context) => draft.names.has(context.name));
  const programs = usePrograms(chosen, draft.consents);
  const names = chosen.map(({ name }) => (draft.names.get(name) ?? '').trim());
  const chosenNames = new Map(chosen.map(({ name }) => [name, draft.names.get(name) ?? '']));
  const covering = names.map((name) => coveringNow(authorisations.data ?? [], name));
  const uncovered = names.filter((name, index) => name !== '' && covering[index] === null);

  useFirstChoice(draft, inspection.isPlaceholderData ? [] : contexts, inspection.data?.currentContext ?? '');

  const named = chosen.length > 0 && chosen.every(({ name }) => nameProblem(name, chosenNames) === null);
  const consented = named && programs.every(({ consent }) => consent !== 'none');
  const allowed = consented && authorisations.data !== undefined && uncovered.length === 0;
  const allowExec = programs
    .filter(({ consent }) => consent !== 'none')
    .map(({ program }) => program.fingerprint);
  const options = {
    allowExec,
    extraCa: draft.extraCa?.ref ?? null,
    namespaces: [...draft.namespaces],
  };

  const start = useMutation({
    mutationFn: () =>
      client.collect.start({
        files: refs,
        targets: chosen.map(({ name }) => {
          const clusterName = (draft.names.get(name) ?? '').trim();
          const resumed = draft.resume !== null && contextToComplete(draft.resume, contexts) === name;
          return {
            context: name,
            clusterName,
            clusterId: clusters.find((one) => sameName(one.name, clusterName))?.id ?? null,
            resume: resumed ? (draft.resume?.snapshotId ?? null) : null,
          };
        }),
        ...options,
        limitMinutes: draft.limitMinutes,
      }),
    onSuccess: async () => {
      collectDraft.change((old) => ({ ...old, resume: null }));
      // What was agreed to is remembered from now on.
      await queryClient.invalidateQueries({ queryKey: orpc.collect.consents.key() });
    },
  });

  const toggle = (context: KubeconfigContext) => {
    if (draft.names.has(context.name)) dropContext(context.name);
    else nameContext(context.name, defaultName(context, chosenNames, snapshots));
  };
  const check = (which: readonly string[]) => {
    for (const context of which) {
      void checkAccess({
        files: refs,
        context,
        clusterName: (draft.names.get(context) ?? '').trim(),
        ...options,
      });
    }
  };
  const checks = chosen.map(({ name }) => draft.checks.get(name));
  const checked = chosen.length > 0 && checks.every((one) => one?.status === 'answered');
  const asking = checks.some((one) => one?.status === 'asking');
  const lacking = checks.some((one) => one?.status === 'answered' && !seesAll(one.preflight));
  const collections = (jobs.data ?? []).filter((job) => job.kind === 'collect').toReversed();

  return (
    <div className={classes.column}>
      {draft.resume !== null && <ResumeBand draft={draft} contexts={contexts} />}
      <Step
        number={1}
        title="Kubeconfigs"
        state={contexts.length > 0 ? 'done' : 'open'}
        outcome={
          contexts.length > 0 && `${count(contexts.length, 'context')} in ${count(files.length, 'file')}`
        }
      >
        <KubeconfigFiles files={draft.files} typedPath={draft.typedPath} />
        {inspection.isError && files.length > 1 && <ProblemNote error={inspection.error} />}
        {contexts.length > 0 &&
          inspection.data?.warnings.map((warning) => (
            <Caution key={warning} tone="caution">
              {warning}
            </Caution>
          ))}
        {inspection.isSuccess && refs.length > 0 && contexts.length === 0 && (
          <p className="muted">There is no context in it.</p>
        )}
      </Step>
      <Step
        number={2}
        title="Clusters"
        state={contexts.length === 0 ? 'later' : named ? 'done' : 'open'}
        outcome={chosen.length > 0 && names.join(', ')}
        note="A context is a server together with who signs in to it. Choose those to collect from; several run at once."
      >
        <ContextTable
          contexts={contexts}
          names={chosenNames}
          snapshots={snapshots}
          fileOf={draft.files.length > 1 ? fileOf : null}
          onToggle={toggle}
        />
      </Step>
      <Step
        number={3}
        title="Sign-in programs"
        state={!named ? 'later' : consented ? 'done' : 'open'}
        outcome={
          named && (programs.length === 0 ? 'None. Nothing is run to sign in.' : consented && 'Allowed')
        }
        note={
          programs.length > 0 &&
          'To sign in, these programs start on the computer where Drydock runs, with your rights: they can read your files and contact their cloud. Read the whole command.'
        }
      >
        {programs.map(({ program, contexts: of, consent }) => (
          <SignInProgram
            key={program.fingerprint}
            program={program}
            contexts={of}
            consent={consent}
            onConsent={(given) => consentTo(program.fingerprint, given)}
          />
        ))}
      </Step>
      <Step
        number={4}
        title="Who allowed this?"
        state={!consented ? 'later' : allowed ? 'done' : 'open'}
        outcome={consented && allowed && allowedWords(covering)}
        note={
          uncovered.length > 0 &&
          `No authorisation is recorded that covers ${uncovered.join(', ')} now. It is asked before anything is asked of the cluster, and printed in the report.`
        }
      >
        {consented && authorisations.data !== undefined && uncovered.length > 0 && (
          <AuthorisationForm key={uncovered.join('\n')} clusters={uncovered} />
        )}
      </Step>
      <Step
        number={5}
        title="Options"
        state={allowed ? 'done' : 'later'}
        outcome={allowed && optionWords(draft)}
      >
        <Options draft={draft} />
      </Step>
      <Step
        number={6}
        title="Access"
        state={!allowed ? 'later' : checked ? 'done' : 'open'}
        outcome={checked && (lacking ? 'Some kinds cannot be read' : 'Everything can be read')}
        note={
          !checked &&
          'Asks each cluster what this account may list, before anything is listed, and says which controls would be unknown.'
        }
      >
        <AccessChecks draft={draft} chosen={chosen} onCheck={check} />
      </Step>
      <Step
        number={7}
        title="Collect"
        state={allowed || collections.length > 0 ? 'open' : 'later'}
        outcome={
          collections.length > 0 &&
          runningWords(collections.filter(({ status }) => status === 'running').length)
        }
      >
        {allowed && (
          <div className={classes.buttons}>
            <Button
              variant={checked ? 'filled' : 'default'}
              onClick={() => start.mutate()}
              loading={start.isPending}
              disabled={asking}
            >
              {startWords(draft, checked, lacking)}
            </Button>
            {lacking && (
              <Button variant="default" onClick={showAsk}>
                Ask for access first
              </Button>
            )}
          </div>
        )}
        {start.isError && <ProblemNote error={start.error} />}
        <Collections jobs={collections} />
      </Step>
    </div>
  );
}

function startWords(draft: CollectDraft, checked: boolean, lacking: boolean): string {
  if (draft.resume !== null) return 'Complete the collection';
  if (!checked) return 'Collect without checking';
  return lacking ? 'Collect what can be seen' : 'Collect evidence';
}

const runningWords = (running: number): string =>
  running === 0 ? '' : running === 1 ? 'One is running' : `${number(running)} are running`;

function allowedWords(covering: readonly ReturnType<typeof coveringNow>[]): string {
  const by = [...new Set(covering.flatMap((record) => record?.grantedBy ?? []))];
  const until = covering.flatMap((record) => record?.validUntil ?? []).toSorted()[0];
  return `Allowed by ${by.join(' and ')}${until === undefined ? '' : ` until ${date(until)}`}`;
}

function consentTo(fingerprint: string, given: boolean): void {
  collectDraft.change((draft) => {
    const consents = new Set(draft.consents);
    if (given) consents.add(fingerprint);
    else consents.delete(fingerprint);
    return { ...draft, consents };
  });
}

function showAsk(): void {
  const section = document.querySelector<HTMLElement>('[data-ask]');
  section?.closest('details')?.setAttribute('open', '');
  section?.scrollIntoView({ block: 'start' });
  section?.focus();
}
