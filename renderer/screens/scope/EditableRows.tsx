import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { EngagementProfile } from '../../../shared/engagement.ts';
import type { Draft } from '../../autosave/draft.ts';
import { LineField } from '../../components/fields/LineField.tsx';
import { NumberField } from '../../components/fields/NumberField.tsx';
import classes from './scope.module.css';

type RowsOf = 'dayRates' | 'people';
type Row = Readonly<Record<string, string | number>>;

interface Column {
  readonly key: string;
  readonly label: string;
  readonly number?: boolean;
}

interface EditableRowsProps {
  readonly draft: Draft<EngagementProfile>;
  readonly of: RowsOf;
  readonly columns: readonly Column[];
  readonly empty: Row;
  readonly addLabel: string;
}

/** A few rows of plain fields. */
export function EditableRows({ draft, of, columns, empty, addLabel }: EditableRowsProps) {
  const rows: readonly Row[] = draft.state().value[of];
  const change = (next: readonly Row[]) => {
    draft.edit({ [of]: next });
    void draft.flush();
  };
  return (
    <div className={classes.rows}>
      {rows.map((_, index) => (
        // Rows have no identity of their own but their place.
        <div key={index} className={classes.row}>
          {columns.map((column) => (
            <Cell key={column.key} draft={draft} of={of} index={index} column={column} />
          ))}
          <ActionIcon
            aria-label={`Remove row ${index + 1}`}
            mb={6}
            onClick={() => change(rows.filter((_, at) => at !== index))}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button variant="default" size="compact-sm" onClick={() => change([...rows, empty])}>
          {addLabel}
        </Button>
      </div>
    </div>
  );
}

function Cell({
  draft,
  of,
  index,
  column,
}: {
  readonly draft: Draft<EngagementProfile>;
  readonly of: RowsOf;
  readonly index: number;
  readonly column: Column;
}) {
  const { key, label } = column;
  const fields = useMemo(() => {
    const read = (profile: EngagementProfile) => {
      const rows: readonly Row[] = profile[of];
      return rows[index]?.[key];
    };
    const write = (value: string | number) => {
      const rows: readonly Row[] = draft.state().value[of];
      return { [of]: rows.map((row, at) => (at === index ? { ...row, [key]: value } : row)) };
    };
    return {
      text: draft.view<string>([of], (profile) => String(read(profile) ?? ''), write),
      number: draft.view<number | null>(
        [of],
        (profile) => Number(read(profile) ?? 0),
        (value) => write(value ?? 0),
      ),
    };
  }, [draft, of, index, key]);
  return column.number === true ? (
    <NumberField label={label} field={fields.number} min={0} thousandSeparator=" " />
  ) : (
    <LineField label={label} field={fields.text} maxLength={500} />
  );
}
