/** The clusters in which a control fails, each with its number of objects; a chip opens the finding of its cluster. */
import { useState } from 'react';
import type { FindingGroup, FindingRow } from '../../../shared/finding.ts';
import { count, number } from '../../../shared/in-words.ts';
import { SEVERITY_WORDS, SeverityMark } from '../../components/SeverityMark.tsx';
import classes from './findings.module.css';

/** More than these wait behind a chip of their own, so that a row stays a row. */
const SHOWN = 6;

interface ClusterChipsProps {
  readonly group: FindingGroup;
  readonly openId: string | null;
  readonly onOpen: (finding: FindingRow) => void;
}

export function ClusterChips({ group: { findings, severity }, openId, onOpen }: ClusterChipsProps) {
  const [unfolded, setUnfolded] = useState(false);
  const shown = unfolded ? findings : findings.slice(0, SHOWN);
  return (
    <span className={classes.clusters}>
      {shown.map((finding) => (
        <ClusterChip
          key={finding.id}
          finding={finding}
          isOpen={finding.id === openId}
          differs={finding.severity !== severity}
          onOpen={() => onOpen(finding)}
        />
      ))}
      {shown.length < findings.length && (
        <button
          type="button"
          tabIndex={-1}
          className={classes.cluster}
          onClick={(event) => {
            event.stopPropagation();
            setUnfolded(true);
          }}
        >
          {number(findings.length - shown.length)} more
        </button>
      )}
    </span>
  );
}

function ClusterChip({
  finding,
  isOpen,
  differs,
  onOpen,
}: {
  readonly finding: FindingRow;
  readonly isOpen: boolean;
  /** An override gave it another severity than the row shows. */
  readonly differs: boolean;
  readonly onOpen: () => void;
}) {
  const { clusterId, clusterName, affectedCount, severity } = finding;
  if (clusterId === null) return <span className="faint">Every cluster</span>;
  const says = [
    finding.number,
    ...(differs ? [SEVERITY_WORDS[severity]] : []),
    ...(affectedCount > 0 ? [count(affectedCount, 'object')] : []),
  ];
  return (
    // The keys are the grid's: the left and right arrows go from cluster to cluster.
    <button
      type="button"
      tabIndex={-1}
      className={classes.cluster}
      aria-pressed={isOpen}
      title={`${clusterName}: ${says.join(', ')}`}
      onClick={(event) => {
        event.stopPropagation();
        onOpen();
      }}
    >
      {differs && <SeverityMark severity={severity} bare />}
      <span className={classes.clusterName}>{clusterName}</span>
      {affectedCount > 0 && <span className="faint">{number(affectedCount)}</span>}
    </button>
  );
}
