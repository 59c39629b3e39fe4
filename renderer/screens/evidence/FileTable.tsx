/** Files as a plain table: the path leads, and each column says one thing of it. */
import type { ReactNode } from 'react';
import { Dotted } from '../../components/Dotted.tsx';
import classes from './evidence.module.css';

export interface FileColumn<R> {
  readonly header: string;
  readonly cell: (row: R) => ReactNode;
  readonly align?: 'end';
  readonly className?: string | undefined;
}

interface FileTableProps<R> {
  readonly label: string;
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  readonly path: { readonly header: string; readonly of: (row: R) => string };
  readonly columns: readonly FileColumn<R>[];
}

export function FileTable<R>({ label, rows, keyOf, path, columns }: FileTableProps<R>) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{path.header}</th>
            {columns.map(({ header, align }) => (
              <th key={header} scope="col" data-align={align}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <th scope="row">
                <Dotted>{path.of(row)}</Dotted>
              </th>
              {columns.map(({ header, cell, align, className }) => (
                <td key={header} data-align={align} className={className}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
