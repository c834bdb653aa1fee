// The bars of a summary: one measure, one bar a repetition, drawn from the table that stands below them.

export interface Bar {
  label: string;
  value: number;
  correct: boolean;
}

export interface Scale {
  max: number;
  ticks: number[];
}

/** From zero to a round number above everything, in at most five steps. */
export function scaleFor(highest: number): Scale {
  const safe = Math.max(1, highest);
  const rough = safe / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power;
  const max = step * Math.ceil(safe / step);
  const ticks = Array.from({ length: Math.round(max / step) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
  return { max, ticks };
}

const height = 240;
const margin = { left: 40, right: 4, top: 22, bottom: 24 };
/** Pixels, of the digits above the bars. */
const widestLetter = 9;
const namespace = 'http://www.w3.org/2000/svg';

function node(name: string, attributes: Record<string, string | number>, text?: string): SVGElement {
  const element = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Which bars can carry a text of so many letters without running into the next one's: every how manieth. */
export function everyNth(slot: number, letters: number): number {
  return Math.max(1, Math.ceil((widestLetter * letters + 4) / slot));
}

/** In CSS pixels, so that its letters are as large as the page's on every screen. */
export function barChart(bars: Bar[], width: number): SVGElement {
  const { max, ticks } = scaleFor(Math.max(...bars.map((bar) => bar.value)));
  const y = (value: number) => height - margin.bottom - (value / max) * (height - margin.top - margin.bottom);
  const slot = (width - margin.left - margin.right) / Math.max(bars.length, 5);
  const svg = node('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
  for (const tick of ticks) {
    const line = { x1: margin.left, x2: width - margin.right, y1: y(tick), y2: y(tick) };
    svg.append(node('line', tick === 0 ? { ...line, class: 'chart-floor' } : line));
    svg.append(node('text', { x: margin.left - 8, y: y(tick) + 4, 'text-anchor': 'end' }, String(tick)));
  }
  const longest = (texts: string[]) => Math.max(...texts.map((text) => text.length));
  const values = bars.map((bar) => String(Math.round(bar.value)));
  const showsValues = everyNth(slot, longest(values)) === 1;  // else the table beneath has them
  const labelled = everyNth(slot, longest(bars.map((bar) => bar.label)));
  bars.forEach((bar, i) => {
    const middle = margin.left + (i + 0.5) * slot;
    const thick = Math.min(56, 0.62 * slot);
    const top = y(bar.value);
    svg.append(node('rect', {
      class: bar.correct ? 'chart-bar' : 'chart-bar chart-bar-faulty',
      x: middle - thick / 2, y: top, width: thick, height: Math.max(0, y(0) - top), rx: Math.min(8, thick / 4),
    }));
    if (showsValues) svg.append(node('text', { class: 'chart-value', x: middle, y: top - 7, 'text-anchor': 'middle' }, values[i]));
    if (i % labelled === 0) svg.append(node('text', { x: middle, y: height - 5, 'text-anchor': 'middle' }, bar.label));
  });
  return svg;
}

/** The first measure that at least two repetitions have. */
export function readBars(rows: Iterable<Element>): { name: string; unit: string; bars: Bar[] } | null {
  const found = new Map<string, { name: string; unit: string; bars: Bar[] }>();
  for (const row of rows) {
    const label = row.querySelector('th')?.textContent ?? '';
    for (const cell of row.querySelectorAll<HTMLElement>('[data-value]')) {
      const { measure = '', name = '', unit = '', value } = cell.dataset;
      const number = Number.parseFloat(value ?? '');
      if (!Number.isFinite(number)) continue;
      const entry = found.get(measure) ?? { name, unit, bars: [] };
      entry.bars.push({ label, value: number, correct: (row as HTMLElement).dataset.correct === 'true' });
      found.set(measure, entry);
    }
  }
  return [...found.values()].find((entry) => entry.bars.length >= 2) ?? null;
}

export function drawCharts(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>('[data-chart]')) {
    const table = document.getElementById(place.dataset.chart ?? '');
    const data = table === null ? null : readBars(table.querySelectorAll('tbody tr'));
    if (data === null) continue;
    const title = document.createElement('p');
    title.className = 'chart-title';
    title.textContent = `${data.name}, ${data.unit === '°' ? 'degrees' : data.unit}`;
    const legend = document.createElement('p');
    legend.className = 'chart-legend';
    legend.innerHTML = '<span>good form</span><span class="is-faulty">something to work on</span>';
    const canvas = document.createElement('div');
    place.replaceChildren(title, canvas, legend);
    place.hidden = false;
    new ResizeObserver(() => canvas.replaceChildren(barChart(data.bars, canvas.clientWidth))).observe(canvas);
  }
}
