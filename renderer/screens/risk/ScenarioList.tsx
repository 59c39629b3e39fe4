/** The scenarios of one cluster, numbered as in its matrix. */
import { useEffect, useRef } from 'react';
import type { ScenarioView } from '../../../shared/risk.ts';
import { LevelMark } from './LevelMark.tsx';
import { type Bands, impactBand, keyOf, likelihoodBin } from './levels.ts';
import classes from './risk.module.css';

interface ScenarioListProps {
  readonly views: readonly ScenarioView[];
  readonly bands: Bands;
  readonly cursorKey: string | null;
  readonly onOpen: (view: ScenarioView) => void;
}

export function ScenarioList({ views, bands, cursorKey, onOpen }: ScenarioListProps) {
  return (
    <ol className={classes.list}>
      {views.map((view, index) => (
        <ScenarioItem
          key={keyOf(view)}
          view={view}
          number={index + 1}
          bands={bands}
          current={keyOf(view) === cursorKey}
          onOpen={() => onOpen(view)}
        />
      ))}
    </ol>
  );
}

function ScenarioItem({
  view,
  number,
  bands,
  current,
  onOpen,
}: {
  readonly view: ScenarioView;
  readonly number: number;
  readonly bands: Bands;
  readonly current: boolean;
  readonly onOpen: () => void;
}) {
  const item = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) item.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <li>
      <button
        ref={item}
        type="button"
        className={classes.item}
        data-cursor={current}
        aria-current={current}
        onClick={onOpen}
      >
        <span className={classes.number}>{number}</span>
        <LevelMark level={view.level} />
        <span>
          <span className={classes.title}>{view.meta.title}</span>
          <span className={classes.statement}>{view.meta.statement}</span>
        </span>
        <span className={classes.odds}>
          <span>
            Likelihood {view.likelihood}: {likelihoodBin(view.likelihood)}
          </span>
          <span>
            Impact {view.impact}: {impactBand(bands, view.impact)}
          </span>
          {view.confirmed ? (
            <span>{view.rating?.decision === 'moved' ? 'Adjusted by the assessor' : 'Accepted'}</span>
          ) : (
            <span className={classes.unconfirmed}>Not confirmed</span>
          )}
        </span>
      </button>
    </li>
  );
}
