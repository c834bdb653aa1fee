// Sets that were coached on this device, until the server has them: what each is, and its record's chunks as they come.
// A chunk that was added survives a closed tab. Used by pages and by the engine's worker.

import type { StopReason, Summary } from '../live/protocol';
import type { SetDescription } from './messages';

const databaseName = 'ezpt';
const databaseVersion = 1;

export interface KeptSet extends SetDescription {
  startedMs: number;
  /** When the last chunk was added. */
  touchedMs: number;
  /** Over, and why; `null` while it runs or was cut off. */
  ended: StopReason | null;
  /** What the page showed at the end. */
  summary: Summary | null;
  /** The server's id of a set that it began. */
  remote: string | null;
  /** With so many of the server's chunks the set went on here: the record is this one. Nothing: a copy, and no more. */
  goneOnAfter: number | null;
  /** How bad it was, 0 to 10, where it was stopped because it hurt and the person said so. */
  pain?: number;
}

function promised<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error ?? new Error('IndexedDB'));
  });
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, databaseVersion);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('sets', { keyPath: 'id' });
    request.result.createObjectStore('chunks');
  };
  return promised(request);
}

/** Of one set, in order. */
function chunksOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]);
}

export class SetStore {
  private constructor(private readonly database: IDBDatabase) {}

  /** Rejects where the browser keeps nothing. */
  static async open(): Promise<SetStore> {
    return new SetStore(await open());
  }

  async create(set: KeptSet): Promise<void> {
    await this.write(['sets'], (store) => store('sets').add(set));
  }

  async get(id: string): Promise<KeptSet | null> {
    const found: KeptSet | undefined = await promised(this.database.transaction('sets').objectStore('sets').get(id));
    return found ?? null;
  }

  /** Oldest first. */
  async all(): Promise<KeptSet[]> {
    const sets: KeptSet[] = await promised(this.database.transaction('sets').objectStore('sets').getAll());
    return sets.sort((a, b) => a.startedMs - b.startedMs);
  }

  async chunks(id: string): Promise<Uint8Array[]> {
    return promised(this.database.transaction('chunks').objectStore('chunks').getAll(chunksOf(id)));
  }

  /** Durable when it resolves; false where there is no such set any more. */
  async addChunk(id: string, index: number, bytes: Uint8Array): Promise<boolean> {
    let there = false;
    await this.write(['sets', 'chunks'], (store) => {
      const sets = store('sets');
      const request = sets.get(id) as IDBRequest<KeptSet | undefined>;
      request.onsuccess = () => {
        if (request.result === undefined) return;
        there = true;
        sets.put({ ...request.result, touchedMs: Date.now() });
        store('chunks').put(bytes, [id, index]);
      };
    });
    return there;
  }

  /** False where there is no such set any more. */
  async change(id: string, change: Partial<KeptSet>): Promise<boolean> {
    let there = false;
    await this.write(['sets'], (store) => {
      const sets = store('sets');
      const request = sets.get(id) as IDBRequest<KeptSet | undefined>;
      request.onsuccess = () => {
        if (request.result === undefined) return;
        there = true;
        sets.put({ ...request.result, ...change });
      };
    });
    return there;
  }

  async remove(id: string): Promise<void> {
    await this.write(['sets', 'chunks'], (store) => {
      store('sets').delete(id);
      store('chunks').delete(chunksOf(id));
    });
  }

  private write(stores: string[], work: (store: (name: string) => IDBObjectStore) => void): Promise<void> {
    return new Promise((done, fail) => {
      const transaction = this.database.transaction(stores, 'readwrite', { durability: 'strict' });
      transaction.oncomplete = () => done();
      transaction.onabort = transaction.onerror = () => fail(transaction.error ?? new Error('IndexedDB'));
      work((name) => transaction.objectStore(name));
    });
  }
}

const lockName = (id: string) => `ezpt-set-${id}`;

/** Marks the set as being coached here, until this page or worker is gone. False if it already is, elsewhere. */
export function liveLock(id: string): Promise<boolean> {
  return new Promise((done) => {
    void navigator.locks.request(lockName(id), { ifAvailable: true }, (lock) => {
      done(lock !== null);
      return lock === null ? undefined : new Promise<void>(() => undefined);
    });
  });
}

/** Runs `work` if nobody is coaching or uploading the set meanwhile. */
export async function whileIdle(id: string, work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(lockName(id), { ifAvailable: true }, (lock) => (lock === null ? undefined : work()));
}
