/** Likelihood against impact, five by five. Cells carry their level's word, scenarios their number of the list. */
import { useRef } from 'react';
import { type Level, riskLevel, type ScenarioView } from '../../../shared/risk.ts';
import { useWidth } from '../../components/useWidth.ts';
import { type Bands, impactBand, keyOf, LEVEL_WORDS, likelihoodBin, RANKS } from './levels.ts';
import classes from './risk.module.css';

/** Cells shrink with the room there is, their words do not. Below the least width the whole drawing is scaled. */
const [NARROWEST, WIDEST] = [56, 124];
const LEFT = 104;
const TOP = 8;
const BELOW = 56;
const DOT = 19;
const LINE = 15;
/** A letter of a band at the drawing's size, on average. */
const LETTER = 6.5;

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
  const frame = useRef<HTMLDivElement>(null);
  const room = ((useWidth(frame) ?? Number.POSITIVE_INFINITY) - LEFT - 8) / 5;
  const cellWidth = Math.min(Math.max(room, NARROWEST), WIDEST);
  const dotsARow = Math.floor((cellWidth - 6) / DOT);
  const bandLines = RANKS.map((impact) => linesOf(impactBand(bands, impact), cellWidth));
  const below = BELOW + LINE * (Math.max(...bandLines.map(({ length }) => length)) - 1);
  const fullest = Math.max(...[...placed.values()].map((own) => own.length));
  const cellHeight = 22 + DOT * Math.max(2, Math.ceil(fullest / dotsARow));
  const bottom = TOP + 5 * cellHeight;
  /** The most likely row is on top. */
  const rowY = (likelihood: number) => TOP + (5 - likelihood) * cellHeight;
  return (
    <div ref={frame}>
      <svg
        className={classes.matrix}
        viewBox={`0 0 ${LEFT + 5 * cellWidth + 8} ${bottom + below}`}
        style={{ maxWidth: LEFT + 5 * cellWidth + 8 }}
        role="img"
        aria-label={`Likelihood and impact of ${views.length} scenarios for ${clusterName}. The list beside it gives the same information as text.`}
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
                x={LEFT + (impact - 1) * cellWidth}
                y={rowY(likelihood)}
                width={cellWidth}
                height={cellHeight}
                dotsARow={dotsARow}
                level={riskLevel(likelihood, impact)}
                scenarios={placed.get(`${likelihood} ${impact}`) ?? []}
                openKey={openKey}
              />
            ))}
          </g>
        ))}
        {RANKS.map((impact) => (
          <g key={impact} transform={`translate(${LEFT + (impact - 0.5) * cellWidth} ${bottom})`}>
            <text y="16" textAnchor="middle" className={classes.rank}>
              {impact}
            </text>
            {bandLines[impact - 1]?.map((line, index) => (
              <text key={line} y={30 + LINE * index} textAnchor="middle">
                {line}
              </text>
            ))}
          </g>
        ))}
        <text x={LEFT + 2.5 * cellWidth} y={bottom + below - 4} textAnchor="middle" className={classes.axis}>
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
    </div>
  );
}

/** A band in as few lines as the cell is wide for: “EUR 50k”, “to 250k”. */
function linesOf(band: string, cellWidth: number): readonly string[] {
  const parts = band.split(/ (?=to )/);
  return band.length * LETTER > cellWidth - 4 && parts.length > 1 ? parts : [band];
}

function Cell({
  x,
  y,
  width,
  height,
  dotsARow,
  level,
  scenarios,
  openKey,
}: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly dotsARow: number;
  readonly level: Level;
  readonly scenarios: readonly { readonly view: ScenarioView; readonly number: number }[];
  readonly openKey: string | null;
}) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width={width} height={height} className={classes.cell} data-level={level} />
      <text x="5" y="12" className={classes.cellWord}>
        {LEVEL_WORDS[level]}
      </text>
      {scenarios.map(({ view, number }, index) => (
        <g
          key={keyOf(view)}
          className={classes.dot}
          data-confirmed={view.confirmed}
          data-open={keyOf(view) === openKey}
          transform={`translate(${12 + (index % dotsARow) * DOT} ${27 + Math.floor(index / dotsARow) * DOT})`}
        >
          <circle r="8.5" />
          <text y="4" textAnchor="middle">
            {number}
          </text>
        </g>
      ))}
    </g>
  );
}
