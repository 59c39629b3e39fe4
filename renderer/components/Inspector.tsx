/** The right-hand pane: what is selected, with its evidence. A screen renders <Inspector>; the frame gives it room. */
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import {
  createContext,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  use,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';
import classes from './Inspector.module.css';

/** Where the frame wants it; null until the frame is mounted. */
export const InspectorSlot = createContext<HTMLElement | null>(null);

const MIN_WIDTH = 320;
const MAX_WIDTH = 900;

interface InspectorProps {
  readonly title: ReactNode;
  /** Names the region for those who cannot see it. */
  readonly label: string;
  readonly onClose?: () => void;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly initialWidth?: number;
}

export function Inspector({ title, label, onClose, actions, children, initialWidth = 400 }: InspectorProps) {
  const slot = use(InspectorSlot);
  const [width, setWidth] = useState(initialWidth);
  const resize = (to: number) => setWidth(Math.min(Math.max(Math.round(to), MIN_WIDTH), MAX_WIDTH));

  function drag(event: PointerEvent<HTMLDivElement>) {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) resize(window.innerWidth - event.clientX);
  }
  function key(event: KeyboardEvent) {
    const step = event.key === 'ArrowLeft' ? 16 : event.key === 'ArrowRight' ? -16 : 0;
    if (step === 0) return;
    event.preventDefault();
    resize(width + step);
  }

  const pane = useRef<HTMLElement>(null);
  // The focus returns to what opened the pane, unless the person has gone on elsewhere.
  useLayoutEffect(() => {
    const opener = document.activeElement;
    const { current } = pane;
    return () => {
      if (current?.contains(document.activeElement) && opener instanceof HTMLElement && opener.isConnected)
        opener.focus({ preventScroll: true });
    };
  }, []);

  if (slot === null) return null;
  return createPortal(
    <aside
      ref={pane}
      className={classes.inspector}
      aria-label={label}
      style={{ '--inspector-width': `${width}px` }}
    >
      <div
        className={classes.handle}
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the inspector"
        aria-valuenow={width}
        aria-valuemin={MIN_WIDTH}
        aria-valuemax={MAX_WIDTH}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={key}
      />
      <header className={classes.header}>
        <h2 className={classes.title}>{title}</h2>
        <div className={classes.actions}>
          {actions}
          {onClose && (
            <ActionIcon aria-label="Close the inspector" onClick={onClose}>
              <IconX size={16} />
            </ActionIcon>
          )}
        </div>
      </header>
      <div className={classes.body} tabIndex={-1}>
        {children}
      </div>
    </aside>,
    slot,
  );
}

/** A titled part of the inspector, set apart by a hairline. */
export function InspectorSection({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={classes.section}>
      <h3 className={classes.sectionTitle}>{title}</h3>
      {children}
    </section>
  );
}
