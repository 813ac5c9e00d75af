import { IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { closeToast, useToasts, type Toast } from '../store/toasts.ts';

const SHOWN_MS = 5_000;

export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div className="toasts" role="status">
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function OneToast({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => closeToast(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held, toast.id]);
  return (
    <div className="toast" onMouseEnter={() => setHeld(true)} onMouseLeave={() => setHeld(false)}>
      {toast.words}
      <button className="btn ico quiet s" aria-label="Close" onClick={() => closeToast(toast.id)}>
        <IconX size={16} stroke={1.5} />
      </button>
    </div>
  );
}
