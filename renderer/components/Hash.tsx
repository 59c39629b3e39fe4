import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { shortHash } from '../format.ts';
import classes from './Hash.module.css';

/** A SHA-256: whole, or its beginning where room is scarce; always copied whole. */
export function Hash({
  sha256,
  of,
  whole = false,
}: {
  readonly sha256: string;
  /** What it is the hash of, for the button's name. */
  readonly of: string;
  readonly whole?: boolean;
}) {
  return (
    <span className={classes.hash}>
      <span className="mono">{whole ? sha256 : shortHash(sha256)}</span>
      <CopyButton value={sha256}>
        {({ copied, copy }) => (
          <ActionIcon
            size="sm"
            aria-label={copied ? 'Copied' : `Copy the SHA-256 of ${of}`}
            onClick={(event) => {
              event.stopPropagation();
              copy();
            }}
          >
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  );
}
