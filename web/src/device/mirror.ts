// While the server coaches a set, its record is copied into this browser, chunk by chunk: should the server fall silent,
// the engine here goes on from the copy. A chunk closes with the first picture a second or more after the chunk's first
// (docs/formats/session-record.md), so that the page knows when there is one to fetch.

import type { Feedback } from '../live/protocol';
import type { SetDescription } from './messages';
import { SetStore } from './set_store';

const chunkSeconds = 1.0;

/** How many chunks of a record are closed, seen from its pictures' times. */
export class ChunkCounter {
  private first: number | null = null;
  private closed = 0;

  get count(): number {
    return this.closed;
  }

  add(t: number): void {
    if (this.first !== null && t - this.first < chunkSeconds) return;
    if (this.first !== null) this.closed += 1;
    this.first = t;
  }

  /** The connection was lost: the server closes the open chunk. */
  flush(): void {
    if (this.first !== null) this.closed += 1;
    this.first = null;
  }
}

export class Mirror {
  private readonly counter = new ChunkCounter();
  private fetched = 0;
  private fetching = false;
  private broken = false;

  private constructor(private readonly store: SetStore, readonly id: string, private readonly remote: string) {}

  /** @param set  Its id is the copy's. @param remote  The server's id. */
  static async begin(set: SetDescription, remote: string): Promise<Mirror> {
    const store = await SetStore.open();
    const now = Date.now();
    await store.create({ ...set, startedMs: now, touchedMs: now, ended: null, summary: null, remote });
    return new Mirror(store, set.id, remote);
  }

  seen({ t }: Feedback): void {
    this.counter.add(t);
    void this.fetchNext();
  }

  lost(): void {
    this.counter.flush();
  }

  /** Whether a set can be gone on with from here. */
  get usable(): boolean {
    return this.fetched > 0;
  }

  /** The server has the whole set: the copy is not needed. */
  drop(): void {
    this.broken = true;
    void this.store.remove(this.id);
  }

  private async fetchNext(): Promise<void> {
    if (this.fetching || this.broken || this.fetched >= this.counter.count) return;
    this.fetching = true;
    try {
      const answer = await fetch(`/api/sessions/${this.remote}/chunks/${this.fetched}`);
      if (answer.ok) await this.store.addChunk(this.id, this.fetched++, new Uint8Array(await answer.arrayBuffer()));
      else this.broken = true;
    } catch {
      // The network is away: the next picture's answer, if one comes, tries again.
    } finally {
      this.fetching = false;
    }
  }
}
