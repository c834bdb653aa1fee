// Which one line stands under the picture.

import type { Feedback, Severity } from './protocol';
import { say, type MessageId } from '../words';

export type Tone = 'plain' | 'praise' | Severity;

export interface Caption {
  text: string;
  tone: Tone;
}

/** Set-up checks whose words are known. */
const checkIds = {
  person: 'check.person', light: 'check.light', in_frame: 'check.in_frame', distance: 'check.distance',
  position: 'check.position', view: 'check.view', still: 'check.still',
} as const satisfies Record<string, MessageId>;

function pauseText(reason: string | null | undefined): string {
  if (reason === 'left') return say('caption.paused_left');
  return reason === 'hands' ? say('caption.paused_hands') : say('caption.paused');
}

/** An unknown check still reads as words. */
export function checkLabel(id: string): string {
  const words = id.replaceAll('_', ' ');
  if (id in checkIds) return say(checkIds[id as keyof typeof checkIds]);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What matters most comes first: that nobody is there or nothing counts, then what harms or errs, then praise. */
export function captionFor(feedback: Feedback): Caption {
  if (feedback.instruction !== null) return { text: feedback.instruction.text, tone: 'plain' };
  if (feedback.cue !== null) return { text: feedback.cue.text, tone: feedback.cue.severity };
  if (feedback.state === 'paused') return { text: pauseText(feedback.pause_reason), tone: 'plain' };
  if (feedback.state === 'ready') return { text: say('caption.starting'), tone: 'praise' };
  if (feedback.praise !== null) return { text: feedback.praise.text, tone: 'praise' };
  return { text: '', tone: 'plain' };
}

export type AtTheEnd = 'hold' | 'turn';

/** @param atTheEnd  Whether the exercise asks to stay at the far end of the movement. */
export function tempoWord(feedback: Feedback, atTheEnd: AtTheEnd): string {
  if (feedback.state === 'paused') return say('tempo.paused');
  if (feedback.state !== 'active') return '';
  switch (feedback.phase) {
    case 'rest': return say('tempo.ready');
    case 'out': return say('tempo.move');
    case 'hold': return atTheEnd === 'hold' ? say('tempo.hold') : say('tempo.return_back');
    case 'back': return say('tempo.return_back');
  }
}

const recognisedPhases = {
  start: 'recognised.start', out: 'recognised.out', peak: 'recognised.peak', back: 'recognised.back',
} as const;

/** What the movement looks like, for who stands beside: nothing is judged by it. */
export function recognisedWords({ recognised, state, landmarks }: Feedback): string {
  if (recognised === null || state !== 'active' || landmarks === null) return '';
  return say(recognisedPhases[recognised.phase], { name: recognised.name });
}
