import { useState } from 'react';
import { compare } from '../../../shared/compare.ts';
import { isMissing, type KindOutcome, kindName } from '../../../shared/evidence.ts';
import { number } from '../../../shared/in-words.ts';
import { Dotted } from '../../components/Dotted.tsx';
import { Hash } from '../../components/Hash.tsx';
import { byteSize } from '../../format.ts';
import classes from './evidence.module.css';
import { KIND_STATUS_WORDS, kindStatusRank, someNamespaces } from './kind-words.ts';

type By = 'status' | 'kind' | 'objects' | 'bytes';

const COMPARE: Record<By, (a: KindOutcome, b: KindOutcome) => number> = {
  status: (a, b) => kindStatusRank(a.status) - kindStatusRank(b.status),
  kind: (a, b) => compare(kindName(a.resource), kindName(b.resource)),
  objects: (a, b) => b.objects - a.objects,
  bytes: (a, b) => b.bytes - a.bytes,
};

const HEADS: readonly (readonly [By, string, 'start' | 'end'])[] = [
  ['kind', 'Kind', 'start'],
  ['status', 'Result', 'start'],
  ['objects', 'Objects', 'end'],
  ['bytes', 'Size', 'end'],
];

/** Every kind and how it ended; what is missing first. */
export function KindsTable({
  kinds,
  onOpen,
}: {
  readonly kinds: readonly KindOutcome[];
  /** Makes the kinds that hold something lead to their objects. */
  readonly onOpen?: (kind: KindOutcome) => void;
}) {
  const [by, setBy] = useState<By>('status');
  const rows = kinds.toSorted((a, b) => COMPARE[by](a, b) || COMPARE.kind(a, b));
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label="Kinds">
        <thead>
          <tr>
            {HEADS.map(([id, words, align]) => (
              <th
                key={id}
                scope="col"
                data-align={align}
                aria-sort={by === id ? (align === 'end' ? 'descending' : 'ascending') : undefined}
              >
                <button type="button" className={classes.sort} onClick={() => setBy(id)}>
                  {words}
                  <span aria-hidden="true">{by === id ? (align === 'end' ? ' ↓' : ' ↑') : ''}</span>
                </button>
              </th>
            ))}
            <th scope="col">Details</th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((kind) => (
            <tr
              key={`${kind.resource.group}/${kind.resource.version}/${kind.resource.resource}`}
              className={classes.row}
              data-missing={isMissing(kind)}
            >
              <th scope="row">
                {onOpen !== undefined && kind.objects > 0 ? (
                  <button type="button" className={classes.link} onClick={() => onOpen(kind)}>
                    <Dotted>{kindName(kind.resource)}</Dotted>
                  </button>
                ) : (
                  <Dotted>{kindName(kind.resource)}</Dotted>
                )}
              </th>
              <td>
                <span className={classes.status}>
                  <span className={classes.swatch} data-fill={fillOf(kind)} aria-hidden="true" />
                  {KIND_STATUS_WORDS[kind.status]}
                </span>
              </td>
              <td data-align="end">{number(kind.objects)}</td>
              <td data-align="end">{byteSize(kind.bytes)}</td>
              <td className="muted">
                {[kind.message, kind.message === '' ? someNamespaces(kind.refusedNamespaces) : '']
                  .filter(Boolean)
                  .join(' ')}
              </td>
              <td className={classes.nowrap}>
                {kind.sha256 !== '' && <Hash sha256={kind.sha256} of={kindName(kind.resource)} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function fillOf(kind: KindOutcome): 'whole' | 'empty' | 'hatched' {
  if (isMissing(kind)) return 'hatched';
  return kind.status === 'collected' ? 'whole' : 'empty';
}
