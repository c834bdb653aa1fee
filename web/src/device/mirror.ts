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

  /** The server says how many there are. */
  atLeast(closed: number): void {
    this.closed = Math.max(this.closed, closed);
  }

  /** The connection was lost: the server closes the open chunk. */
  flush(): void {
    if (this.first !== null) this.closed += 1;
    this.first = null;
  }
}

export class Mirror {
  private readonly counter = new ChunkCounter();
  private fetching = false;
  private over = false;

  /** @param of  The server's id. @param kept  Chunks that the store has. */
  private constructor(private readonly store: SetStore, private readonly id: string, readonly of: string, private kept: number) {}

  /** @param set  Its id is the copy's, unless an earlier page of this browser has begun one. @param remote  The server's id. */
  static async begin(set: SetDescription, remote: string): Promise<Mirror> {
    const store = await SetStore.open();
    const begun = (await store.all()).find((one) => one.remote === remote && one.goneOnAfter === null);
    if (begun !== undefined) return new Mirror(store, begun.id, remote, (await store.chunks(begun.id)).length);
    const now = Date.now();
    await store.create({ ...set, startedMs: now, touchedMs: now, ended: null, summary: null, remote, goneOnAfter: null });
    return new Mirror(store, set.id, remote, 0);
  }

  /** @param there  Chunks that the server has: of a set that an earlier page began, or from before a lost connection. */
  welcomed(there: number): void {
    this.counter.atLeast(there);
    void this.fetchNext();
  }

  seen({ t }: Feedback): void {
    this.counter.add(t);
    void this.fetchNext();
  }

  lost(): void {
    this.counter.flush();
  }

  /** The copy is the set from here on, and nothing more is copied. Its id; nothing where there is none to go on from. */
  async takeOver(): Promise<string | null> {
    if (this.kept === 0 || this.over) return null;
    this.over = true;
    await this.store.change(this.id, { goneOnAfter: this.kept });
    return this.id;
  }

  /** The server has the whole set: the copy is not needed. */
  drop(): void {
    this.over = true;
    void this.store.remove(this.id);
  }

  /** All that the server has closed. The network may go meanwhile: the next picture's answer then tries again. */
  private async fetchNext(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    try {
      while (!this.over && this.kept < this.counter.count) {
        const answer = await fetch(`/api/sessions/${this.of}/chunks/${this.kept}`);
        const bytes = new Uint8Array(await answer.arrayBuffer());
        // What comes late must not be put beside what the engine here has made since.
        if (this.over) return;
        if (!answer.ok) return this.drop();  // deleted meanwhile
        if (!(await this.store.addChunk(this.id, this.kept, bytes))) return this.drop();
        this.kept += 1;
      }
    } catch {
      // The network is away.
    } finally {
      this.fetching = false;
    }
  }
}
