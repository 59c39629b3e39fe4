/** Likelihood against impact, five by five. Cells carry their level's word, scenarios their number of the list. */
import { type Level, riskLevel, type ScenarioView } from '../../../shared/risk.ts';
import { type Bands, impactBand, keyOf, LEVEL_WORDS, likelihoodBin, RANKS } from './levels.ts';
import classes from './risk.module.css';

const CELL_WIDTH = 108;
const LEFT = 96;
const TOP = 8;
const WIDTH = LEFT + 5 * CELL_WIDTH + 8;
const BELOW = 52;
const DOTS_A_ROW = 6;
const DOT = 17;

interface RiskMatrixProps {
  readonly views: readonly ScenarioView[];
  readonly bands: Bands;
  readonly clusterName: string;
  readonly openKey: string | null;
}

export function RiskMatrix({ views, bands, clusterName, openKey }: RiskMatrixProps) {
  const placed = Map.groupBy(
    views.map((view, index) => ({ view, number: index + 1 })),
    ({ view }) => `${view.likelihood} ${view.impact}`,
  );
  const fullest = Math.max(...[...placed.values()].map((own) => own.length));
  const cellHeight = 20 + DOT * Math.max(2, Math.ceil(fullest / DOTS_A_ROW));
  const bottom = TOP + 5 * cellHeight;
  /** The most likely row is on top. */
  const rowY = (likelihood: number) => TOP + (5 - likelihood) * cellHeight;
  return (
    <svg
      className={classes.matrix}
      viewBox={`0 0 ${WIDTH} ${bottom + BELOW}`}
      role="img"
      aria-label={`Likelihood and impact of ${views.length} scenarios for ${clusterName}. The list beside it says the same in words.`}
    >
      {RANKS.map((likelihood) => (
        <g key={likelihood}>
          <text
            x={LEFT - 12}
            y={rowY(likelihood) + cellHeight / 2 - 3}
            textAnchor="end"
            className={classes.rank}
          >
            {likelihood}
          </text>
          <text x={LEFT - 12} y={rowY(likelihood) + cellHeight / 2 + 12} textAnchor="end">
            {likelihoodBin(likelihood)}
          </text>
          {RANKS.map((impact) => (
            <Cell
              key={impact}
              x={LEFT + (impact - 1) * CELL_WIDTH}
              y={rowY(likelihood)}
              height={cellHeight}
              level={riskLevel(likelihood, impact)}
              scenarios={placed.get(`${likelihood} ${impact}`) ?? []}
              openKey={openKey}
            />
          ))}
        </g>
      ))}
      {RANKS.map((impact) => (
        <g key={impact} transform={`translate(${LEFT + (impact - 0.5) * CELL_WIDTH} ${bottom})`}>
          <text y="16" textAnchor="middle" className={classes.rank}>
            {impact}
          </text>
          <text y="30" textAnchor="middle">
            {impactBand(bands, impact)}
          </text>
        </g>
      ))}
      <text x={LEFT + 2.5 * CELL_WIDTH} y={bottom + BELOW - 4} textAnchor="middle" className={classes.axis}>
        Impact: loss if it happens
      </text>
      <text
        transform={`translate(10 ${TOP + 2.5 * cellHeight}) rotate(-90)`}
        textAnchor="middle"
        className={classes.axis}
      >
        Likelihood within 12 months
      </text>
    </svg>
  );
}

function Cell({
  x,
  y,
  height,
  level,
  scenarios,
  openKey,
}: {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly level: Level;
  readonly scenarios: readonly { readonly view: ScenarioView; readonly number: number }[];
  readonly openKey: string | null;
}) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width={CELL_WIDTH} height={height} className={classes.cell} data-level={level} />
      <text x="5" y="12" className={classes.cellWord}>
        {LEVEL_WORDS[level]}
      </text>
      {scenarios.map(({ view, number }, index) => (
        <g
          key={keyOf(view)}
          className={classes.dot}
          data-confirmed={view.confirmed}
          data-open={keyOf(view) === openKey}
          transform={`translate(${12 + (index % DOTS_A_ROW) * DOT} ${25 + Math.floor(index / DOTS_A_ROW) * DOT})`}
        >
          <circle r="8" />
          <text y="3.5" textAnchor="middle">
            {number}
          </text>
        </g>
      ))}
    </g>
  );
}
