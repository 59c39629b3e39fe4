import { Button } from '@mantine/core';
import { useState } from 'react';
import { commandsThat } from '../../../shared/command-class.ts';
import { CREDENTIAL_CLASSES, type LooksLike } from '../../../shared/evidence.ts';
import type { ReviewSummary } from '../../../shared/evidence-file.ts';
import { agree, count, number } from '../../../shared/in-words.ts';
import { Dotted } from '../../components/Dotted.tsx';
import evidence from '../evidence/evidence.module.css';
import { looksWords } from './looks.ts';
import { placeParts } from './places.ts';
import classes from './review.module.css';

/** Places shown before someone asks for all. */
const SHOWN = 12;

/** Where values were removed and what they looked like; what looked like credentials first. */
export function RemovedValues({ removed }: { readonly removed: ReviewSummary['removed'] }) {
  const [all, setAll] = useState(false);
  if (removed.length === 0) return <p className="muted">No values were removed.</p>;
  const places = byPlace(removed);
  const shown = all ? places : places.slice(0, SHOWN);
  const commands = commandsIn(removed);
  const total = removed.reduce((sum, one) => sum + one.count, 0);
  return (
    <>
      <p>
        <strong>{number(total)}</strong> values in {number(places.length)} places;{' '}
        <strong>{number(credentialsIn(removed))}</strong> looked like credentials.{' '}
        {commands > 0 && (
          <>
            For <strong>{count(commands, 'command')}</strong>, what {agree(commands, 'it does', 'they do')} is
            kept as well.
          </>
        )}
      </p>
      <div className={evidence.scroll}>
        <table className={evidence.table} aria-label="Removed values by place">
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col">Field</th>
              <th scope="col" data-align="end">
                Values
              </th>
              <th scope="col">Apparent type</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ place, own, values }) => (
              <tr key={place}>
                <th scope="row">{placeParts(place).kind}</th>
                <td>
                  <Dotted>{placeParts(place).field}</Dotted>
                </td>
                <td data-align="end">{number(values)}</td>
                <td>
                  <span className={classes.looks}>
                    {own.map((one) => (
                      <span
                        key={one.does ?? one.looksLike}
                        data-credential={CREDENTIAL_CLASSES.has(one.looksLike) || one.does !== undefined}
                      >
                        {one.does === undefined
                          ? looksWords(one.looksLike, one.count)
                          : commandsThat(one.does, one.count)}
                      </span>
                    ))}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {places.length > shown.length && (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
            Show all {number(places.length)} places
          </Button>
        </div>
      )}
    </>
  );
}

type Removed = ReviewSummary['removed'];

const weight = (own: Removed): number => credentialsIn(own) + commandsIn(own);

/** Commands of one class in one line, whatever they looked like. */
function summed(own: Removed): Removed {
  return [...Map.groupBy(own, ({ looksLike, does }) => does ?? looksLike).values()].flatMap(
    ([first, ...rest]) =>
      first === undefined ? [] : { ...first, count: rest.reduce((sum, one) => sum + one.count, first.count) },
  );
}

/** Places with most of what looked like credentials, or of which more is kept, first; then those with most values. */
function byPlace(removed: Removed) {
  const places = new Map<string, Removed>();
  for (const one of removed) places.set(one.place, [...(places.get(one.place) ?? []), one]);
  return [...places]
    .map(([place, own]) => ({
      place,
      own: summed(own).toSorted((a, b) => credentialsFirst(a.looksLike, b.looksLike) || b.count - a.count),
      values: own.reduce((sum, one) => sum + one.count, 0),
    }))
    .toSorted((a, b) => weight(b.own) - weight(a.own) || b.values - a.values);
}

const commandsIn = (removed: Removed): number =>
  removed.reduce((sum, one) => sum + (one.does === undefined ? 0 : one.count), 0);

const credentialsIn = (removed: Removed): number =>
  removed.reduce((sum, one) => sum + (CREDENTIAL_CLASSES.has(one.looksLike) ? one.count : 0), 0);

const credentialsFirst = (a: LooksLike, b: LooksLike): number =>
  Number(CREDENTIAL_CLASSES.has(b)) - Number(CREDENTIAL_CLASSES.has(a));
