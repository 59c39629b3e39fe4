import { ActionIcon, Button, NumberInput, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import classes from './scope.module.css';

interface EditableRowsProps<Row extends Readonly<Record<string, string | number>>> {
  readonly rows: readonly Row[];
  readonly columns: readonly {
    readonly key: keyof Row & string;
    readonly label: string;
    readonly number?: boolean;
  }[];
  readonly empty: Row;
  readonly addLabel: string;
  readonly onChange: (rows: Row[]) => void;
  readonly onBlur: () => void;
}

/** A few rows of plain fields. */
export function EditableRows<Row extends Readonly<Record<string, string | number>>>(
  props: EditableRowsProps<Row>,
) {
  const { rows, columns, empty, addLabel, onChange, onBlur } = props;
  const set = (index: number, key: string, value: string | number) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, [key]: value } : row)));
  return (
    <div className={classes.rows} onBlur={onBlur}>
      {rows.map((row, index) => (
        // Rows have no identity of their own but their place.
        <div key={index} className={classes.row}>
          {columns.map((column) =>
            column.number === true ? (
              <NumberInput
                key={column.key}
                label={column.label}
                value={row[column.key] ?? 0}
                min={0}
                hideControls
                thousandSeparator=" "
                onChange={(value) => set(index, column.key, typeof value === 'number' ? value : 0)}
              />
            ) : (
              <TextInput
                key={column.key}
                label={column.label}
                value={String(row[column.key] ?? '')}
                maxLength={500}
                onChange={(event) => set(index, column.key, event.currentTarget.value)}
              />
            ),
          )}
          <ActionIcon
            aria-label={`Remove row ${index + 1}`}
            mb={6}
            onClick={() => onChange(rows.filter((_, at) => at !== index))}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button variant="default" size="compact-sm" onClick={() => onChange([...rows, empty])}>
          {addLabel}
        </Button>
      </div>
    </div>
  );
}
