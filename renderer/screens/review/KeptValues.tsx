import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReviewSummary } from '../../../shared/evidence-file.ts';
import { number } from '../../../shared/in-words.ts';
import { Dotted } from '../../components/Dotted.tsx';
import evidence from '../evidence/evidence.module.css';
import type { ObjectStart } from '../evidence/ObjectBrowser.tsx';
import { fieldName, placeParts } from './places.ts';

/** Places shown before someone asks for all. */
const SHOWN = 12;

/** Where values were kept that might be worth a look, each with the way to its objects. */
export function KeptValues({
  kept,
  onShow,
}: {
  readonly kept: ReviewSummary['kept'];
  readonly onShow: (objects: ObjectStart) => void;
}) {
  const [all, setAll] = useState(false);
  if (kept.length === 0) return <p className="muted">No such values.</p>;
  const shown = all ? kept : kept.slice(0, SHOWN);
  return (
    <>
      <div className={evidence.scroll}>
        <table className={evidence.table} aria-label="Kept values by place">
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col">Field</th>
              <th scope="col" data-align="end">
                Values
              </th>
              <th scope="col">
                <span className="visually-hidden">Its objects</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ place, count: values }) => {
              const { kind, field } = placeParts(place);
              return (
                <tr key={place}>
                  <th scope="row">{kind}</th>
                  <td>
                    <Dotted>{field}</Dotted>
                  </td>
                  <td data-align="end">{number(values)}</td>
                  <td>
                    <button
                      type="button"
                      className={evidence.link}
                      onClick={() => onShow({ kind, field: fieldName(field) })}
                    >
                      Show the {kind} objects
                    </button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {kept.length > shown.length && (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
            Show all {number(kept.length)} places
          </Button>
        </div>
      )}
    </>
  );
}
