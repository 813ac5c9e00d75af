import { closeSync, openSync, writeSync } from 'node:fs';
import { isoUtc } from '../base/clock.ts';

export type EventName =
  | 'START'
  | 'SUCCESS'
  | 'FAILED'
  | 'SKIP_UPTODATE'
  | 'SKIP_FAILED'
  | 'ADOPT_EXISTING_OUTPUT'
  | 'LOCKED_SKIP'
  | 'BLOCKED_DEPENDENCY';

const LEVELS: Partial<Record<EventName, string>> = {
  FAILED: 'ERROR',
  LOCKED_SKIP: 'WARNING',
  SKIP_FAILED: 'WARNING',
  BLOCKED_DEPENDENCY: 'ERROR',
};

/** The job's event log, appended to: `ISO-time LEVEL EVENT key=json ...`, one line an event. (contract 6) */
export class EventLog {
  private readonly fd: number;

  constructor(path: string) {
    this.fd = openSync(path, 'a');
  }

  write(event: EventName, fields: Record<string, string | number>): void {
    const pairs = Object.entries(fields).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
    writeSync(this.fd, `${[isoUtc(), LEVELS[event] ?? 'INFO', event, ...pairs].join(' ')}\n`);
  }

  close(): void {
    closeSync(this.fd);
  }
}
