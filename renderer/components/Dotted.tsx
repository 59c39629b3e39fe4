import { Fragment } from 'react';

/** A long name in mono that breaks after its dots and slashes, not within a word. */
export function Dotted({ children }: { readonly children: string }) {
  const parts = children.split(/(?<=[./])/);
  return (
    <span className="mono">
      {parts.map((part, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- parts of one name, in its order
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
