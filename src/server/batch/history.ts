import type { BatchEvent } from '../api.ts';

export interface NumberedEvent {
  id: number;
  event: BatchEvent;
}

/** So much is kept for those who lost the connection for a while; whoever missed more gets a new snapshot. */
const MOST_EVENTS = 200;
const MOST_CHARACTERS = 8 << 20;

/** The newest events of a batch, numbered without a gap; their number and their size are bounded. */
export class History {
  lastId = 0;
  private readonly kept: { numbered: NumberedEvent; characters: number }[] = [];
  private characters = 0;

  /** Numbers an event; `characters` is about its length as JSON. */
  add(event: BatchEvent, characters: number): NumberedEvent {
    const numbered = { id: ++this.lastId, event };
    this.kept.push({ numbered, characters });
    this.characters += characters;
    while (this.kept.length > MOST_EVENTS || this.characters > MOST_CHARACTERS) {
      const dropped = this.kept.shift();
      if (!dropped) break;
      this.characters -= dropped.characters;
    }
    return numbered;
  }

  /** What happened after `id`; null when that is no longer known. */
  since(id: number): NumberedEvent[] | null {
    const first = this.kept[0]?.numbered.id ?? this.lastId + 1;
    if (id > this.lastId || id < first - 1) return null;
    return this.kept.map(({ numbered }) => numbered).filter((one) => one.id > id);
  }
}
