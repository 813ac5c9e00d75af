import { create } from 'zustand';

export interface Toast {
  id: number;
  words: string;
}

/** Things that happened out of sight; never errors, those stay at their place. */
export const useToasts = create<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }));

let count = 0;

export function showToast(words: string): void {
  const id = ++count;
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), { id, words }] }));
}

export function closeToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}
