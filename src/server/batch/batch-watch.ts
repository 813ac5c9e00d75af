import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GRACE_S } from '../../batch/grace.ts';
import { readState } from '../../batch/saved-state.ts';
import type { BatchEvent, BatchView, JobView } from '../api.ts';
import { draftPaths, readDraft } from './drafts.ts';
import { viewBatch, type FoundBatch } from './batch-view.ts';
import { History, type NumberedEvent } from './history.ts';

const POLL_MS = 100;
/** Whether the scheduler lives also changes without a change of the file. */
const REFRESH_MS = 2000;

export type { NumberedEvent } from './history.ts';
export type Subscriber = (event: NumberedEvent) => void;

/**
 * Watches the files of one run root for all who look at it. It asks for them by opening them, so that it also works where
 * changes are not announced and attributes are cached (NFS).
 */
export class BatchWatch {
  readonly runRoot: string;
  private readonly statePath: string;
  private readonly subscribers = new Set<Subscriber>();
  private readonly history = new History();
  private readonly texts = new Map<string, string>();
  private found: FoundBatch;
  private view: BatchView;
  private stamp = '';
  private refreshedMs = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | null = null;

  constructor(runRoot: string, graceS = GRACE_S) {
    this.runRoot = runRoot;
    this.statePath = join(runRoot, 'scheduler_state.json');
    const log = { path: join(runRoot, 'bezierfit_batch.run.out'), sizeBytes: 0 };
    this.found = { runRoot, statePath: this.statePath, state: null, log, graceS, draftRevision: '' };
    this.view = viewBatch(this.found, Date.now());
  }

  /** The batch as it was last seen. */
  get newest(): BatchView {
    return this.view;
  }

  get viewers(): number {
    return this.subscribers.size;
  }

  get isWatched(): boolean {
    return this.subscribers.size > 0;
  }

  /** The batch as it is on disk now. */
  async current(): Promise<BatchView> {
    await this.look();
    return this.view;
  }

  /** Sends what happened after `afterId`, or the whole view, then every change. */
  async subscribe(afterId: number | null, subscriber: Subscriber): Promise<() => void> {
    await this.look();
    const missed = afterId === null ? null : this.history.since(afterId);
    if (missed) missed.forEach(subscriber);
    else subscriber(this.snapshot());
    this.subscribers.add(subscriber);
    this.timer ??= setTimeout(() => void this.poll(), POLL_MS);
    return () => {
      this.subscribers.delete(subscriber);
    };
  }

  snapshot(): NumberedEvent {
    return { id: this.history.lastId, event: { type: 'snapshot', batch: this.view } };
  }

  private async poll(): Promise<void> {
    try {
      await this.look();
    } finally {
      this.timer = this.isWatched ? setTimeout(() => void this.poll(), POLL_MS) : undefined;
    }
  }

  private look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => (this.looking = null));
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const [stateStamp, ...draftStamps] = await Promise.all([this.statePath, ...draftPaths(this.runRoot)].map(stampOf));
    const draftStamp = draftStamps.join(' ');
    const sizeBytes = (await stat(this.found.log.path).catch(() => null))?.size ?? 0;
    const stamp = `${stateStamp} ${sizeBytes} ${draftStamp}`;
    if (stamp === this.stamp && performance.now() - this.refreshedMs < REFRESH_MS) return;
    if (!this.stamp.startsWith(`${stateStamp} `)) this.found.state = this.readState();
    if (!this.stamp.endsWith(` ${draftStamp}`)) this.found.draftRevision = draftRevision(this.runRoot);
    this.stamp = stamp;
    this.refreshedMs = performance.now();
    this.found.log = { ...this.found.log, sizeBytes };
    this.publish(viewBatch(this.found, Date.now()));
  }

  private readState(): FoundBatch['state'] {
    try {
      return readState(this.statePath);
    } catch (error) {
      return { unreadable: error instanceof Error ? error.message : String(error) };
    }
  }

  private publish(view: BatchView): void {
    const { jobs, ...head } = view;
    const changed = jobs.filter((job) => this.isNews(job.jobId, job));
    const order = jobs.map(({ jobId }) => jobId);
    const sameOrder = order.join('\n') === this.view.jobs.map(({ jobId }) => jobId).join('\n');
    const headIsNews = this.isNews('', head);
    this.view = view;
    if (changed.length === 0 && sameOrder && !headIsNews) return;
    const event: BatchEvent = { type: 'change', head, jobs: changed, order: sameOrder ? null : order };
    const characters = ['', ...changed.map(({ jobId }) => jobId)].reduce((sum, key) => sum + this.lengthOf(key), 0);
    const numbered = this.history.add(event, characters + (sameOrder ? 0 : order.join().length));
    for (const subscriber of this.subscribers) subscriber(numbered);
  }

  private lengthOf(key: string): number {
    return this.texts.get(key)?.length ?? 0;
  }

  private isNews(key: string, value: JobView | object): boolean {
    const text = JSON.stringify(value);
    if (this.texts.get(key) === text) return false;
    this.texts.set(key, text);
    return true;
  }
}

function draftRevision(runRoot: string): string {
  try {
    return readDraft(runRoot).revision;
  } catch {
    return ''; // not readable: said where it is opened
  }
}

/** Opening a file makes NFS ask the server; a stat alone may be answered from its cache. */
async function stampOf(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return 'none';
  try {
    const { ino, size, mtimeNs } = await file.stat({ bigint: true });
    return `${ino}:${size}:${mtimeNs}`;
  } finally {
    await file.close();
  }
}

/** One watch for each run root that somebody looks at. */
export class Watches {
  private readonly graceS: number;
  private readonly watches = new Map<string, BatchWatch>();

  constructor(graceS: number) {
    this.graceS = graceS;
  }

  of(runRoot: string): BatchWatch {
    let watch = this.watches.get(runRoot);
    if (!watch) {
      if (this.watches.size >= 64) this.forgetIdle();
      watch = new BatchWatch(runRoot, this.graceS);
      this.watches.set(runRoot, watch);
    }
    return watch;
  }

  /** How many look at all. */
  get streams(): number {
    return [...this.watches.values()].reduce((sum, { viewers }) => sum + viewers, 0);
  }

  private forgetIdle(): void {
    for (const [runRoot, watch] of this.watches) if (!watch.isWatched) this.watches.delete(runRoot);
  }
}
