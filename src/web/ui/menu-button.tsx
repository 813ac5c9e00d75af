import { IconChevronDown } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

export interface MenuItem {
  label: string;
  about?: string;
  onChoose: () => void;
}

/** A button that opens a menu; arrows move, Esc closes, focus goes back to the button. */
export function MenuButton({ icon, label, items }: { icon: ReactNode; label: string; items: readonly MenuItem[] }) {
  const [open, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    menu.current?.querySelector('button')?.focus();
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && !menu.current?.parentElement?.contains(event.target)) setOpen(false);
    };
    addEventListener('pointerdown', onPointer);
    return () => removeEventListener('pointerdown', onPointer);
  }, [open]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Escape' || event.key === 'Tab') close();
    if (step === 0) return;
    const buttons = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
    event.preventDefault();
  };
  return (
    <span className="menu-place">
      <button
        ref={button}
        className="btn"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {icon}
        {label}
        <IconChevronDown size={16} stroke={1.5} />
      </button>
      {open && (
        <div className="menu" role="menu" id={id} ref={menu} aria-label={label} onKeyDown={onKeyDown}>
          {items.map((item) => (
            <button
              key={item.label}
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close();
                item.onChoose();
              }}
            >
              <b>{item.label}</b>
              {item.about && <span>{item.about}</span>}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}
