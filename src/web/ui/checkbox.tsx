import type { ReactNode } from 'react';

interface CheckboxProps {
  checked: boolean;
  onChecked: (checked: boolean) => void;
  /** Its words. */
  children: ReactNode;
}

/** A small box with its words beside it. */
export function Checkbox({ checked, onChecked, children }: CheckboxProps) {
  return (
    <label className="ck sm">
      <input type="checkbox" checked={checked} onChange={(event) => onChecked(event.target.checked)} />
      {children}
    </label>
  );
}
