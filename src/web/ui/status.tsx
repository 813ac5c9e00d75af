import type { StatusWord } from '../../server/api.ts';

const WORDS: Record<StatusWord | 'warn', string> = {
  queued: 'Queued',
  running: 'Running',
  success: 'Success',
  failed: 'Failed',
  canceled: 'Canceled',
  warn: 'Warning',
};

/** Each status has its own shape, so that colour is never alone. */
function StatusIcon({ status }: { status: StatusWord | 'warn' }) {
  const ground = 'var(--bg-1)';
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={status === 'running' ? 'turning' : undefined}>
      {status === 'queued' && (
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.4 2.3" />
      )}
      {status === 'running' && (
        <>
          <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.6" opacity="0.4" />
          <path d="M8 2a6 6 0 0 1 6 6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
          <circle cx="8" cy="8" r="2" fill="currentColor" />
        </>
      )}
      {status === 'success' && (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" />
          <path d="m4.8 8.3 2.2 2.2 4.2-4.6" fill="none" stroke={ground} strokeWidth="1.8" />
        </>
      )}
      {status === 'failed' && (
        <>
          <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.900V5.1z" fill="currentColor" />
          <path d="m5.3 5.3 5.4 5.4M10.7 5.3l-5.4 5.4" stroke={ground} strokeWidth="1.8" />
        </>
      )}
      {status === 'canceled' && (
        <>
          <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M3.8 12.200 12.200 3.8" stroke="currentColor" strokeWidth="1.6" />
        </>
      )}
      {status === 'warn' && (
        <>
          <path d="M8 1.500 15 14H1z" fill="currentColor" />
          <path d="M8 6v4M8 11.800v.1" stroke={ground} strokeWidth="1.6" />
        </>
      )}
    </svg>
  );
}

interface BadgeProps {
  status: StatusWord | 'warn';
  /** Instead of the status' own word. */
  words?: string;
  pill?: boolean;
}

export function StatusBadge({ status, words, pill = false }: BadgeProps) {
  return (
    <span className={`st ${status}${pill ? ' pill' : ''}`}>
      <StatusIcon status={status} />
      {words ?? WORDS[status]}
    </span>
  );
}
