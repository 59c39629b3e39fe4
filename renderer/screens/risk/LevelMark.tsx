import { LEVELS, type Level } from '../../../shared/risk.ts';
import { LEVEL_WORDS } from './levels.ts';
import classes from './risk.module.css';

/** A level of risk by filled steps and its word. */
export function LevelMark({ level }: { readonly level: Level }) {
  const steps = LEVELS.indexOf(level) + 1;
  return (
    <span className={classes.level} data-level={level}>
      <svg viewBox="0 0 24 12" width="24" height="12" aria-hidden="true">
        {LEVELS.map((each, index) => (
          <rect
            key={each}
            x={index * 5 + 0.5}
            y={8.5 - index * 2}
            width="3"
            height={3 + index * 2}
            fill={index < steps ? 'currentColor' : 'none'}
            stroke="currentColor"
            strokeWidth="0.75"
          />
        ))}
      </svg>
      <span>{LEVEL_WORDS[level]}</span>
    </span>
  );
}
