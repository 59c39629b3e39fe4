import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import classes from './EvidenceYaml.module.css';

const LINE_HEIGHT = 20;
/** A longer line is cut here; the exported bundle holds it whole. */
const LONGEST_LINE = 5_000;

/** A very long object as YAML: only the lines in view exist. */
export function LongYaml({
  yaml,
  label,
  isLit,
}: {
  readonly yaml: string;
  readonly label: string;
  readonly isLit: (line: string) => boolean;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => yaml.replace(/\n$/, '').split('\n'), [yaml]);
  // oxlint-disable-next-line react/incompatible-library -- it works on refs, and nothing here is compiled away
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 40,
  });
  return (
    // What scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={scroller} className={classes.long} role="region" aria-label={label} tabIndex={0}>
      <div className={classes.longBody} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const text = lines[item.index] ?? '';
          return (
            <div
              key={item.key}
              className={classes.line}
              data-lit={isLit(text)}
              style={{ transform: `translateY(${item.start}px)`, position: 'absolute' }}
            >
              <span className={classes.number} aria-hidden="true">
                {item.index + 1}
              </span>
              <code>
                {text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)} … cut here` : text || ' '}
              </code>
            </div>
          );
        })}
      </div>
    </div>
  );
}
