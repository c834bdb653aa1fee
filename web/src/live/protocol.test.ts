import { describe, expect, it } from 'vitest';
import { encodeFrame, headerBytes, parseMessage } from './protocol';

describe('encodeFrame', () => {
  it('writes the header of the protocol, little-endian, and then the picture', () => {
    const bytes = new DataView(encodeFrame(412, 1718000013.41, 640, 480, new Uint8Array([0xff, 0xd8, 0xff]).buffer));
    expect(bytes.byteLength).toBe(headerBytes + 3);
    expect([bytes.getUint8(0), bytes.getUint8(1), bytes.getUint8(2), bytes.getUint8(3)]).toEqual([0xe7, 1, 1, 0]);
    expect(bytes.getUint32(4, true)).toBe(412);
    expect(bytes.getFloat64(8, true)).toBe(1718000013.41);
    expect([bytes.getUint16(16, true), bytes.getUint16(18, true)]).toEqual([640, 480]);
    expect(bytes.getUint32(20, true)).toBe(3);
    expect(bytes.getUint8(headerBytes)).toBe(0xff);
  });
});

describe('parseMessage', () => {
  it('reads what it knows and ignores the rest', () => {
    expect(parseMessage('{"type":"busy","scope":"frame","retry_after_s":1,"text":"wait"}')?.type).toBe('busy');
    expect(parseMessage('{"type":"notice","code":"not_stored","text":"wait"}')?.type).toBe('notice');
    for (const text of ['{"type":"news"}', '[]', 'null', '{', '"busy"', '{"type":7}']) {
      expect(parseMessage(text)).toBeNull();
    }
  });
});
