// How far a person may go in one exercise. The server keeps it with the person and this browser keeps a copy, so that it
// holds without a connection, too; of the two the one that was said later counts.

import { say } from '../words';

export interface PersonalLimit {
  /** Id of one of the exercise's measures. */
  quantity: string;
  side: 'left' | 'right' | 'both' | null;
  least: number | null;
  most: number | null;
}

export interface KeptLimit {
  /** Nothing: there is none, or it was taken away. */
  limit: PersonalLimit | null;
  /** When the person said so; 0: never. */
  set_ms: number;
}

type KeyValues = Pick<Storage, 'getItem' | 'setItem'>;

const none: KeptLimit = { limit: null, set_ms: 0 };
const keyOf = (exercise: string) => `ezpt-limit-${exercise}`;

function isKept(value: unknown): value is KeptLimit {
  return typeof value === 'object' && value !== null && typeof (value as KeptLimit).set_ms === 'number' && 'limit' in value;
}

export function parseKept(text: string | null | undefined): KeptLimit {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isKept(value) ? value : none;
  } catch {
    return none;
  }
}

export function later(a: KeptLimit, b: KeptLimit): KeptLimit {
  return b.set_ms > a.set_ms ? b : a;
}

/** What this browser has, unless it is somebody else's. A stranger's first page does not know its person yet. */
function keptOf(person: string, text: string | null): KeptLimit {
  const kept = parseKept(text) as KeptLimit & { person?: string };
  const isElses = person !== '' && kept.person !== undefined && kept.person !== '' && kept.person !== person;
  return isElses ? none : { limit: kept.limit, set_ms: kept.set_ms };
}

/** The one that counts, of what the page brought and what this browser has; this browser has it from now on. */
export function currentLimit(exercise: string, ofPage: KeptLimit, person: string, storage: KeyValues = localStorage): KeptLimit {
  const current = later(ofPage, keptOf(person, storage.getItem(keyOf(exercise))));
  keepHere(exercise, current, person, storage);
  return current;
}

export function keepHere(exercise: string, kept: KeptLimit, person: string, storage: KeyValues = localStorage): void {
  if (kept.set_ms > 0) storage.setItem(keyOf(exercise), JSON.stringify({ ...kept, person }));
}

/** Plain words where the server refuses it. Without a connection it is kept here, and sent when the page is next opened. */
export async function sendLimit(exercise: string, kept: KeptLimit): Promise<string | null> {
  const answer = await fetch(`/api/limits/${encodeURIComponent(exercise)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(kept),
  }).catch(() => null);
  if (answer === null || answer.ok || answer.status >= 500) return null;
  const said = (await answer.json().catch(() => null)) as { error?: string } | null;
  return said?.error ?? say('limit.cannot_be_kept');
}
