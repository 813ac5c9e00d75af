import { IconAlertOctagon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface FieldProps {
  id: string;
  label: string;
  /** The name in the spec, shown at right. */
  name?: string;
  required?: boolean;
  help?: string;
  problem?: ReactNode;
  /** What is known about a value that is all right. */
  facts?: ReactNode;
  children: ReactNode;
}

/** Label above, control, then a problem or what is known about the value. */
export function Field({ id, label, name, required, help, problem, facts, children }: FieldProps) {
  return (
    <div className="f">
      <label htmlFor={id} title={help}>
        {label}
        {required && <span className="req">required</span>}
        {name && (
          <span className="key" aria-hidden="true">
            {name}
          </span>
        )}
      </label>
      {children}
      {problem ? (
        <div className="prob" id={`${id}-problem`} role="status">
          <IconAlertOctagon size={14} stroke={1.5} aria-hidden="true" />
          <span>{problem}</span>
        </div>
      ) : (
        facts
      )}
    </div>
  );
}

/** Attributes of a control that ties it to its problem. */
export function problemAttributes(
  id: string,
  problem: unknown,
): { 'aria-invalid'?: true; 'aria-describedby'?: string } {
  return problem ? { 'aria-invalid': true, 'aria-describedby': `${id}-problem` } : {};
}
