import { IconFile, IconFolder } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { FolderEntry } from '../../server/api.ts';
import { bytes, clock } from '../ui/format.ts';

interface FolderTableProps {
  entries: readonly FolderEntry[];
  fault: string | null;
  truncated: boolean;
  onSelect: (entry: FolderEntry) => void;
  onOpen: (entry: FolderEntry) => void;
  onUp: () => void;
}

const ROW_PX = 30;

/** Name, size, change; arrows move, Enter opens or chooses, Backspace goes up, letters find. */
export function FolderTable({ entries, fault, truncated, onSelect, onOpen, onUp }: FolderTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  });
  useEffect(() => scroller.current?.focus(), []);
  const moveTo = (index: number): void => {
    const bounded = Math.max(0, Math.min(entries.length - 1, index));
    const entry = entries[bounded];
    if (!entry) return;
    setAt(bounded);
    onSelect(entry);
    rows.scrollToIndex(bounded);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -Infinity, End: Infinity }[event.key];
    const entry = entries[at];
    if (step !== undefined) moveTo(at + step);
    else if (event.key === 'Enter' && entry) onOpen(entry);
    else if (event.key === 'Backspace') onUp();
    else if (/^[\w.-]$/.test(event.key) && !event.ctrlKey && !event.metaKey) {
      const rest = [...entries.slice(at + 1), ...entries.slice(0, at + 1)];
      const hit = rest.find(({ name }) => name.toLowerCase().startsWith(event.key.toLowerCase()));
      if (hit) moveTo(entries.indexOf(hit));
    } else return;
    event.preventDefault();
  };
  return (
    <div className="folder col">
      <div className="folder-head" aria-hidden="true">
        <span>Name</span>
        <span className="num">Size</span>
        <span>Changed</span>
      </div>
      {fault && (
        <p className="prob folder-fault" role="alert">
          {fault}
        </p>
      )}
      <div
        ref={scroller}
        className="folder-rows"
        role="listbox"
        aria-label="Files"
        tabIndex={0}
        aria-activedescendant={entries[at] ? `entry-${at}` : undefined}
        onKeyDown={onKeyDown}
      >
        {!fault && entries.length === 0 && <p className="dim pad">Nothing of this type here.</p>}
        <div className="virtual" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const entry = entries[index];
            if (!entry) return null;
            const Icon = entry.kind === 'folder' ? IconFolder : IconFile;
            return (
              <div
                key={entry.name}
                id={`entry-${index}`}
                className="folder-row"
                role="option"
                aria-selected={index === at}
                style={{ transform: `translateY(${start}px)` }}
                onClick={() => moveTo(index)}
                onDoubleClick={() => onOpen(entry)}
              >
                <span className="cut">
                  <Icon size={16} stroke={1.5} aria-hidden="true" /> {entry.name}
                </span>
                <span className="num dim">{entry.kind === 'file' ? bytes(entry.sizeBytes) : ''}</span>
                <span className="dim" title={entry.modifiedUtc}>
                  {clock(entry.modifiedUtc)}
                </span>
              </div>
            );
          })}
        </div>
        {truncated && <p className="dim pad">More than can be listed: type into Filter names or the path.</p>}
      </div>
    </div>
  );
}
