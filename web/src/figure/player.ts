// Plays figures on the page's <canvas data-figure>. "loop" goes on and on; "once" plays one repetition when it comes
// into view and again when pointed at, and then stands still at the far end of the movement: twelve restless figures are
// no calm page, and in their start pose many exercises are the same standing person. Who asked for less motion sees the
// start and the far end beside each other.

import { boundsOf, drawFrame, frameAt, keyFrames, parseFigure, placeOne, placeTwo, type Figure, type Palette } from './figure';
import { say } from '../words';

const reduced = window.matchMedia('(prefers-reduced-motion: reduce)');
const darkScheme = window.matchMedia('(prefers-color-scheme: dark)');

function palette(canvas: HTMLCanvasElement): Palette {
  const style = getComputedStyle(canvas);
  const colours = new Map<string, string>();
  const find = (name: string) => {
    let colour = colours.get(name);
    if (colour === undefined) {
      const near = name.replace(/-far$/, '');
      colour = style.getPropertyValue(`--figure-${name}`).trim() || style.getPropertyValue(`--figure-${near}`).trim();
      colours.set(name, colour);
    }
    return colour;
  };
  return (shapeClass) => find(shapeClass);
}

export class Player {
  private figure: Figure | null = null;
  private palette: Palette;
  private started = 0;
  private running = false;
  private rounds = Infinity;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.palette = palette(canvas);
    new ResizeObserver(() => this.still()).observe(canvas);
    canvas.addEventListener('figurechange', () => void this.reload());
    darkScheme.addEventListener('change', () => {
      this.palette = palette(canvas);
      this.still();
    });
  }

  async load(): Promise<boolean> {
    if (this.figure !== null) return true;
    try {
      const answer = await fetch(this.canvas.dataset.figure ?? '');
      this.figure = answer.ok ? parseFigure(await answer.json()) : null;
    } catch {
      this.figure = null;  // Without the figure the page still says in words what to do.
    }
    this.still();
    return this.figure !== null;
  }

  /** The canvas names another figure: the same movement seen from elsewhere. */
  private async reload(): Promise<void> {
    const before = this.figure;
    this.figure = null;
    if (!(await this.load())) this.figure = before;
  }

  get playing(): boolean {
    return this.running;
  }

  play(rounds: number): void {
    if (this.figure === null || reduced.matches) return this.still();
    this.rounds = rounds;
    if (this.running) return;
    this.running = true;
    this.started = performance.now();
    requestAnimationFrame(() => this.step());
  }

  pause(): void {
    this.running = false;
  }

  private step(): void {
    const { figure } = this;
    if (!this.running) return;
    if (figure === null) return void requestAnimationFrame(() => this.step());
    const seconds = (performance.now() - this.started) / 1000;
    if (seconds * figure.fps >= this.rounds * figure.frames.length) {
      this.running = false;
      return this.still();
    }
    this.paint([frameAt(figure, seconds)]);
    requestAnimationFrame(() => this.step());
  }

  private still(): void {
    const { figure } = this;
    if (figure === null || this.running) return;
    const [start, end] = keyFrames(figure);
    if (reduced.matches) this.paint([start, end]);
    else this.paint([this.canvas.dataset.play === 'once' ? end : start]);
  }

  /** One frame fills the canvas; two share it. */
  private paint(frames: number[]): void {
    const context = this.canvas.getContext('2d');
    if (context === null || this.figure === null) return;
    const ratio = Math.min(2, window.devicePixelRatio);
    const width = Math.round(this.canvas.clientWidth * ratio);
    const height = Math.round(this.canvas.clientHeight * ratio);
    if (width === 0 || height === 0) return;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    context.clearRect(0, 0, width, height);
    const shapes = frames.map((frame) => this.figure!.frames[frame]!);
    const [first, second] = shapes;
    const places = first !== undefined && second !== undefined
      ? placeTwo([boundsOf(first), boundsOf(second)], width, height) : [placeOne(width, height)];
    shapes.forEach((shape, i) => drawFrame(context, shape, this.palette, places[i]!));
  }
}

function wireToggle(player: Player, canvas: HTMLCanvasElement): void {
  const toggle = canvas.parentElement?.querySelector<HTMLButtonElement>('[data-figure-toggle]');
  if (toggle == null || reduced.matches) return;
  toggle.hidden = false;
  toggle.addEventListener('click', () => {
    if (player.playing) player.pause();
    else player.play(Infinity);
    toggle.dataset.on = String(player.playing);
    toggle.setAttribute('aria-label', player.playing ? say('figure.pause') : say('figure.play'));
  });
}

export function playFigures(root: ParentNode): void {
  const players = new Map<Element, Player>();
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const player = players.get(target);
      if (player === undefined || !isIntersecting) continue;
      const once = (target as HTMLElement).dataset.play === 'once';
      if (once) watcher.unobserve(target);
      void player.load().then((there) => there && player.play(once ? 1 : Infinity));
    }
  }, { threshold: 0.5 });
  for (const canvas of root.querySelectorAll<HTMLCanvasElement>('canvas[data-figure]')) {
    const player = new Player(canvas);
    players.set(canvas, player);
    watcher.observe(canvas);
    if (canvas.dataset.play === 'once') {
      const again = () => player.play(1);
      canvas.closest('a')?.addEventListener('pointerenter', again);
      canvas.closest('a')?.addEventListener('focus', again);
    } else {
      wireToggle(player, canvas);
    }
  }
}
