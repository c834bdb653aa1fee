import { describe, expect, it } from 'vitest';
import { Speaker, type Voice } from './speech';

function recorded() {
  const said: string[] = [];
  let finish = () => {};
  const voice: Voice = {
    speak(text, done) {
      said.push(text);
      finish = done;
    },
    cancel: () => said.push('(cut)'),
  };
  return { said, voice, finish: () => finish() };
}

describe('Speaker', () => {
  it('says nothing before the tap', () => {
    const { said, voice } = recorded();
    new Speaker(voice).say('Go lower.', 'urgent');
    expect(said).toEqual([]);
  });

  it('lets a sentence end, then says only the newest of those that came', () => {
    const { said, voice, finish } = recorded();
    const speaker = new Speaker(voice);
    speaker.unlock('Step back.');
    speaker.say('one', 'normal');
    speaker.say('two', 'normal');
    finish();
    finish();
    expect(said).toEqual(['Step back.', 'two']);
  });

  it('interrupts for what harms', () => {
    const { said, voice } = recorded();
    const speaker = new Speaker(voice);
    speaker.unlock('Step back.');
    speaker.say('Well done.', 'normal');
    speaker.say('Keep your back straight.', 'urgent');
    expect(said).toEqual(['Step back.', '(cut)', 'Keep your back straight.']);
  });

  it('is silent at once when switched off, and stays so', () => {
    const { said, voice, finish } = recorded();
    const speaker = new Speaker(voice);
    speaker.unlock('Step back.');
    speaker.say('one', 'normal');
    speaker.setEnabled(false);
    finish();
    speaker.say('two', 'urgent');
    expect(said).toEqual(['Step back.', '(cut)']);
  });
});
