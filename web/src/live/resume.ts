// What a tab remembers of its unfinished set, so that a reload goes on with it.

export interface Unfinished {
  token: string;
  savedAt: number;
  keepMs: number;
}

const key = (exercise: string) => `ezpt.unfinished.${exercise}`;

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

export function loadUnfinished(exercise: string): string | null {
  return readUnfinished(tryStorage((storage) => storage.getItem(key(exercise))), Date.now());
}

export function saveUnfinished(exercise: string, token: string, keepMs: number): void {
  const value = JSON.stringify({ token, savedAt: Date.now(), keepMs } satisfies Unfinished);
  tryStorage((storage) => storage.setItem(key(exercise), value));
}

export function forgetUnfinished(exercise: string): void {
  tryStorage((storage) => storage.removeItem(key(exercise)));
}
