// Skeleton and target arc over the mirrored picture. Landmarks are fractions of the picture that was sent, unmirrored.

import { arcShape, ArcSense, betweenDegrees, directionOf, LabelPlace, type Point } from './arc';
import type { Arc, Feedback } from './protocol';

const bones: readonly (readonly [number, number])[] = [
  [5, 6], [5, 7], [7, 9], [6, 8], [8, 10], [5, 11], [6, 12], [11, 12], [11, 13], [13, 15], [12, 14], [14, 16],
];
const firstBodyPoint = 5;  // 0–4 are of the face, which needs no dots on it
const shownScore = 0.3;    // landmarks below are not drawn: a guess looks like a fact
const light = '#ffffff';
const dark = 'rgb(5 20 17 / 65%)';
const solid = '#051411';
const goal = '#6dd5c1';
const away = '#ffc46b';

interface Scored extends Point {
  score: number;
}

export class Overlay {
  private readonly context: CanvasRenderingContext2D | null;
  private readonly sense = new ArcSense();
  private readonly label = new LabelPlace();

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext('2d');
  }

  clear(): void {
    this.context?.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  draw(feedback: Feedback): void {
    this.fit();
    this.clear();
    const { context } = this;
    if (context === null || feedback.landmarks === null) return;
    const points = this.place(feedback.landmarks);
    const unit = Math.max(3, Math.min(this.canvas.width, this.canvas.height) / 110);
    context.globalAlpha = feedback.state === 'paused' ? 0.5 : 1;
    context.lineCap = 'round';
    this.drawBones(context, points, unit);
    if (feedback.arc !== null && feedback.state === 'active') this.drawArc(context, points, feedback.arc, unit);
    context.globalAlpha = 1;
  }

  /** The canvas has the screen's own pixels, so that lines are sharp. */
  private fit(): void {
    const box = this.canvas.getBoundingClientRect();
    const ratio = Math.min(2, window.devicePixelRatio);
    const width = Math.round(box.width * ratio);
    const height = Math.round(box.height * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
  }

  private place(landmarks: number[]): Scored[] {
    const points: Scored[] = [];
    for (let i = 0; i + 2 < landmarks.length; i += 3) {
      points.push({
        x: (1 - (landmarks[i] ?? 0)) * this.canvas.width,
        y: (landmarks[i + 1] ?? 0) * this.canvas.height,
        score: landmarks[i + 2] ?? 0,
      });
    }
    return points;
  }

  private drawBones(context: CanvasRenderingContext2D, points: Scored[], unit: number): void {
    const path = new Path2D();
    for (const [a, b] of bones) {
      const from = points[a];
      const to = points[b];
      if (from === undefined || to === undefined || Math.min(from.score, to.score) < shownScore) continue;
      path.moveTo(from.x, from.y);
      path.lineTo(to.x, to.y);
    }
    context.strokeStyle = dark;
    context.lineWidth = 2.1 * unit;
    context.stroke(path);
    context.strokeStyle = light;
    context.lineWidth = 1.1 * unit;
    context.stroke(path);
    for (const point of points.slice(firstBodyPoint)) {
      if (point.score >= shownScore) dot(context, point, 1.25 * unit, light, dark);
    }
  }

  private drawArc(context: CanvasRenderingContext2D, points: Scored[], arc: Arc, unit: number): void {
    const vertex = points[arc.vertex];
    const from = points[arc.from];
    const to = points[arc.to];
    if (vertex === undefined || from === undefined || to === undefined) return;
    if (Math.min(vertex.score, from.score, to.score) < shownScore) return;
    const sense = this.sense.update(betweenDegrees(vertex, from, to), arc.value);
    const colour = arc.reached ? goal : away;
    const drawn = [directionOf(vertex, from), directionOf(vertex, to)];
    if (sense !== null) {
      const shape = arcShape(arc, vertex, from, to, sense);
      drawn.push(shape.nearEdge, shape.farEdge);
      const clockwise = Math.sin(shape.farEdge - shape.nearEdge) >= 0;
      const band = new Path2D();
      band.arc(vertex.x, vertex.y, shape.radius, shape.nearEdge, shape.farEdge, !clockwise);
      context.lineWidth = 4.6 * unit;
      context.strokeStyle = dark;
      context.stroke(band);
      context.lineWidth = 3 * unit;
      context.strokeStyle = colour;
      context.stroke(band);
      const hand = { x: vertex.x + shape.radius * Math.cos(shape.now), y: vertex.y + shape.radius * Math.sin(shape.now) };
      dot(context, hand, 2.2 * unit, colour, dark);
    }
    dot(context, vertex, 2.4 * unit, colour, dark);
    this.drawAngle(context, vertex, this.label.update(drawn), `${Math.round(arc.value)}°`, unit);
  }

  /** Beside the joint, in the direction `at` (radians on the canvas). */
  private drawAngle(context: CanvasRenderingContext2D, vertex: Point, at: number, text: string, unit: number): void {
    const x = vertex.x + 9 * unit * Math.cos(at);
    const y = vertex.y + 9 * unit * Math.sin(at);
    context.font = `700 ${6.5 * unit}px "Figtree", system-ui, sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = 2 * unit;
    context.strokeStyle = solid;
    context.strokeText(text, x, y);
    context.fillStyle = light;
    context.fillText(text, x, y);
  }
}

function dot(context: CanvasRenderingContext2D, at: Point, radius: number, fill: string, edge: string): void {
  context.beginPath();
  context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = radius / 3;
  context.strokeStyle = edge;
  context.stroke();
}
