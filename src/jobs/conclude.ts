import { join } from 'node:path';
import type { JobContext } from './context.ts';
import { EventLog } from './event-log.ts';
import { requireFolder } from './folders.ts';
import type { ItemBook } from './items.ts';

/** The event log lies in the output root, or in the working folder of a single run. (contract 6) */
export function openEventLog({ outputRoot }: JobContext, name: string): EventLog {
  const folder = outputRoot ?? process.cwd();
  requireFolder(folder);
  return new EventLog(join(folder, name));
}

/** Says what was not done and why. Exit code: 0 when all items are done or up to date, else 1. (contract 3) */
export function concludeItems(book: ItemBook, total: number, what: string, { errors, fault }: JobContext): number {
  book.settleLocked();
  const { failures, locked } = book;
  const [first] = failures;
  if (first) {
    fault(first.type, first.message);
    errors.line(`error: ${failures.length} of ${total} ${what} failed:`);
    for (const { item, message } of failures) errors.line(`  ${item.inputPath}: ${message}`);
  }
  if (locked.length > 0) {
    fault('Locked', `${locked.length} ${what} are being worked on by other processes`);
    errors.line(
      `error: ${locked.length} of ${total} ${what} are being worked on by other processes; run again when they have ended:`,
    );
    for (const { item, owner } of locked)
      errors.line(`  ${item.outputPath} (pid ${owner.pid} on ${owner.host ?? 'this host'})`);
  }
  return failures.length + locked.length > 0 ? 1 : 0;
}
