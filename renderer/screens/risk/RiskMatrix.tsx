/** Likelihood against impact, five by five. Cells carry their level's word, scenarios their number of the list. */
import { type Level, riskLevel, type ScenarioView } from '../../../shared/risk.ts';
import { type Bands, impactBand, keyOf, LEVEL_WORDS, likelihoodBin, RANKS } from './levels.ts';
import classes from './risk.module.css';

const CELL_WIDTH = 108;
const CELL_HEIGHT = 52;
const LEFT = 96;
const TOP = 8;
const WIDTH = LEFT + 5 * CELL_WIDTH + 8;
const HEIGHT = TOP + 5 * CELL_HEIGHT + 52;
const DOTS_A_ROW = 5;

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
  return (
    <svg
      className={classes.matrix}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Likelihood and impact of ${views.length} scenarios for ${clusterName}. The list beside it says the same in words.`}
    >
      {RANKS.map((likelihood) => (
        <g key={likelihood}>
          <text
            x={LEFT - 12}
            y={rowY(likelihood) + CELL_HEIGHT / 2 - 3}
            textAnchor="end"
            className={classes.rank}
          >
            {likelihood}
          </text>
          <text x={LEFT - 12} y={rowY(likelihood) + CELL_HEIGHT / 2 + 12} textAnchor="end">
            {likelihoodBin(likelihood)}
          </text>
          {RANKS.map((impact) => (
            <Cell
              key={impact}
              x={LEFT + (impact - 1) * CELL_WIDTH}
              y={rowY(likelihood)}
              level={riskLevel(likelihood, impact)}
              scenarios={placed.get(`${likelihood} ${impact}`) ?? []}
              openKey={openKey}
            />
          ))}
        </g>
      ))}
      {RANKS.map((impact) => (
        <g
          key={impact}
          transform={`translate(${LEFT + (impact - 0.5) * CELL_WIDTH} ${TOP + 5 * CELL_HEIGHT})`}
        >
          <text y="16" textAnchor="middle" className={classes.rank}>
            {impact}
          </text>
          <text y="30" textAnchor="middle">
            {impactBand(bands, impact)}
          </text>
        </g>
      ))}
      <text x={LEFT + 2.5 * CELL_WIDTH} y={HEIGHT - 4} textAnchor="middle" className={classes.axis}>
        Impact: loss if it happens
      </text>
      <text
        transform={`translate(10 ${TOP + 2.5 * CELL_HEIGHT}) rotate(-90)`}
        textAnchor="middle"
        className={classes.axis}
      >
        Likelihood within 12 months
      </text>
    </svg>
  );
}

/** The most likely row is on top. */
const rowY = (likelihood: number): number => TOP + (5 - likelihood) * CELL_HEIGHT;

function Cell({
  x,
  y,
  level,
  scenarios,
  openKey,
}: {
  readonly x: number;
  readonly y: number;
  readonly level: Level;
  readonly scenarios: readonly { readonly view: ScenarioView; readonly number: number }[];
  readonly openKey: string | null;
}) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width={CELL_WIDTH} height={CELL_HEIGHT} className={classes.cell} data-level={level} />
      <text x="5" y="12" className={classes.cellWord}>
        {LEVEL_WORDS[level]}
      </text>
      {scenarios.map(({ view, number }, index) => (
        <g
          key={keyOf(view)}
          className={classes.dot}
          data-confirmed={view.confirmed}
          data-open={keyOf(view) === openKey}
          transform={`translate(${14 + (index % DOTS_A_ROW) * 20} ${25 + Math.floor(index / DOTS_A_ROW) * 17})`}
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
