// How long a person waits between a movement and what the page makes of it: from the picture's capture to the drawing.

const recentCount = 30;
const mostKept = 100_000;  // an hour and a half at 18 a second
const keepSessions = 30;
const storageKey = 'ezpt.latency';

export interface LatencyFigures {
  p50: number;
  p99: number;
  pictures: number;
  place: string;
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export class Latency {
  private readonly all: number[] = [];
  private readonly recent: number[] = [];

  record(ms: number): void {
    if (!(ms >= 0)) return;
    if (this.all.length < mostKept) this.all.push(ms);
    this.recent.push(ms);
    if (this.recent.length > recentCount) this.recent.shift();
  }

  /** Median of the last pictures. */
  get now(): number | null {
    return this.recent.length === 0 ? null : percentile([...this.recent].sort((a, b) => a - b), 0.5);
  }

  figures(place: string): LatencyFigures | null {
    if (this.all.length === 0) return null;
    const sorted = [...this.all].sort((a, b) => a - b);
    const round = (value: number) => Math.round(value);
    return { p50: round(percentile(sorted, 0.5)), p99: round(percentile(sorted, 0.99)), pictures: sorted.length, place };
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
  const where = place === 'device' ? 'on this device' : 'on the server';
  return `From picture to feedback: ${p50} ms as a rule, ${p99} ms in the slowest hundredth (${where}).`;
}

export function showLatency(root: ParentNode): void {
  for (const line of root.querySelectorAll<HTMLElement>('[data-latency]')) {
    const figures = readAll()[line.dataset.latency ?? ''];
    if (figures === undefined) continue;
    line.textContent = latencyText(figures);
    line.hidden = false;
  }
}
