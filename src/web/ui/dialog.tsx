import { IconX } from '@tabler/icons-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';

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

/** A native modal dialog: focus is trapped and given back, Esc closes. */
export function Dialog({ title, about, width, height, onClose, footer, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className="dlg"
      aria-labelledby={titleId}
      style={{ width, height }}
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
