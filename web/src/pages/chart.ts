// The picture of a summary: one measure, one mark a repetition beside its goal, drawn from the table that stands below.

import { say } from '../words';

export interface Bar {
  label: string;
  value: number;
  correct: boolean;
}

export interface Goal {
  min: number;
  max: number;
}

export interface Series {
  name: string;
  unit: string;
  goal: Goal | null;
  bars: Bar[];
}

export interface Scale {
  min: number;
  max: number;
  ticks: number[];
}

/** Of an angle that is to be small: a taller bar would look like more. Such values are points, and the goal is below. */
export function lessIsBetter(goal: Goal | null): boolean {
  return goal !== null && goal.min <= 0;
}

/** Round numbers from zero, or below where something lies there, to above everything, in at most six steps. */
export function scaleFor(highest: number, lowest = 0): Scale {
  const top = Math.max(1, highest);
  const bottom = Math.min(0, lowest);
  const rough = (top - bottom) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power;
  const max = step * Math.ceil(top / step);
  const min = step * Math.floor(bottom / step);
  const ticks = Array.from({ length: Math.round((max - min) / step) + 1 }, (_, i) => Number((min + i * step).toPrecision(6)));
  return { min, max, ticks };
}

/** The scale that shows all values and the goal; where less is better, room above it, so that good looks good. */
export function scaleOf({ bars, goal }: Series): Scale {
  const values = bars.map((bar) => bar.value);
  const room = goal === null ? [] : [lessIsBetter(goal) ? 2 * goal.max : goal.max];
  return scaleFor(Math.max(...values, ...room), Math.min(...values));
}

const height = 240;
const margin = { left: 40, right: 4, top: 22, bottom: 24 };
/** Pixels, between a mark and its digits. */
const clearance = 11;
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

function drawGoal(svg: SVGElement, { min, max }: Goal, scale: Scale, y: (value: number) => number, width: number): void {
  const [bottom, top] = [y(Math.max(min, scale.min)), y(Math.min(max, scale.max))];
  const { left, right } = margin;
  svg.append(node('rect', { class: 'chart-band', x: left, y: top, width: width - left - right, height: Math.max(0, bottom - top) }));
  for (const value of [min, max]) {
    if (value <= scale.min || value > scale.max) continue;
    svg.append(node('line', { class: 'chart-goal', x1: left, x2: width - right, y1: y(value), y2: y(value) }));
  }
}

/** In CSS pixels, so that its letters are as large as the page's on every screen. */
export function chart(series: Series, width: number): SVGElement {
  const { bars, goal } = series;
  const scale = scaleOf(series);
  const y = (value: number) => height - margin.bottom - ((value - scale.min) / (scale.max - scale.min)) * (height - margin.top - margin.bottom);
  const slot = (width - margin.left - margin.right) / Math.max(bars.length, 5);
  const svg = node('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
  if (goal !== null) drawGoal(svg, goal, scale, y, width);
  for (const tick of scale.ticks) {
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
    const top = y(bar.value);
    svg.append(markOf(bar, middle, top, slot, lessIsBetter(goal) ? null : y(0)));
    if (showsValues) svg.append(node('text', { class: 'chart-value', x: middle, y: top - clearance, 'text-anchor': 'middle' }, values[i]));
    if (i % labelled === 0) svg.append(node('text', { x: middle, y: height - 5, 'text-anchor': 'middle' }, bar.label));
  });
  return svg;
}

/** A bar from the floor, or a point where there is no floor to rise from. */
function markOf(bar: Bar, middle: number, top: number, slot: number, floor: number | null): SVGElement {
  const thick = Math.min(56, 0.62 * slot);
  const style = bar.correct ? 'chart-bar' : 'chart-bar chart-bar-faulty';
  if (floor === null) return node('circle', { class: style, cx: middle, cy: top, r: Math.min(7, thick / 2) });
  const [from, to] = [Math.min(top, floor), Math.max(top, floor)];
  return node('rect', { class: style, x: middle - thick / 2, y: from, width: thick, height: to - from, rx: Math.min(8, thick / 4) });
}

/** The first measure that at least two repetitions have. */
export function readSeries(rows: Iterable<Element>): Series | null {
  const found = new Map<string, Series>();
  for (const row of rows) {
    const label = row.querySelector('th')?.textContent ?? '';
    for (const cell of row.querySelectorAll<HTMLElement>('[data-value]')) {
      const { measure = '', name = '', unit = '', value, goalMin, goalMax } = cell.dataset;
      const number = Number.parseFloat(value ?? '');
      if (!Number.isFinite(number)) continue;
      const goal = goalMin === undefined || goalMax === undefined ? null : { min: Number(goalMin), max: Number(goalMax) };
      const entry = found.get(measure) ?? { name, unit, goal, bars: [] };
      entry.bars.push({ label, value: number, correct: (row as HTMLElement).dataset.correct === 'true' });
      found.set(measure, entry);
    }
  }
  return [...found.values()].find((entry) => entry.bars.length >= 2) ?? null;
}

/** Less wide it would be drawn inside out; the table beneath says the same. */
const leastWidth = 120;

/** Only what is in the picture. */
function legendOf({ bars, goal, unit }: Series): HTMLElement[] {
  const entries: [string, string][] = [];
  if (bars.some((bar) => bar.correct)) entries.push(['', say('chart.no_fault')]);
  if (bars.some((bar) => !bar.correct)) entries.push(['is-faulty', say('chart.to_work_on')]);
  if (goal !== null) entries.push(['is-band', lessIsBetter(goal) ? say('chart.goal_at_most', { max: goal.max, unit }) : say('chart.goal_range', { min: goal.min, max: goal.max, unit })]);
  return entries.map(([style, text]) => {
    const entry = document.createElement('span');
    entry.className = style;
    entry.textContent = text;
    return entry;
  });
}

export function drawCharts(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>('[data-chart]')) {
    const table = document.getElementById(place.dataset.chart ?? '');
    const data = table === null ? null : readSeries(table.querySelectorAll('tbody tr'));
    if (data === null) continue;
    const title = document.createElement('p');
    title.className = 'chart-title';
    title.textContent = data.unit === '°' ? say('chart.degrees', { name: data.name }) : `${data.name}, ${data.unit}`;
    const legend = document.createElement('p');
    legend.className = 'chart-legend';
    legend.append(...legendOf(data));
    const canvas = document.createElement('div');
    place.replaceChildren(title, canvas, legend);
    place.hidden = false;
    new ResizeObserver(() => {
      if (canvas.clientWidth >= leastWidth) canvas.replaceChildren(chart(data, canvas.clientWidth));
    }).observe(canvas);
  }
}
