// How long a person waits between a movement and what the page makes of it: from the picture's capture to the drawing.

import { say } from '../words';

const recentCount = 30;
const mostMs = 10_000;  // what took longer counts as this
const keepSessions = 30;
const storageKey = 'ezpt.latency';

export interface LatencyFigures {
  p50: number;
  p99: number;
  pictures: number;
  place: string;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export class Latency {
  /** How many pictures took so many milliseconds: a long set needs no more memory than a short one. */
  private readonly counts = new Uint32Array(mostMs + 1);
  private pictures = 0;
  private readonly recent: number[] = [];

  record(ms: number): void {
    if (!(ms >= 0)) return;
    this.counts[Math.min(mostMs, Math.round(ms))]! += 1;
    this.pictures += 1;
    this.recent.push(ms);
    if (this.recent.length > recentCount) this.recent.shift();
  }

  /** Median of the last pictures. */
  get now(): number | null {
    return this.recent.length === 0 ? null : percentile([...this.recent].sort((a, b) => a - b), 0.5);
  }

  figures(place: string): LatencyFigures | null {
    if (this.pictures === 0) return null;
    return { p50: this.percentile(0.5), p99: this.percentile(0.99), pictures: this.pictures, place };
  }

  private percentile(share: number): number {
    let left = Math.min(this.pictures - 1, Math.floor(share * this.pictures));
    return this.counts.findIndex((count) => (left -= count) < 0);
  }
}

type Stored = Record<string, LatencyFigures>;

function readAll(): Stored {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Stored) : {};
  } catch {
    return {};
  }
}

/** For the summary's page. Only this browser can know it: the server does not see when something was drawn. */
export function keepLatency(session: string, figures: LatencyFigures | null): void {
  if (figures === null) return;
  const entries = [...Object.entries(readAll()), [session, figures] as const].slice(-keepSessions);
  try {
    localStorage.setItem(storageKey, JSON.stringify(Object.fromEntries(entries)));
  } catch {
    // A browser that keeps nothing: the summary goes without the figure.
  }
}

export function latencyText({ p50, p99, place }: LatencyFigures): string {
  return say(place === 'device' ? 'latency.on_device' : 'latency.on_server', { usual: p50, slowest: p99 });
}

export function showLatency(root: ParentNode): void {
  for (const line of root.querySelectorAll<HTMLElement>('[data-latency]')) {
    const figures = readAll()[line.dataset.latency ?? ''];
    if (figures === undefined) continue;
    line.textContent = latencyText(figures);
    line.closest<HTMLElement>('[data-latency-fold]')?.removeAttribute('hidden');
  }
}
