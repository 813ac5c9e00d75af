import { isoUtc } from '../base/clock.ts';
import type { Estimate } from './estimate.ts';
import { lighter } from './lighter.ts';
import { stderrPath, stdoutPath } from './records.ts';
import { isActive, statusWord, type JobEntry } from './state.ts';

/** What changes with time alone; it is put into the finished text, in the order in which it stands there. */
const OUTLOOK = /(?<="(?:expected_end_utc|expected_gpus|expected_start_utc|reason_waiting)": )null/;
const NULL = Buffer.from('null');
/** So many of the pieces, the first ones, name no job: most queued jobs share them. */
const NAMELESS = 3;
/** More texts of a kind than these are forgotten. */
const MOST_TEXTS = 50_000;

/** The text of a job in pieces round its outlook, a comma at its end. */
interface Fragment {
  /** Unchanged entries are the same objects, so that only changed jobs are put into words again. */
  entry: JobEntry;
  pieces: readonly Buffer[];
}

/**
 * The jobs of a state file as bytes. Most of 10,000 jobs stay as they are between two versions, and all are written each
 * time: so nothing but a copy of bytes is left to do for them.
 */
export class JobTexts {
  private out = Buffer.allocUnsafeSlow(1 << 16);
  private length = 0;
  /** Of the version before, in the same order. */
  private readonly fragments: Fragment[] = [];
  private jobs = 0;
  private readonly moment = keptTexts((second: number) => JSON.stringify(isoUtc(1000 * second)));
  private readonly gpuList = keptTexts(gpuList);
  private readonly waiting = keptTexts((words: string) => JSON.stringify(words));
  private readonly nameless = keptTexts((piece: string) => piece);

  /** Begins anew with this text. */
  begin(text: string): void {
    this.length = 0;
    this.jobs = 0;
    this.add(Buffer.from(text));
  }

  private add(bytes: Buffer): void {
    if (this.length + bytes.length > this.out.length) this.grow(this.length + bytes.length);
    this.out.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Adds a job, its outlook filled in. */
  addJob(entry: JobEntry, expected: Estimate | undefined, waiting: string | null): void {
    const pieces = this.piecesOf(entry);
    this.add(pieces[0] ?? NULL);
    if (pieces.length === 1) return;
    this.addWithNext(this.moment(toSecond(expected?.endMs)), pieces[1]);
    this.addWithNext(this.gpuList(expected?.gpus?.join(BETWEEN_GPUS)), pieces[2]);
    this.addWithNext(this.moment(toSecond(expected?.startMs)), pieces[3]);
    this.addWithNext(this.waiting(waiting), pieces[4]);
  }

  /** All of it, closed with this text; only valid until the next `begin`. */
  end(text: string): Buffer {
    if (this.jobs > 0) this.length--; // no comma behind the last job
    this.add(Buffer.from(text));
    return this.out.subarray(0, this.length);
  }

  private piecesOf(entry: JobEntry): readonly Buffer[] {
    const place = this.jobs++;
    const known = this.fragments[place];
    if (known?.entry === entry) return known.pieces;
    const text = `\n${JSON.stringify(jobObject(entry), null, 2)},`.replaceAll('\n', '\n    ');
    const texts = entry.status.name === 'done' ? [text] : text.split(OUTLOOK);
    const pieces = texts.map((piece, i) => (i < NAMELESS ? this.nameless(piece) : Buffer.from(piece)));
    this.fragments[place] = { entry, pieces };
    return pieces;
  }

  private addWithNext(value: Buffer, next: Buffer | undefined): void {
    this.add(value);
    if (next) this.add(next);
  }

  private grow(length: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.ceil(1.5 * length));
    grown.set(this.out.subarray(0, this.length));
    this.out = grown;
  }
}

/** Many jobs get the same words: each is put into bytes once. No value is `null`. */
function keptTexts<T>(format: (value: T) => string): (value: T | null | undefined) => Buffer {
  const kept = new Map<T, Buffer>();
  return (value) => {
    if (value === null || value === undefined) return NULL;
    let text = kept.get(value);
    if (text === undefined) {
      if (kept.size >= MOST_TEXTS) kept.clear();
      kept.set(value, (text = Buffer.from(format(value))));
    }
    return text;
  };
}

const toSecond = (ms: number | null | undefined): number | null =>
  ms === null || ms === undefined ? null : Math.round(ms / 1000);

const BETWEEN_GPUS = ',\n        ';
/** As JSON.stringify writes it at this depth. */
const gpuList = (joined: string): string => (joined === '' ? '[]' : `[\n        ${joined}\n      ]`);

/** Its keys stand in sorted order: sorting those of 10,000 jobs would take most of the time. */
function jobObject({ job, status }: JobEntry): Record<string, unknown> {
  const progress = status.name === 'running' || status.name === 'done' ? status.progress : null;
  return {
    assigned_gpus: status.name === 'queued' ? [] : status.gpus,
    attempts: isActive(status) ? status.attempt : status.attempts,
    depends_on: job.depends_on,
    enabled: job.enabled,
    expected_end_utc: null,
    expected_gpus: null,
    expected_start_utc: null,
    failed_attempts: status.failed.total,
    failure: status.name === 'done' ? status.failure : null,
    faulty_gpus: status.failed.faultyGpus,
    finished_utc: status.name === 'done' ? status.finishedUtc : null,
    job_id: job.job_id,
    kind: job.kind,
    out_of_memory_attempts: status.failed.outOfMemory,
    output_root: job.output_root,
    pid: status.name === 'running' ? status.identity.pid : status.name === 'done' ? status.pid : null,
    procs: progress?.procs ?? lighter(job, status.failed.outOfMemory).args.procs ?? null,
    progress: progress && {
      done: progress.done,
      eta_s: progress.eta_s,
      rate: progress.rate,
      total: progress.total,
      unit: progress.unit,
    },
    reason: status.name === 'queued' || status.name === 'done' ? status.reason : null,
    reason_waiting: null,
    resources: { gpus: job.resources.gpus, procs: job.resources.procs },
    returncode: status.name === 'done' ? status.returncode : null,
    started_utc: status.name === 'queued' ? null : status.startedUtc,
    status: statusWord(status),
    stderr_path: stderrPath(job),
    stdout_path: stdoutPath(job),
  };
}
