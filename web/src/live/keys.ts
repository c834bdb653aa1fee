// Keys of a keyboard across the room, or of a presenter's remote control, which sends those that turn pages.

export type KeyAction = 'pause' | 'stop';

const pauses = new Set([' ', 'PageDown', 'PageUp', 'MediaPlayPause']);
const stops = new Set(['Escape', 'b', 'B', '.', 'MediaStop']);

/** @param onControl  The focus is on something that the space bar works by itself. */
export function keyAction(key: string, onControl: boolean): KeyAction | null {
  if (stops.has(key)) return 'stop';
  if (!pauses.has(key)) return null;
  return key === ' ' && onControl ? null : 'pause';
}
