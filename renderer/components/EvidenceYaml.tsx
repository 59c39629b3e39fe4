/** A piece of evidence: the object as stored, the offending line lit. Text only, whatever the names say. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EvidenceRef } from '../../shared/evidence.ts';
import { count } from '../../shared/in-words.ts';
import { objectInWords } from '../../shared/object-in-words.ts';
import { orpc } from '../client/workbench.ts';
import { useSelection } from '../shell/selection.ts';
import { Dotted } from './Dotted.tsx';
import classes from './EvidenceYaml.module.css';
import { LongYaml } from './LongYaml.tsx';
import { ProblemNote } from './Problem.tsx';
import { excerpt } from './yaml-excerpt.ts';

interface EvidenceYamlProps {
  readonly evidence: EvidenceRef;
  /** Without one, that of the evidence, else the chosen snapshot. */
  readonly snapshotId?: string;
}

export function EvidenceYaml({ evidence, snapshotId }: EvidenceYamlProps) {
  const { snapshot } = useSelection();
  const [all, setAll] = useState(false);
  const id = snapshotId ?? evidence.snapshotId ?? snapshot?.id;
  const object = useQuery({
    ...orpc.snapshots.object.queryOptions({
      input: { snapshotId: id ?? '', object: evidence.object, path: evidence.path ?? null },
    }),
    enabled: id !== undefined,
  });
  const name = objectInWords(evidence.object);
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <span className="mono">{name}</span>
        {evidence.path !== undefined && (
          <span className={classes.path}>
            <Dotted>{evidence.path}</Dotted>
          </span>
        )}
      </figcaption>
      {object.isError && <ProblemNote error={object.error} />}
      {object.data && (
        <>
          <YamlLines yaml={object.data.yaml} focus={object.data.focus} all={all} label={name} />
          {!all && (
            <Button variant="subtle" size="compact-xs" onClick={() => setAll(true)}>
              Show the whole object
            </Button>
          )}
        </>
      )}
    </figure>
  );
}

/** From here on only the lines in view exist: a stranger's object can be as long as it likes. */
const LONG = 100_000;

/** Numbered lines of YAML; an excerpt around the focus unless all are wanted. */
export function YamlLines({
  yaml,
  focus,
  all = false,
  label,
  lit = '',
}: {
  readonly yaml: string;
  readonly focus: number | null;
  readonly all?: boolean;
  readonly label: string;
  /** A field whose lines are lit; empty for none. */
  readonly lit?: string;
}) {
  const isLit = fieldLines(lit);
  if (all && focus === null && yaml.length > LONG)
    return <LongYaml yaml={yaml} label={label} isLit={isLit} />;
  const shown = excerpt(yaml, focus, all ? Number.MAX_SAFE_INTEGER : 8);
  const lines = all && focus === null ? excerpt(yaml, 1, Number.MAX_SAFE_INTEGER).lines : shown.lines;
  return (
    // What scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.yaml} data-all={all} role="region" aria-label={label} tabIndex={0}>
      {!all && shown.before > 0 && <div className={classes.gap}>… {count(shown.before, 'line')} before</div>}
      {lines.map((line) => (
        <div
          key={line.number}
          className={classes.line}
          data-lit={(line.lit && focus !== null) || isLit(line.text)}
        >
          <span className={classes.number} aria-hidden="true">
            {line.number}
          </span>
          <code>{line.text === '' ? ' ' : line.text}</code>
        </div>
      ))}
      {!all && shown.after > 0 && <div className={classes.gap}>… {count(shown.after, 'line')} after</div>}
    </div>
  );
}

/** Lines of YAML that begin with the field, as a key or as the first key of an entry. */
function fieldLines(field: string): (line: string) => boolean {
  if (field === '') return () => false;
  return (line) => {
    const key = line.trimStart().replace(/^(- )+/, '');
    return key.startsWith(`${field}:`) || key.startsWith(`"${field}":`);
  };
}
