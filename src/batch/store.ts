import { writeFileAtomic } from '../base/atomic-file.ts';
import { messageOf } from '../base/errors.ts';
import { JobTexts } from './job-text.ts';
import { formatState } from './state-file.ts';
import type { BatchState } from './state.ts';
import { step, type BatchEvent } from './step.ts';

/** A change reaches the file within this time; the file of a big batch is written less often. */
const SAVE_EVERY_MS = 100;
const SAVE_BIG_EVERY_MS = 900;
const BIG_JOBS = 1000;
/** A disk that is full may get space again. */
const RETRY_MS = 1000;

export interface StoreOptions {
  complain: (words: string) => void;
  /** Asked before each save: false while another scheduler may have the state. */
  isOurs: () => boolean;
}

export type Listener = (state: BatchState, before: BatchState, event: BatchEvent) => void;

/** Holds the state and is the only one to change it: step, then save, then publish, so that nobody can forget one. */
export class Store {
  private current: BatchState;
  private readonly path: string;
  private readonly texts = new JobTexts();
  private listeners: Listener[] = [];
  private readonly options: StoreOptions;
  private savedAtMs = -Infinity;
  private dirty = false;
  private failing = false;
  private timer: NodeJS.Timeout | undefined;
  private disowned = false;

  constructor(path: string, initial: BatchState, options: StoreOptions) {
    this.path = path;
    this.current = initial;
    this.options = options;
    this.save(false); // before anything starts: what is found from now on belongs to this run
  }

  get state(): BatchState {
    return this.current;
  }

  /** From now on nothing is saved or told to anybody: the state is another scheduler's. */
  disown(): void {
    this.disowned = true;
    this.listeners = [];
    clearTimeout(this.timer);
  }

  get isDisowned(): boolean {
    return this.disowned;
  }

  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  apply(event: BatchEvent): void {
    const before = this.current;
    this.current = step(before, event);
    if (this.current === before) return;
    this.saveSoon();
    for (const listener of this.listeners) listener(this.current, before, event);
  }

  private saveSoon(): void {
    this.dirty = true;
    if (this.timer || this.disowned) return;
    const every = this.current.jobs.length > BIG_JOBS ? SAVE_BIG_EVERY_MS : SAVE_EVERY_MS;
    const wait = this.failing ? RETRY_MS : Math.max(0, this.savedAtMs + every - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.dirty) this.save(false);
    }, wait);
  }

  /** False when the file could not be written; it will be tried again. */
  private save(durable: boolean): boolean {
    this.savedAtMs = performance.now();
    if (!this.options.isOurs()) {
      this.failing = true;
      this.saveSoon();
      return false;
    }
    try {
      writeFileAtomic(this.path, formatState(this.current, Date.now(), this.texts), { durable });
    } catch (error) {
      if (!this.failing) this.options.complain(`the state cannot be saved, trying on: ${messageOf(error)}`);
      this.failing = true;
      this.saveSoon();
      return false;
    }
    this.dirty = false;
    this.failing = false;
    return true;
  }

  /** Saves the last state for good; waits for space on a full disk until `givingUp` says true. */
  async close(givingUp: () => boolean): Promise<void> {
    while (!this.save(true) && !givingUp() && !this.disowned)
      await new Promise((resume) => setTimeout(resume, RETRY_MS));
    clearTimeout(this.timer);
  }
}
