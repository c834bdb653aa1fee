// What is said aloud with a message, by what the person chose to hear.

import type { Feedback } from './protocol';
import type { Sentence } from './speech';

export const choices = ['starts', 'counts', 'holds', 'turns', 'praise'] as const;
export type Choice = (typeof choices)[number];
export type Chosen = Record<Choice, boolean>;

export const everything: Chosen = { starts: true, counts: true, holds: true, turns: true, praise: true };

const choiceOf: Record<string, Choice> = { starts: 'starts', count: 'counts', last: 'counts', hold: 'holds', turn: 'turns' };

/** "9" and "Last one." in one breath; a moment that this page does not know is left out. */
function momentsOf(feedback: Feedback, chosen: Chosen): string {
  const texts = (feedback.moments ?? []).filter(({ id }) => choiceOf[id] !== undefined && chosen[choiceOf[id]]).map(({ text }) => text);
  return texts.map((text, i) => (i < texts.length - 1 && /\w$/.test(text) ? `${text}.` : text)).join(' ');
}

/** In the order in which they are said. Corrections and instructions cannot be switched off one by one. */
export function sayingsOf(feedback: Feedback, chosen: Chosen): Sentence[] {
  const sentences: Sentence[] = [];
  const moments = momentsOf(feedback, chosen);
  if (moments !== '') sentences.push({ text: moments, rank: 'moment' });
  const { cue, instruction, praise } = feedback;
  if (cue?.speak === true) sentences.push({ text: cue.text, rank: cue.severity === 'harmful' ? 'harm' : 'cue' });
  else if (instruction?.speak === true) sentences.push({ text: instruction.text, rank: 'told' });
  else if (praise?.speak === true && chosen.praise) sentences.push({ text: praise.text, rank: 'praise' });
  return sentences;
}
