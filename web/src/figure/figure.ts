// The moving figure: one repetition as flat shapes in a 1000 × 1000 box, farthest first, made by the server from the
// exercise's own definition. Drawn on a canvas in the page's colours.

export interface Shape {
  kind: 'capsule' | 'circle' | 'polygon';
  /** x, y, x, y …: two ends of a capsule, the centre of a circle, the corners of a polygon. */
  points: number[];
  /** One, or one for each end of a capsule; a polygon has none. */
  radius?: number | [number, number];
  /** What it is made of: skin, shirt, trousers, hair, shoe, prop or shadow; with "-far" on the far side. */
  class: string;
}

export interface Figure {
  fps: number;
  frames: Shape[][];
}

export const boxSize = 1000;

/** The first and the farthest frame: what is shown when nothing may move. The second tells exercises apart. */
export function keyFrames(figure: Figure): [number, number] {
  return [0, Math.floor(figure.frames.length / 2)];
}

/** Which frame stands at `seconds` since the start; the repetition repeats. */
export function frameAt(figure: Figure, seconds: number): number {
  return Math.floor(Math.max(0, seconds) * figure.fps) % figure.frames.length;
}

/** Nothing unless it is a figure that can be drawn. */
export function parseFigure(value: unknown): Figure | null {
  const { fps, frames } = (value ?? {}) as Partial<Figure>;
  if (typeof fps !== 'number' || !(fps > 0) || !Array.isArray(frames) || frames.length === 0) return null;
  return frames.every((frame) => Array.isArray(frame)) ? { fps, frames } : null;
}

export type Palette = (shapeClass: string) => string;

/** A rectangle of the figure's box. */
export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Where the box's corner lies on the canvas, in pixels, and how many pixels a unit of the box is. */
export interface Placing {
  scale: number;
  x: number;
  y: number;
}

/** What the shapes cover. */
export function boundsOf(shapes: Shape[]): Bounds {
  const bounds = { left: boxSize, top: boxSize, right: 0, bottom: 0 };
  for (const { points, radius: given = 0 } of shapes) {
    const [first, second] = typeof given === 'number' ? [given, given] : given;
    for (let i = 0; i + 1 < points.length; i += 2) {
      const radius = i === 0 ? first : second;
      bounds.left = Math.min(bounds.left, points[i]! - radius);
      bounds.right = Math.max(bounds.right, points[i]! + radius);
      bounds.top = Math.min(bounds.top, points[i + 1]! - radius);
      bounds.bottom = Math.max(bounds.bottom, points[i + 1]! + radius);
    }
  }
  return bounds;
}

/** The whole box, as large as fits, in the middle. */
export function placeOne(width: number, height: number): Placing {
  const scale = Math.min(width, height) / boxSize;
  return { scale, x: (width - scale * boxSize) / 2, y: (height - scale * boxSize) / 2 };
}

/** Of the box: between two figures, and around them. */
const gap = 40;

/**
 * Two figures that do not touch, both whole and of one size: side by side, or one above the other where they are
 * larger so. Who lies is wide; who stands is high.
 */
export function placeTwo([first, second]: [Bounds, Bounds], width: number, height: number): [Placing, Placing] {
  const [w1, w2] = [first.right - first.left, second.right - second.left];
  // Side by side both keep their height above the same floor.
  const [top, bottom] = [Math.min(first.top, second.top), Math.max(first.bottom, second.bottom)];
  const [h1, h2] = [first.bottom - first.top, second.bottom - second.top];
  const beside = Math.min(width / (w1 + w2 + 3 * gap), height / (bottom - top + 2 * gap));
  const above = Math.min(width / (Math.max(w1, w2) + 2 * gap), height / (h1 + h2 + 3 * gap));
  if (beside >= above) {
    const y = (height - beside * (top + bottom)) / 2;
    const left = (width - beside * (w1 + w2 + gap)) / 2;
    return [
      { scale: beside, x: left - beside * first.left, y },
      { scale: beside, x: left + beside * (w1 + gap - second.left), y },
    ];
  }
  const start = (height - above * (h1 + h2 + gap)) / 2;
  const middle = (bounds: Bounds) => (width - above * (bounds.left + bounds.right)) / 2;
  return [
    { scale: above, x: middle(first), y: start - above * first.top },
    { scale: above, x: middle(second), y: start + above * (h1 + gap - second.top) },
  ];
}

export function drawFrame(context: CanvasRenderingContext2D, shapes: Shape[], palette: Palette, { scale, x, y }: Placing): void {
  context.setTransform(scale, 0, 0, scale, x, y);
  for (const shape of shapes) {
    context.fillStyle = palette(shape.class);
    context.fill(outline(shape));
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
}

function outline(shape: Shape): Path2D {
  const path = new Path2D();
  const [x = 0, y = 0, x2 = 0, y2 = 0] = shape.points;
  const { radius: given = 0 } = shape;
  const [radius, radius2] = typeof given === 'number' ? [given, given] : given;
  if (shape.kind === 'circle') {
    path.arc(x, y, radius, 0, 2 * Math.PI);
  } else if (shape.kind === 'capsule') {
    tapered(path, x, y, radius, x2, y2, radius2);
  } else {
    for (let i = 0; i + 1 < shape.points.length; i += 2) path.lineTo(shape.points[i]!, shape.points[i + 1]!);
    path.closePath();
  }
  return path;
}

/** Two circles and the tangents between them. */
function tapered(path: Path2D, x1: number, y1: number, r1: number, x2: number, y2: number, r2: number): void {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length <= Math.abs(r1 - r2)) {
    const [x, y, r] = r1 > r2 ? [x1, y1, r1] : [x2, y2, r2];
    path.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  const along = Math.atan2(y2 - y1, x2 - x1);
  const lean = Math.acos((r1 - r2) / length);
  path.arc(x1, y1, r1, along + lean, along - lean + 2 * Math.PI);
  path.arc(x2, y2, r2, along - lean, along + lean);
  path.closePath();
}
