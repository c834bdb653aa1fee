import { describe, expect, it } from 'vitest';
import { arcShape, ArcSense, betweenDegrees, LabelPlace, senseOf } from './arc';

const hip = { x: 0, y: -1 };
const knee = { x: 0, y: 0 };
const radians = (degrees: number) => (degrees * Math.PI) / 180;
/** The ankle of a knee bent by `flexion`, shank turned backwards (screen right). */
const ankle = (flexion: number) => ({ x: Math.sin(radians(flexion)), y: Math.cos(radians(flexion)) });
const arc = { vertex: 0, from: 1, to: 2, value: 40, min: 80, max: 120, reached: false };

describe('senseOf', () => {
  it('sees that a bent knee measures what is missing to straight', () => {
    expect(senseOf(betweenDegrees(knee, hip, ankle(10)), 10)).toBe('supplement');
  });
  it('sees that a raised arm measures the angle itself', () => {
    expect(senseOf(30, 32)).toBe('between');
  });
  it('is silent near a right angle and where neither fits', () => {
    expect(senseOf(92, 90)).toBeNull();
    expect(senseOf(100, 20)).toBeNull();
  });
  it('is remembered through frames that cannot tell', () => {
    const memory = new ArcSense();
    expect(memory.update(92, 90)).toBeNull();
    memory.update(150, 30);
    expect(memory.update(92, 90)).toBe('supplement');
  });
});

describe('arcShape', () => {
  it('puts the target band where the shank will be, on the side it bends to', () => {
    const shape = arcShape(arc, knee, hip, ankle(40), 'supplement');
    const goal = ankle(80);
    expect(Math.cos(shape.nearEdge)).toBeCloseTo(goal.x, 6);
    expect(Math.sin(shape.nearEdge)).toBeCloseTo(goal.y, 6);
  });
  it('mirrors with the picture', () => {
    const shape = arcShape(arc, knee, hip, { x: -ankle(40).x, y: ankle(40).y }, 'supplement');
    expect(Math.cos(shape.nearEdge)).toBeCloseTo(-ankle(80).x, 6);
  });
});

describe('LabelPlace', () => {
  it('keeps off the limbs and the band, and stays while its place is good enough', () => {
    const place = new LabelPlace();
    const drawn = [radians(-90), radians(90), radians(20), radians(-20)];
    const at = place.update(drawn);
    expect(Math.cos(at)).toBeCloseTo(-1, 6);
    expect(place.update([radians(-90), radians(100), radians(20), radians(-20)])).toBe(at);
    expect(place.update([radians(180), radians(170), radians(-90), radians(-100)])).not.toBe(at);
  });
});
