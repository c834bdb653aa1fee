// While the server coaches a set, its record is copied into this browser, chunk by chunk: should the server fall silent,
// the engine here goes on from the copy. The server says with every answer how many chunks there are to copy.

import type { SetDescription } from './messages';
import { SetStore } from './set_store';

export class Mirror {
  private there = 0;
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

  /** @param there  Chunks that the server has stored. */
  follow(there: number): void {
    this.there = Math.max(this.there, there);
    void this.fetchNext();
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

  /** All that the server has stored. The network may go meanwhile: the next picture's answer then tries again. */
  private async fetchNext(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    try {
      while (!this.over && this.kept < this.there) {
        const answer = await fetch(`/api/sessions/${this.of}/chunks/${this.kept}`);
        const bytes = new Uint8Array(await answer.arrayBuffer());
        // What comes late must not be put beside what the engine here has made since.
        if (this.over) return;
        if (answer.status === 404) return this.drop();  // deleted meanwhile
        if (!answer.ok) return;  // the next picture's answer tries again
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
