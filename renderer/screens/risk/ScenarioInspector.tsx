/** One scenario: what it says, what drives it, what the machine proposes and what the assessor decided. */
import type { ScenarioView } from '../../../shared/risk.ts';
import { Band } from '../../components/Band.tsx';
import { Inspector, InspectorSection } from '../../components/Inspector.tsx';
import { dateTime } from '../../format.ts';
import { Drivers } from './Drivers.tsx';
import { LevelMark } from './LevelMark.tsx';
import { type Bands, CONFIDENCE_WORDS, impactBand, likelihoodBin } from './levels.ts';
import { RateForm } from './RateForm.tsx';
import classes from './ScenarioInspector.module.css';

interface ScenarioInspectorProps {
  readonly view: ScenarioView;
  readonly bands: Bands;
  readonly onClose: () => void;
}

export function ScenarioInspector({ view, bands, onClose }: ScenarioInspectorProps) {
  const { meta, proposal, rating } = view;
  return (
    <Inspector title={meta.title} label="Scenario" onClose={onClose} initialWidth={480}>
      <div className={classes.head}>
        <p className={classes.statement}>{meta.statement}</p>
        <p className="muted">{meta.explanation}</p>
        {!view.confirmed && (
          <Band tone="amber" title="Not confirmed">
            {rating === null
              ? 'This rating is a proposal by Drydock. Accept it, or adjust it with a reason.'
              : 'The proposal has changed since the rating. Review the rating.'}
          </Band>
        )}
      </div>
      <InspectorSection title="Proposal and rating">
        <dl className={classes.sides}>
          <Side
            title="Proposal by Drydock"
            level={proposal.level}
            likelihood={proposal.likelihood}
            impact={proposal.impact}
            bands={bands}
          />
          {rating !== null && (
            <Side
              title={rating.decision === 'accepted' ? 'Accepted by the assessor' : 'Adjusted by the assessor'}
              level={view.level}
              likelihood={rating.likelihood}
              impact={rating.impact}
              bands={bands}
            />
          )}
        </dl>
        {rating !== null && (
          <p>
            {rating.reason}{' '}
            <span className="faint small">
              {[rating.businessArea, rating.author, dateTime(rating.at)]
                .filter((part) => part !== '')
                .join(' · ')}
            </span>
          </p>
        )}
      </InspectorSection>
      <InspectorSection title="Confidence">
        <p>
          <strong>{CONFIDENCE_WORDS[proposal.confidence]}.</strong> {proposal.confidenceReason}{' '}
          <span className="muted">It never changes the level.</span>
        </p>
      </InspectorSection>
      <InspectorSection title="Your rating">
        <RateForm view={view} bands={bands} />
      </InspectorSection>
      <InspectorSection title="Drivers of the proposal">
        <Drivers proposal={proposal} />
      </InspectorSection>
      <Words title="Starting point of the attacker" words={meta.footholds} />
      <Words title="Goal of the attacker" words={meta.jewels} />
      <Words title="How to reduce the risk" words={meta.mitigations} />
    </Inspector>
  );
}

function Side({
  title,
  level,
  likelihood,
  impact,
  bands,
}: {
  readonly title: string;
  readonly level: ScenarioView['level'];
  readonly likelihood: number;
  readonly impact: number;
  readonly bands: Bands;
}) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <LevelMark level={level} />
        <p className="small">
          Likelihood {likelihood}: {likelihoodBin(likelihood)}
          <br />
          Impact {impact}: {impactBand(bands, impact)}
        </p>
      </dd>
    </div>
  );
}

function Words({ title, words }: { readonly title: string; readonly words: readonly string[] }) {
  if (words.length === 0) return null;
  return (
    <InspectorSection title={title}>
      <ul className={classes.words}>
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
    </InspectorSection>
  );
}
