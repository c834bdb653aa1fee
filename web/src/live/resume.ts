// What a tab remembers of its unfinished set, so that a reload goes on with it.

import type { SourceKind } from './protocol';

export interface Unfinished {
  token: string;
  savedAt: number;
  keepMs: number;
  /** Of the set under way. */
  count: number;
  target: number;
  source: SourceKind;
}

const prefix = 'ezpt.unfinished.';
const key = (exercise: string) => prefix + exercise;

/** The set, unless the server will have forgotten it by now or what is stored is not ours. */
export function readUnfinished(text: string | null, now: number): Unfinished | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Partial<Unfinished> | null;
    if (typeof value?.token !== 'string' || typeof value.savedAt !== 'number' || typeof value.keepMs !== 'number') return null;
    if (now - value.savedAt > value.keepMs) return null;
    const { token, savedAt, keepMs, count, target, source } = value;
    const number = (given: unknown) => (typeof given === 'number' ? given : 0);
    return { token, savedAt, keepMs, count: number(count), target: number(target), source: source === 'virtual_patient' ? source : 'camera' };
  } catch {
    return null;
  }
}

/** A browser that was told to keep nothing throws: the set then goes on without surviving a reload. */
function tryStorage<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

export function loadUnfinished(exercise: string): Unfinished | null {
  return readUnfinished(tryStorage((storage) => storage.getItem(key(exercise))), Date.now());
}

/** The sets that this tab began and did not end, for the page that lists sessions: where each goes on, and what it has. */
export function unfinishedSets(): { exercise: string; url: string; count: number; target: number }[] {
  const keys = tryStorage((storage) => Object.keys(storage).filter((name) => name.startsWith(prefix))) ?? [];
  return keys.flatMap((name) => {
    const exercise = name.slice(prefix.length);
    const set = loadUnfinished(exercise);
    if (set === null) return [];
    return [{ exercise, url: `/exercises/${encodeURIComponent(exercise)}/session`, count: set.count, target: set.target }];
  });
}

export function forgetUnfinished(exercise: string): void {
  tryStorage((storage) => storage.removeItem(key(exercise)));
}

const saveEveryMs = 5000;

/** The set under way, as this tab remembers it. */
export class SetToken {
  private token: { value: string; keepMs: number } | null = null;
  private savedAt = 0;
  private readonly done = { count: 0, target: 0 };
  source: SourceKind = 'camera';

  constructor(private readonly exercise: string) {}

  /** To go on with: of this page's set, or of the one that an earlier page of this tab began. */
  get value(): string | null {
    return this.token?.value ?? loadUnfinished(this.exercise)?.token ?? null;
  }

  /** @param keepMs  How long the set can be gone on with; as before where it is not said. */
  set(value: string, keepMs = this.token?.keepMs ?? 0): void {
    this.token = { value, keepMs };
    this.save();
  }

  /** What there is of the set; kept at once where it grew, and now and then. */
  keep(count: number, target: number): void {
    const grew = count !== this.done.count || target !== this.done.target;
    Object.assign(this.done, { count, target });
    if (grew || performance.now() - this.savedAt > saveEveryMs) this.save();
  }

  save(): void {
    if (this.token === null) return;
    this.savedAt = performance.now();
    const { value: token, keepMs } = this.token;
    const value = JSON.stringify({ token, savedAt: Date.now(), keepMs, ...this.done, source: this.source } satisfies Unfinished);
    tryStorage((storage) => storage.setItem(key(this.exercise), value));
  }

  /** This page no longer has the set; another, or a reload, may. */
  drop(): void {
    this.token = null;
  }

  forget(): void {
    this.drop();
    forgetUnfinished(this.exercise);
  }
}
