// Where to draw the target range around a joint, in the mirrored picture. The server says the measure's angle and its
// range in degrees; the drawing needs directions. Some measures are the angle between the two rays (abduction), some
// are what is missing to a straight line (flexion): which, is seen from the landmarks themselves.

import type { Arc } from './protocol';

export interface Point {
  x: number;
  y: number;
}

/** Angles in radians on the canvas: x right, y down. */
export interface ArcShape {
  centre: Point;
  radius: number;
  now: number;
  nearEdge: number;
  farEdge: number;
}

export type Sense = 'between' | 'supplement';

const agree = 20;  // degrees; how far the picture's angle may be from the measure to speak for a sense
const ambiguous = 15;
const degree = Math.PI / 180;

export function betweenDegrees(vertex: Point, a: Point, b: Point): number {
  const cross = (a.x - vertex.x) * (b.y - vertex.y) - (a.y - vertex.y) * (b.x - vertex.x);
  const dot = (a.x - vertex.x) * (b.x - vertex.x) + (a.y - vertex.y) * (b.y - vertex.y);
  return Math.abs(Math.atan2(cross, dot)) / degree;
}

/** What this frame says of the measure's sense; nothing near a right angle, where both agree, or where neither does. */
export function senseOf(angle: number, value: number): Sense | null {
  const direct = Math.abs(angle - value);
  const rest = Math.abs(180 - angle - value);
  if (Math.abs(direct - rest) < ambiguous) return null;
  const best = Math.min(direct, rest);
  if (best > agree) return null;
  return direct < rest ? 'between' : 'supplement';
}

/** The band from min to max, measured from the fixed ray (`from`) on the side where the moving one (`to`) is. */
export function arcShape(arc: Arc, vertex: Point, from: Point, to: Point, sense: Sense): ArcShape {
  const fixed = Math.atan2(from.y - vertex.y, from.x - vertex.x);
  const now = Math.atan2(to.y - vertex.y, to.x - vertex.x);
  const turn = Math.atan2(Math.sin(now - fixed), Math.cos(now - fixed)) < 0 ? -1 : 1;
  const direction = (value: number) => fixed + turn * degree * (sense === 'between' ? value : 180 - value);
  const reach = Math.hypot(to.x - vertex.x, to.y - vertex.y);
  return { centre: vertex, radius: 0.72 * reach, now, nearEdge: direction(arc.min), farEdge: direction(arc.max) };
}

/** Remembers the sense through the frames that cannot tell. */
export class ArcSense {
  private sense: Sense | null = null;

  update(angle: number, value: number): Sense | null {
    this.sense = senseOf(angle, value) ?? this.sense;
    return this.sense;
  }
}
