import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, type CSSProperties, type DragEvent, type KeyboardEvent, type ReactNode } from 'react';

export interface Column {
  title: string;
  /** Class of the column's cells, by which the style sheet gives it its place or leaves it out. */
  className?: string;
  /** Instead of the title; without it a hidden title is for screen readers alone. */
  head?: ReactNode;
  hideTitle?: boolean;
}

/** Where a row stands: plain values, so that rows that did not change are not drawn again. */
export interface RowPlace {
  index: number;
  /** px from the first row. */
  top: number;
}

/** Attributes of a row's element for its place. */
export function placeAttributes({ index, top }: RowPlace): object {
  return { role: 'row', 'aria-rowindex': index + 2, style: { transform: `translateY(${top}px)` } };
}

interface VirtualGridProps {
  label: string;
  /** Class that names the widths of the columns. */
  className: string;
  /** Variables of that class: what the contents of a column need. */
  style?: CSSProperties;
  columns: readonly Column[];
  count: number;
  /** Index of the row that the keys act on; -1 for none. */
  at: number;
  /** Its id in the document. */
  activeId: string | undefined;
  multiselectable?: boolean;
  onMove: (to: number, event: KeyboardEvent) => void;
  /** Other keys; true: done. */
  onKey?: (event: KeyboardEvent) => boolean;
  onDrop?: (event: DragEvent) => void;
  row: (place: RowPlace) => ReactNode;
}

const ROW_PX = 30;
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 15,
  PageUp: -15,
  Home: -Infinity,
  End: Infinity,
};

/** A table of jobs: head that stays, only the rows in view in the document, one stop of Tab with arrows inside. */
export function VirtualGrid(props: VirtualGridProps) {
  const { label, className, columns, count, at, row } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step !== undefined && !event.altKey && !isControl(event.target)) {
      const to = Math.max(0, Math.min(count - 1, Math.max(at, 0) + step));
      if (count > 0) props.onMove(to, event);
      rows.scrollToIndex(to);
    } else if (!props.onKey?.(event)) return;
    event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      className="grid-scroll"
      style={props.style}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-multiselectable={props.multiselectable}
      aria-activedescendant={props.activeId}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onDragOver={props.onDrop && ((event) => event.preventDefault())}
      onDrop={props.onDrop}
    >
      <div className={`gr head ${className}`} role="row" aria-rowindex={1}>
        {columns.map(({ title, className: place, head, hideTitle }) => (
          <span role="columnheader" key={title} className={place}>
            {head ?? (hideTitle ? <span className="vh">{title}</span> : title)}
          </span>
        ))}
      </div>
      <div className="virtual" role="presentation" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => row({ index, top: start }))}
      </div>
    </div>
  );
}

/** Links and buttons in a row keep their own keys. */
function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a, button') !== null;
}
