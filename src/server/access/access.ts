import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readSecrets, writeSecrets, type Secrets } from './secret-file.ts';

const TOKEN_BYTES = 32;
const MOST_SESSIONS = 64;
const SESSION_MS = 30 * 24 * 3600 * 1000;
const FAILURES_A_MINUTE = 10;
const MINUTE_MS = 60_000;

/**
 * Who may come in. The link's token is good for one exchange: then the next one stands in the file. Sessions outlive a
 * restart of the server; only their hashes are kept.
 */
export class Access {
  private readonly path: string;
  private readonly now: () => number;
  private secrets: Secrets;
  private failures: number[] = [];
  /** Called when a link was used. */
  onExchange: () => void = () => {};

  constructor(path: string, now: () => number = Date.now) {
    this.path = path;
    this.now = now;
    this.secrets = { token: newSecret(), sessions: readSecrets(path)?.sessions ?? [] };
    writeSecrets(path, this.secrets);
  }

  /** Of the next link. */
  get token(): string {
    return this.secrets.token;
  }

  /** A new session's id for the right token, or null: wrong, used already, or too many wrong ones in the last minute. */
  exchange(candidate: string): string | null {
    const nowMs = this.now();
    this.failures = this.failures.filter((time) => nowMs - time < MINUTE_MS);
    const isRight = isSame(candidate, this.secrets.token);
    if (this.failures.length >= FAILURES_A_MINUTE) return null;
    if (!isRight) {
      this.failures.push(nowMs);
      return null;
    }
    const id = newSecret();
    const living = this.secrets.sessions.filter(({ startedMs }) => nowMs - startedMs < SESSION_MS);
    const sessions = [...living, { hash: hashOf(id), startedMs: nowMs }].slice(-MOST_SESSIONS);
    this.secrets = { token: newSecret(), sessions };
    writeSecrets(this.path, this.secrets);
    this.onExchange();
    return id;
  }

  isSession(id: string): boolean {
    const hash = hashOf(id);
    const earliestMs = this.now() - SESSION_MS;
    let found = false; // no early end: the time must not tell
    for (const one of this.secrets.sessions) {
      if (isSame(one.hash, hash) && one.startedMs > earliestMs) found = true;
    }
    return found;
  }
}

const newSecret = (): string => randomBytes(TOKEN_BYTES).toString('base64url');
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** In constant time, whatever the lengths. */
function isSame(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(x as Buffer, y as Buffer);
}
