/** The columns of a control's objects, alone and beside the inspector. */
import type { Verdict } from '../../../shared/verdict.ts';
import { Dotted } from '../../components/Dotted.tsx';
import { VerdictMark } from '../../components/VerdictMark.tsx';
import type { Column } from '../../components/VirtualTable.tsx';
import { acceptedWords } from '../exceptions/ExceptionMarkNote.tsx';
import classes from './controls.module.css';
import { nameOf } from './verdict-name.ts';

export const COLUMNS: readonly Column<Verdict>[] = [
  {
    id: 'verdict',
    header: 'Verdict',
    width: '8.5rem',
    cell: (row) => <VerdictMark verdict={row.verdict} />,
  },
  {
    id: 'object',
    header: 'Object',
    width: 'minmax(14rem, 1.2fr)',
    wrap: true,
    cell: (row) => (
      <span title={nameOf(row)}>
        <Dotted>{nameOf(row)}</Dotted>
      </span>
    ),
  },
  {
    id: 'path',
    header: 'Path',
    width: 'minmax(10rem, 1fr)',
    cell: (row) => (
      <span className={`${classes.cell} ${classes.mono}`} title={row.path}>
        {row.path}
      </span>
    ),
  },
  {
    id: 'value',
    header: 'Value',
    width: '9rem',
    cell: (row) => (
      <span className={`${classes.cell} ${classes.mono}`} title={row.value}>
        {row.value}
      </span>
    ),
  },
  {
    id: 'message',
    header: 'Observation',
    width: 'minmax(14rem, 1.4fr)',
    wrap: true,
    cell: (row) => <span title={row.message}>{row.message}</span>,
  },
  { id: 'exception', header: 'Accepted', width: '10rem', from: 660, cell: (row) => acceptedWords(row) },
];

const COLUMN = new Map(COLUMNS.map((column) => [column.id, column]));

const resized = (id: string, width: string): readonly Column<Verdict>[] => {
  const column = COLUMN.get(id);
  return column === undefined ? [] : [{ ...column, width }];
};

/** Beside the inspector, which has the rest: the object in full first, the value after its path. */
export const NARROW_COLUMNS: readonly Column<Verdict>[] = [
  {
    id: 'verdict',
    header: 'Verdict',
    width: '4.5rem',
    cell: (row) => <VerdictMark verdict={row.verdict} bare />,
  },
  ...resized('object', 'minmax(15rem, 1.2fr)'),
  ...resized('message', 'minmax(11rem, 1fr)'),
  {
    id: 'path',
    header: 'Path and value',
    width: 'minmax(10rem, 1fr)',
    from: 820,
    cell: (row) => <PathAndValue row={row} />,
  },
  ...resized('exception', '8.5rem'),
];

function PathAndValue({ row: { path, value } }: { readonly row: Verdict }) {
  const text = value === undefined ? path : `${path ?? ''} = ${value}`;
  return (
    <span className={`${classes.cell} ${classes.mono}`} title={text}>
      {text}
    </span>
  );
}
