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

/** From one point to another, radians on the canvas. */
export function directionOf(from: Point, to: Point): number {
  return Math.atan2(to.y - from.y, to.x - from.x);
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
  const fixed = directionOf(vertex, from);
  const now = directionOf(vertex, to);
  const turn = Math.atan2(Math.sin(now - fixed), Math.cos(now - fixed)) < 0 ? -1 : 1;
  const direction = (value: number) => fixed + turn * degree * (sense === 'between' ? value : 180 - value);
  const reach = Math.hypot(to.x - vertex.x, to.y - vertex.y);
  return { centre: vertex, radius: 0.72 * reach, now, nearEdge: direction(arc.min), farEdge: direction(arc.max) };
}

const places = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => i * 45 * degree);
const worthMoving = 25 * degree;

function apart(a: number, b: number): number {
  return Math.abs(Math.atan2(Math.sin(a - b), Math.cos(a - b)));
}

/** Where the angle is written beside the joint: away from both limbs and the band, and not elsewhere every frame. */
export class LabelPlace {
  private current = 0;

  /** @param drawn  Directions from the joint in which something is drawn, radians. */
  update(drawn: number[]): number {
    const room = (place: number) => Math.min(...drawn.map((direction) => apart(place, direction)));
    const best = places.reduce((a, b) => (room(b) > room(a) ? b : a));
    if (room(best) > room(this.current) + worthMoving) this.current = best;
    return this.current;
  }
}

/** Remembers the sense through the frames that cannot tell. */
export class ArcSense {
  private sense: Sense | null = null;

  update(angle: number, value: number): Sense | null {
    this.sense = senseOf(angle, value) ?? this.sense;
    return this.sense;
  }
}
