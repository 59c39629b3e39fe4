/** A table of any length: only the rows in view exist. The cursor is the caller's, so that an inspector can follow it. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { number } from '../../shared/in-words.ts';
import type { ListCursor } from '../keyboard/useListCursor.ts';
import { useWidth } from './useWidth.ts';
import classes from './VirtualTable.module.css';

export interface Column<Row> {
  readonly id: string;
  readonly header: ReactNode;
  /** A CSS grid track: `8rem`, `minmax(12rem, 1fr)`. */
  readonly width: string;
  readonly align?: 'start' | 'end';
  /** Leave the column out while the table is narrower than this, in CSS px. Its value must stand elsewhere too. */
  readonly from?: number;
  /** Long words take up to four lines, and their row grows; without it they are cut. */
  readonly wrap?: boolean;
  readonly cell: (row: Row, index: number) => ReactNode;
  /** Makes the header a button. */
  readonly onSort?: () => void;
  readonly sorted?: 'ascending' | 'descending' | undefined;
}

interface VirtualTableProps<Row> {
  /** Names the table for those who cannot see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly total: number;
  /** undefined while its window is on the way. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly rowKey?: (row: Row, index: number) => string;
  /** Tells which rows are in view, so that their windows can be asked for. */
  readonly onRange?: (first: number, last: number) => void;
  readonly cursor: ListCursor;
  /** A click moves the cursor and calls this. */
  readonly onOpen?: (index: number) => void;
  /** Marks chosen rows, for actions on several. */
  readonly isChosen?: (row: Row) => boolean;
  readonly rowHeight?: number;
  /** Shown in place of the rows when there are none. */
  readonly empty?: ReactNode;
}

const ROW_HEIGHT = 32;
const HEAD_HEIGHT = 33;

export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const {
    label,
    columns: allColumns,
    total,
    rowAt,
    onRange,
    cursor,
    onOpen,
    isChosen,
    rowHeight = ROW_HEIGHT,
    empty,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const columns = allColumns.filter(({ from = 0 }) => width === null || width >= from);
  const grows = columns.some(({ wrap = false }) => wrap);
  const id = useId();
  // oxlint-disable-next-line react/incompatible-library -- it works on refs, and nothing here is compiled away
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The sticky header stands before the rows and over them.
    scrollMargin: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
    scrollPaddingEnd: 8,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => onRange?.(first, last), [onRange, first, last]);
  useEffect(() => {
    if (cursor.index >= 0) virtualizer.scrollToIndex(cursor.index, { align: 'auto' });
  }, [cursor.index, virtualizer]);

  const template = columns.map((column) => column.width).join(' ');
  // The rows are out of the flow, so head and rows have to be told how wide they are at least.
  const least = columns.map(({ width }) => /^minmax\(([^,]+),/.exec(width)?.[1] ?? width).join(' + ');
  return (
    <div
      ref={scroller}
      className={classes.table}
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-activedescendant={cursor.index >= 0 ? `${id}-${cursor.index}` : undefined}
      tabIndex={0}
      style={{ '--columns': template, '--row-height': `${rowHeight}px`, '--least': `calc(${least})` }}
    >
      <div role="rowgroup" className={classes.head}>
        <div role="row" aria-rowindex={1} className={classes.row}>
          {columns.map((column) => (
            <div
              key={column.id}
              role="columnheader"
              className={classes.cell}
              data-align={column.align}
              aria-sort={column.sorted}
            >
              {column.onSort === undefined ? (
                column.header
              ) : (
                <button type="button" className={classes.sort} onClick={column.onSort}>
                  {column.header}
                  <span aria-hidden="true">
                    {column.sorted === 'ascending' ? ' ↑' : column.sorted === 'descending' ? ' ↓' : ''}
                  </span>
                </button>
              )}
            </div>
          ))}
        </div>
      </div>
      {total === 0 && empty !== undefined ? (
        <div role="rowgroup">
          <div role="row">
            <div role="gridcell" className={classes.empty}>
              {empty}
            </div>
          </div>
        </div>
      ) : (
        <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rowAt(item.index);
            return (
              // The keyboard's way is the grid's cursor: J, K and Enter.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={row === undefined ? item.key : (props.rowKey?.(row, item.index) ?? item.key)}
                id={`${id}-${item.index}`}
                ref={grows ? virtualizer.measureElement : undefined}
                data-index={item.index}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={item.index === cursor.index}
                data-chosen={row !== undefined && isChosen?.(row) === true}
                className={classes.row}
                data-grows={grows}
                style={{ transform: `translateY(${item.start - HEAD_HEIGHT}px)` }}
                onClick={() => {
                  cursor.move(item.index);
                  onOpen?.(item.index);
                }}
              >
                {columns.map((column) => (
                  <div
                    key={column.id}
                    role="gridcell"
                    className={classes.cell}
                    data-align={column.align}
                    data-wrap={column.wrap}
                  >
                    {row === undefined ? <span className={classes.pending} /> : column.cell(row, item.index)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}

/** “3 of 20,000”, for the line above a table. */
export function tablePlace(cursor: ListCursor, total: number): string {
  return total === 0 ? 'None' : `${number(cursor.index + 1)} of ${number(total)}`;
}
