import { describe, expect, it } from 'vitest';
import { cameraProblem, sentSize } from './capture';

describe('sentSize', () => {
  it('keeps the shape, bounds the longer side and never enlarges', () => {
    expect(sentSize(1280, 720)).toEqual({ width: 640, height: 360 });
    expect(sentSize(720, 1280)).toEqual({ width: 360, height: 640 });
    expect(sentSize(320, 240)).toEqual({ width: 320, height: 240 });
  });

  it('stays within what the protocol takes', () => {
    expect(sentSize(4000, 20)).toEqual({ width: 640, height: 32 });
  });
});

describe('cameraProblem', () => {
  it('tells a refusal, a missing and a busy camera apart', () => {
    expect(cameraProblem('NotAllowedError')).toBe('permission-denied');
    expect(cameraProblem('NotFoundError')).toBe('no-camera');
    expect(cameraProblem('NotReadableError')).toBe('camera-busy');
  });
});
