/** The assessor's decision: take the proposal as it is, or move it and say why. */
import { Button, Select } from '@mantine/core';
import { z } from 'zod';
import { requiredFault } from '../../../shared/form-rules.ts';
import { Rank, riskLevel, type ScenarioView } from '../../../shared/risk.ts';
import { useFormDraft } from '../../autosave/useFormDraft.ts';
import { useSubmit } from '../../autosave/useSubmit.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { plainWords } from '../../components/ConflictBand.tsx';
import { FormKept } from '../../components/FormKept.tsx';
import { AreaField } from '../../components/fields/AreaField.tsx';
import { LineField } from '../../components/fields/LineField.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { LevelMark } from './LevelMark.tsx';
import { type Bands, impactBand, keyOf, likelihoodBin, RANK_WORDS, RANKS } from './levels.ts';
import classes from './ScenarioInspector.module.css';

interface RateFormProps {
  readonly view: ScenarioView;
  readonly bands: Bands;
}

interface RatingInput {
  readonly likelihood: number;
  readonly impact: number;
  readonly reason: string;
  readonly businessArea: string;
}

const SHAPE = { likelihood: Rank, impact: Rank, reason: z.string(), businessArea: z.string() };

export function RateForm({ view, bands }: RateFormProps) {
  const { proposal, rating } = view;
  const form = useFormDraft<RatingInput>({
    key: `rating ${view.meta.id} ${view.clusterId}`,
    title: view.meta.title,
    address: `/step/scenarios?scenario=${encodeURIComponent(keyOf(view))}`,
    initial: {
      likelihood: view.likelihood,
      impact: view.impact,
      reason: rating?.reason ?? '',
      businessArea: rating?.businessArea ?? '',
    },
    shape: SHAPE,
    changesStored: true,
  });
  const { likelihood, impact, reason } = form.values;
  const rate = async (fields: RatingInput, earlier: ScenarioView | null, decision: 'accepted' | 'moved') => {
    const ranks = decision === 'accepted' ? proposal : fields;
    try {
      return await client.risk.rate({
        scenarioId: view.meta.id,
        clusterId: view.clusterId,
        baseRevision: (earlier ?? view).rating?.revision ?? 0,
        decision,
        likelihood: ranks.likelihood,
        impact: ranks.impact,
        reason: fields.reason.trim(),
        businessArea: fields.businessArea.trim(),
      });
    } finally {
      // Also after a refusal: what someone else stored is shown then.
      await queryClient.invalidateQueries({ queryKey: orpc.risk.key() });
    }
  };
  const accept = useSubmit<RatingInput, ScenarioView>(form, {
    ready: () => true,
    send: (fields, earlier) => rate(fields, earlier, 'accepted'),
  });
  const move = useSubmit<RatingInput, ScenarioView>(form, {
    ready: (fields) => fields.reason.trim() !== '',
    send: (fields, earlier) => rate(fields, earlier, 'moved'),
  });
  const isPending = accept.isPending || move.isPending;
  const error = accept.error ?? move.error;
  const moved = likelihood !== proposal.likelihood || impact !== proposal.impact;
  return (
    <form className={classes.form} onSubmit={moved ? move.onSubmit : accept.onSubmit}>
      <Select
        label="Likelihood within 12 months"
        data={RANKS.map((rank) => ({
          value: String(rank),
          label: `${rank}, ${RANK_WORDS[rank - 1]}: ${likelihoodBin(rank)}`,
        }))}
        value={String(likelihood)}
        allowDeselect={false}
        onChange={(value) => value !== null && form.set({ likelihood: Number(value) })}
      />
      <Select
        label="Impact"
        data={RANKS.map((rank) => ({
          value: String(rank),
          label: `${rank}, ${RANK_WORDS[rank - 1]}: ${impactBand(bands, rank)}`,
        }))}
        value={String(impact)}
        allowDeselect={false}
        onChange={(value) => value !== null && form.set({ impact: Number(value) })}
      />
      <p>
        Risk: <LevelMark level={riskLevel(likelihood, impact)} />
        {moved && <span className="muted"> instead of the proposal</span>}
      </p>
      <LineField
        label="Business area"
        description="The part of the business that would be affected."
        field={form.field('businessArea')}
        maxLength={500}
      />
      <AreaField
        label="Reason"
        description={
          moved ? 'Required to adjust the proposal. The report prints it.' : 'The report prints it.'
        }
        field={form.field('reason')}
        maxLength={20_000}
        minRows={2}
        required={moved}
        error={moved ? requiredFault(reason, 'Enter the reason for adjusting the proposal.') : null}
      />
      <FormKept
        form={form}
        then="It takes effect when you accept or adjust the proposal."
        record="The rating"
        words={(field, value) => {
          if (field === 'likelihood') return `Likelihood ${String(value)}`;
          return field === 'impact' ? `Impact ${String(value)}` : plainWords(field, value);
        }}
      />
      {error !== null && <ProblemNote error={error} />}
      <div className={classes.buttons}>
        <Button
          type={moved ? 'button' : 'submit'}
          variant={moved ? 'default' : 'filled'}
          loading={accept.isPending}
          disabled={isPending}
          onClick={moved ? accept.now : undefined}
        >
          Accept the proposal
        </Button>
        <Button
          type={moved ? 'submit' : 'button'}
          variant={moved ? 'filled' : 'default'}
          disabled={!moved || !move.ready || isPending}
          loading={move.isPending}
        >
          Adjust the proposal
        </Button>
      </div>
    </form>
  );
}
