// Which one line stands under the picture.

import type { Feedback, Severity } from './protocol';

export type Tone = 'plain' | 'praise' | Severity;

export interface Caption {
  text: string;
  tone: Tone;
}

export const checkLabels: Record<string, string> = {
  person: 'I can see you',
  light: 'Enough light',
  in_frame: 'All of you in the picture',
  distance: 'Right distance',
  position: 'Starting position',
  view: 'Facing the right way',
  still: 'Keeping still',
};

const pauseTexts: Record<string, string> = {
  left: 'Paused. Come back when you are ready.',
  hands: 'Paused. Raise both hands to go on.',
  asked: 'Paused.',
};

/** An unknown check still reads as words. */
export function checkLabel(id: string): string {
  const words = id.replaceAll('_', ' ');
  return checkLabels[id] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** What matters most comes first: that nobody is there or nothing counts, then what harms or errs, then praise. */
export function captionFor(feedback: Feedback): Caption {
  if (feedback.instruction !== null) return { text: feedback.instruction.text, tone: 'plain' };
  if (feedback.cue !== null) return { text: feedback.cue.text, tone: feedback.cue.severity };
  if (feedback.state === 'paused') return { text: pauseTexts[feedback.pause_reason ?? ''] ?? 'Paused.', tone: 'plain' };
  if (feedback.state === 'ready') return { text: 'Good. Starting…', tone: 'praise' };
  if (feedback.praise !== null) return { text: feedback.praise.text, tone: 'praise' };
  return { text: '', tone: 'plain' };
}

export type AtTheEnd = 'hold' | 'turn';

/** @param atTheEnd  Whether the exercise asks to stay at the far end of the movement. */
export function tempoWord(feedback: Feedback, atTheEnd: AtTheEnd): string {
  if (feedback.state === 'paused') return 'Paused';
  if (feedback.state !== 'active') return '';
  switch (feedback.phase) {
    case 'rest': return 'Ready';
    case 'out': return 'Move';
    case 'hold': return atTheEnd === 'hold' ? 'Hold' : 'Return';
    case 'back': return 'Return';
  }
}

const recognisedPhases = { start: 'at the start', out: 'on the way', peak: 'at the far end', back: 'on the way back' };

/** What the movement looks like, for who stands beside: nothing is judged by it. */
export function recognisedWords({ recognised, state, landmarks }: Feedback): string {
  if (recognised === null || state !== 'active' || landmarks === null) return '';
  return `${recognised.name}, ${recognisedPhases[recognised.phase]}`;
}
