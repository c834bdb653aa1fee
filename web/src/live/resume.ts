// What a tab remembers of its unfinished set, so that a reload goes on with it.

export interface Unfinished {
  token: string;
  savedAt: number;
  keepMs: number;
}

const prefix = 'ezpt.unfinished.';
const key = (exercise: string) => prefix + exercise;

/** The token, unless the server will have forgotten it by now or what is stored is not ours. */
export function readUnfinished(text: string | null, now: number): string | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Partial<Unfinished> | null;
    if (typeof value?.token !== 'string' || typeof value.savedAt !== 'number' || typeof value.keepMs !== 'number') return null;
    return now - value.savedAt <= value.keepMs ? value.token : null;
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

function loadUnfinished(exercise: string): string | null {
  return readUnfinished(tryStorage((storage) => storage.getItem(key(exercise))), Date.now());
}

/** Exercises of which this tab has a set that can still be gone on with. */
export function unfinishedExercises(): string[] {
  const keys = tryStorage((storage) => Object.keys(storage)) ?? [];
  const exercises = keys.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return exercises.filter((exercise) => loadUnfinished(exercise) !== null).sort();
}

function saveUnfinished(exercise: string, token: string, keepMs: number): void {
  const value = JSON.stringify({ token, savedAt: Date.now(), keepMs } satisfies Unfinished);
  tryStorage((storage) => storage.setItem(key(exercise), value));
}

function forgetUnfinished(exercise: string): void {
  tryStorage((storage) => storage.removeItem(key(exercise)));
}

const saveEveryMs = 5000;

/** The set under way, as this tab remembers it. */
export class SetToken {
  private token: { value: string; keepMs: number } | null = null;
  private savedAt = 0;

  constructor(private readonly exercise: string) {}

  /** To go on with: of this page's set, or of the one that an earlier page of this tab began. */
  get value(): string | null {
    return this.token?.value ?? loadUnfinished(this.exercise);
  }

  /** @param keepMs  How long the set can be gone on with; as before where it is not said. */
  set(value: string, keepMs = this.token?.keepMs ?? 0): void {
    this.token = { value, keepMs };
    this.save();
  }

  save(): void {
    if (this.token === null) return;
    this.savedAt = performance.now();
    saveUnfinished(this.exercise, this.token.value, this.token.keepMs);
  }

  saveNowAndThen(): void {
    if (performance.now() - this.savedAt > saveEveryMs) this.save();
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
