import { existsSync } from 'node:fs';
import { isoUtc } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import { faultPoint } from '../base/fault-point.ts';
import { Lock, type LockOwner } from '../formats/mxt/lock.ts';
import { fileChecksum, fingerprint, type Fingerprint } from '../formats/mxt/fingerprint.ts';
import { paramsHash, type MxtParams } from '../formats/mxt/params-hash.ts';
import { readMxt } from '../formats/mxt/read.ts';
import type { Mxt, MxtRecord, MxtRun } from '../formats/mxt/types.ts';
import { reasonToCompute } from '../formats/mxt/up-to-date.ts';
import { formatMxt, mxtPathOf } from '../formats/mxt/write.ts';
import type { EventLog, EventName } from './event-log.ts';
import type { JobContext } from './context.ts';
import { typeOfError } from './error-type.ts';
import { runOf, type Claim, type Item, type ItemNames, type ItemSwitches } from './item.ts';
import { writeDurably } from './publish.ts';

/** Decides which items are worked on, and writes down what became of each: sidecar, event log, lines. (contract 3, 6, 7) */
export class ItemBook {
  readonly failures: { item: Item; type: string; message: string }[] = [];
  readonly locked: { item: Item; owner: LockOwner }[] = [];
  readonly hash: string;
  private readonly names: ItemNames;
  private readonly params: MxtParams;
  private readonly switches: ItemSwitches;
  private readonly events: EventLog;
  private readonly log: JobContext['log'];

  constructor(names: ItemNames, params: MxtParams, switches: ItemSwitches, events: EventLog, log: JobContext['log']) {
    this.names = names;
    this.params = params;
    this.switches = switches;
    this.events = events;
    this.log = log;
    this.hash = paramsHash(params);
  }

  /** Why an item must be computed; null when it is settled, which is said. */
  async reasonToWork(item: Item): Promise<string | null> {
    if (this.switches.force) return 'force';
    const { resume, adoptExistingOutputs, skipFailed } = this.switches;
    const record = adoptExistingOutputs || skipFailed ? readableRecord(item) : null;
    if (adoptExistingOutputs && record === null && existsSync(item.outputPath) && isSound(item)) {
      await this.adopt(item);
      return null;
    }
    const reason = this.reasonToCompute(item);
    if (resume && reason === null) {
      this.say('SKIP_UPTODATE', item);
      return null;
    }
    if (skipFailed && record?.status === 'failed' && record.params_hash === this.hash) {
      this.failures.push({ item, type: 'FailedBefore', message: 'failed in an earlier run (skip_failed)' });
      this.say('SKIP_FAILED', item);
      return null;
    }
    return reason ?? 'resume is off';
  }

  /** Takes the item's lock and opens its record, unless another process works on it or has just finished it. */
  claim(item: Item, reason: string): Claim | 'locked' | 'done meanwhile' {
    const runId = `${isoUtc()}-${process.pid}`;
    const lock = Lock.acquire(mxtPathOf(item.outputPath), runId);
    if (!(lock instanceof Lock)) {
      this.locked.push({ item, owner: lock });
      this.say('LOCKED_SKIP', item, { owner_pid: lock.pid, ...(lock.host ? { owner_host: lock.host } : {}) });
      return 'locked';
    }
    if (this.switches.resume && !this.switches.force && this.reasonToCompute(item) === null) {
      lock.release();
      this.say('SKIP_UPTODATE', item);
      return 'done meanwhile';
    }
    const fields = { run_id: runId, params_hash: this.hash, ...item.startFields };
    try {
      this.events.write('START', { ...this.keys(item), ...fields, ...(reason === 'not done yet' ? {} : { reason }) });
    } catch (error) {
      lock.release();
      throw error;
    }
    faultPoint('item-locked');
    return { item, lock, runId, startedUtc: isoUtc(), startedMs: performance.now() };
  }

  /** Writes the sidecar that commits an output; the output itself is already durable. */
  async succeed(claim: Claim, file: Fingerprint): Promise<void> {
    const { item, runId } = claim;
    const run = runOf(claim);
    await this.writeSidecar({
      ...this.common(item, run),
      status: 'success',
      output: { path: item.outputPath, file },
      adopted: false,
    });
    faultPoint('sidecar-written');
    this.events.write('SUCCESS', { ...this.keys(item), run_id: runId, duration_sec: run.duration_sec });
    claim.lock.release();
    this.log.line(`>>> ${item.outputPath} ${this.names.doneWord}`);
    faultPoint('item-done');
  }

  /** Records a failure: sidecar, event, line; the lock is given back even when the disk is full. */
  async fail(claim: Claim, error: unknown): Promise<void> {
    const { item, runId } = claim;
    const message = messageOf(error);
    const type = typeOfError(error);
    this.failures.push({ item, type, message });
    this.log.line(`>>> FAILED ${item.inputPath} -> ${item.outputPath}: ${message}`);
    try {
      this.events.write('FAILED', { ...this.keys(item), run_id: runId, error_type: type, error_message: message });
      if (item.keepsOldSidecar && existsSync(item.outputPath)) return;
      await this.writeSidecar({
        ...this.common(item, runOf(claim)),
        status: 'failed',
        output: { path: item.outputPath },
        adopted: false,
        error: { type, message, traceback: error instanceof Error ? (error.stack ?? '') : '' },
      });
    } catch (second) {
      this.log.line(`>>> the failure could not be recorded: ${messageOf(second)}`);
    } finally {
      claim.lock.release();
    }
  }

  /** Items that another process held and has finished in the meantime count as done. */
  settleLocked(): void {
    const open = this.locked.filter(({ item }) => this.reasonToCompute(item) !== null);
    this.locked.splice(0, this.locked.length, ...open);
  }

  /** A line and an event about an item that is not computed. */
  say(event: EventName, item: Item, fields: Record<string, string | number> = {}): void {
    this.log.line(`>>> ${event} ${item.inputPath} -> ${item.outputPath}`);
    this.events.write(event, { ...this.keys(item), ...fields });
  }

  private reasonToCompute({ outputPath, inputs, checkOutput }: Item): string | null {
    const mxtPath = mxtPathOf(outputPath);
    return reasonToCompute({ task: this.names.kind, outputPath, mxtPath, paramsHash: this.hash, inputs, checkOutput });
  }

  private async adopt(item: Item): Promise<void> {
    const { outputPath } = item;
    const runId = `${isoUtc()}-${process.pid}`;
    const run = { runId, startedUtc: isoUtc(), startedMs: performance.now() };
    const file = { ...fingerprint(outputPath), crc32: fileChecksum(outputPath) };
    await this.writeSidecar({
      ...this.common(item, runOf(run)),
      status: 'success',
      output: { path: outputPath, file },
      adopted: true,
    });
    this.say('ADOPT_EXISTING_OUTPUT', item, { run_id: runId });
  }

  private common(item: Item, run: MxtRun) {
    return { task: this.names.kind, params: this.params, params_hash: this.hash, inputs: item.inputs, run };
  }

  private async writeSidecar(mxt: Mxt): Promise<void> {
    await writeDurably(mxtPathOf(mxt.output.path), formatMxt(mxt));
  }

  private keys(item: Item): Record<string, string> {
    return { [this.names.inputKey]: item.inputPath, [this.names.outputKey]: item.outputPath };
  }
}

function readableRecord({ outputPath }: Item): MxtRecord | null {
  try {
    return readMxt(mxtPathOf(outputPath));
  } catch {
    return null;
  }
}

function isSound({ checkOutput }: Item): boolean {
  try {
    checkOutput();
    return true;
  } catch {
    return false;
  }
}
