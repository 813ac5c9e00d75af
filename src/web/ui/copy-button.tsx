import { IconCopy } from '@tabler/icons-react';
import { showToast } from '../store/toasts.ts';

/** Puts a text on the clipboard; where the browser forbids it, the text can be marked by hand. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      showToast('Copied');
    } catch {
      showToast('The browser does not allow copying here: mark the text and press Ctrl C');
    }
  };
  return (
    <button className="btn s quiet" onClick={() => void copy()} disabled={text === ''}>
      <IconCopy size={16} stroke={1.5} />
      {label}
    </button>
  );
}
