/** What a job tells about its state: written by the job, read by its scheduler, drawn by a terminal. (contract 5) */
export interface ProgressState {
  done: number;
  total: number;
  unit: string;
  /** Units a second, of what was computed (not skipped); null until something was. */
  rate: number | null;
  eta_s: number | null;
  /** Worker threads, once they are started: fewer than asked for where cores or memory end. */
  procs?: number;
}

/** Counts finished units; `publish` is called at most every 200 ms, and once more at the end. */
export class Progress {
  private readonly publish: (state: ProgressState) => void;
  private state: ProgressState = { done: 0, total: 0, unit: '', rate: null, eta_s: null };
  private computed = 0;
  private startedMs: number | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(publish: (state: ProgressState) => void) {
    this.publish = publish;
  }

  start(total: number, unit: string): void {
    this.state = { ...this.state, total, unit };
    this.publish(this.state);
  }

  /** The threads that the job really has. */
  threads(count: number): void {
    this.state.procs = count;
    this.announce();
  }

  /** Units that needed no work. */
  skip(units: number): void {
    this.state.done += units;
    this.announce();
  }

  /** Called when computing begins: from here on the rate counts. */
  startClock(): void {
    this.startedMs ??= performance.now();
  }

  advance(units: number): void {
    this.computed += units;
    this.state.done += units;
    const seconds = (performance.now() - (this.startedMs ?? performance.now())) / 1000;
    if (seconds > 0) {
      const rate = this.computed / seconds;
      this.state.rate = Number(rate.toPrecision(4));
      this.state.eta_s = Math.round((this.state.total - this.state.done) / rate);
    }
    this.announce();
  }

  /** Publishes the last state. */
  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.publish(this.state);
  }

  private announce(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.publish(this.state);
    }, 200).unref();
  }
}
