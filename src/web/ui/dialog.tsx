import { IconX } from '@tabler/icons-react';
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';

interface DialogProps {
  title: string;
  /** Beside the title, quieter. */
  about?: ReactNode;
  /** px; never wider than the window. */
  width: number;
  height?: number;
  onClose: () => void;
  footer?: ReactNode;
  children: ReactNode;
}

const CONTROLS = ':scope > :not(header) :is(input, select, textarea, button):not(:disabled)';

/** A native modal dialog: focus is trapped and given back, Esc closes. `data-first` marks what has focus first. */
export function Dialog({ title, about, width, height, onClose, footer, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Before the dialog leaves the page: only then the browser gives focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    (dialog?.querySelector<HTMLElement>('[data-first]') ?? dialog?.querySelector<HTMLElement>(CONTROLS))?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className="dlg"
      aria-labelledby={titleId}
      style={{ width, height }}
      onKeyDown={(event) => {
        // An Enter that closes the dialog must not also press the button that gets the focus back.
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
      }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <h2 id={titleId}>{title}</h2>
        {about}
        <span className="grow" />
        <button className="btn ico quiet" aria-label="Close (Esc)" title="Close (Esc)" onClick={onClose}>
          <IconX size={16} stroke={1.5} />
        </button>
      </header>
      {children}
      {footer ? <footer>{footer}</footer> : null}
    </dialog>
  );
}
