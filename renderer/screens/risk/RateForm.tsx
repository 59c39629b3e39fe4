/** The assessor's decision: take the proposal as it is, or move it and say why. */
import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { riskLevel, type ScenarioView } from '../../../shared/risk.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import { LevelMark } from './LevelMark.tsx';
import { type Bands, impactBand, likelihoodBin, RANK_WORDS, RANKS } from './levels.ts';
import classes from './ScenarioInspector.module.css';

interface RateFormProps {
  readonly view: ScenarioView;
  readonly bands: Bands;
}

export function RateForm({ view, bands }: RateFormProps) {
  const { proposal, rating } = view;
  const [likelihood, setLikelihood] = useState(view.likelihood);
  const [impact, setImpact] = useState(view.impact);
  const [reason, setReason] = useState(rating?.reason ?? '');
  const [businessArea, setBusinessArea] = useState(rating?.businessArea ?? '');
  const rate = useMutation({
    mutationFn: (decision: 'accepted' | 'moved') =>
      client.risk.rate({
        scenarioId: view.meta.id,
        clusterId: view.clusterId,
        decision,
        likelihood: decision === 'accepted' ? proposal.likelihood : likelihood,
        impact: decision === 'accepted' ? proposal.impact : impact,
        reason: reason.trim(),
        businessArea: businessArea.trim(),
      }),
    onSuccess: async (saved) => {
      setLikelihood(saved.likelihood);
      setImpact(saved.impact);
      await queryClient.invalidateQueries({ queryKey: orpc.risk.key() });
    },
  });
  const moved = likelihood !== proposal.likelihood || impact !== proposal.impact;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!moved) rate.mutate('accepted');
    else if (reason.trim() !== '') rate.mutate('moved');
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <Select
        label="Likelihood within 12 months"
        data={RANKS.map((rank) => ({
          value: String(rank),
          label: `${rank}, ${RANK_WORDS[rank - 1]}: ${likelihoodBin(rank)}`,
        }))}
        value={String(likelihood)}
        allowDeselect={false}
        onChange={(value) => value !== null && setLikelihood(Number(value))}
      />
      <Select
        label="Impact"
        data={RANKS.map((rank) => ({
          value: String(rank),
          label: `${rank}, ${RANK_WORDS[rank - 1]}: ${impactBand(bands, rank)}`,
        }))}
        value={String(impact)}
        allowDeselect={false}
        onChange={(value) => value !== null && setImpact(Number(value))}
      />
      <p>
        Risk: <LevelMark level={riskLevel(likelihood, impact)} />
        {moved && <span className="muted"> instead of the proposal</span>}
      </p>
      <TextInput
        label="Business area"
        description="What part of the business would be hit."
        value={businessArea}
        maxLength={500}
        onChange={(event) => setBusinessArea(event.currentTarget.value)}
      />
      <Textarea
        label="Reason"
        description={moved ? 'Needed to move the proposal. It reaches the report.' : 'It reaches the report.'}
        value={reason}
        maxLength={20_000}
        autosize
        minRows={2}
        required={moved}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {rate.isError && <ProblemNote error={rate.error} />}
      <div className={classes.buttons}>
        <Button
          type={moved ? 'button' : 'submit'}
          variant={moved ? 'default' : 'filled'}
          loading={rate.isPending && rate.variables === 'accepted'}
          onClick={moved ? () => rate.mutate('accepted') : undefined}
        >
          Accept the proposal
        </Button>
        <Button
          type={moved ? 'submit' : 'button'}
          variant={moved ? 'filled' : 'default'}
          disabled={!moved || reason.trim() === ''}
          loading={rate.isPending && rate.variables === 'moved'}
        >
          Move
        </Button>
      </div>
    </form>
  );
}
