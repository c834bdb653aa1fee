import { describe, expect, it } from 'vitest';
import { voiceFor } from './browser_voice';
import { Speaker, type Rank, type Voice } from './speech';

function recorded(available = true) {
  const said: string[] = [];
  let finish = () => {};
  let now = 0;
  const voice: Voice = {
    available,
    unlock() {},
    watch() {},
    speak(text, done) {
      said.push(text);
      finish = done;
    },
    cancel: () => said.push('(cut)'),
  };
  const speaker = new Speaker(voice, () => now);
  const say = (text: string, rank: Rank) => speaker.say({ text, rank });
  return { said, speaker, say, finish: () => finish(), pass: (ms: number) => (now += ms) };
}

describe('Speaker', () => {
  it('says nothing before the tap', () => {
    const { said, say } = recorded();
    say('Go lower.', 'harm');
    expect(said).toEqual([]);
  });

  it('lets a sentence end, then says only the newest of those that came', () => {
    const { said, speaker, say, finish } = recorded();
    speaker.unlock();
    say('Step back.', 'told');
    say('one', 'told');
    say('two', 'told');
    finish();
    finish();
    expect(said).toEqual(['Step back.', 'two']);
  });

  it('interrupts for what harms, and praise for everything', () => {
    const { said, speaker, say } = recorded();
    speaker.unlock();
    say('Well done.', 'praise');
    say('Push your knees out.', 'cue');
    say('Keep your back straight.', 'harm');
    expect(said).toEqual(['Well done.', '(cut)', 'Push your knees out.', '(cut)', 'Keep your back straight.']);
  });

  it('drops a count rather than saying it late', () => {
    const { said, speaker, say, finish, pass } = recorded();
    speaker.unlock();
    say('Push your knees out.', 'cue');
    say('3', 'moment');
    pass(1200);
    finish();
    expect(said).toEqual(['Push your knees out.']);
    say('4', 'moment');
    expect(said).toEqual(['Push your knees out.', '4']);
  });

  it('says what matters most of that which waited', () => {
    const { said, speaker, say, finish, pass } = recorded();
    speaker.unlock();
    say('10', 'moment');
    say('Very good.', 'praise');
    say('Well done. Rest now.', 'told');
    pass(500);
    finish();
    expect(said).toEqual(['10', 'Well done. Rest now.']);
  });

  it('is silent at once when switched off, and stays so', () => {
    const { said, speaker, say, finish } = recorded();
    speaker.unlock();
    say('Step back.', 'told');
    say('one', 'told');
    speaker.setEnabled(false);
    finish();
    say('two', 'harm');
    expect(said).toEqual(['Step back.', '(cut)']);
    expect(speaker.audible).toBe(false);
  });

  it('is not audible where the device has no voice for the language', () => {
    const { said, speaker, say } = recorded(false);
    speaker.unlock();
    say('Step back.', 'told');
    expect([said, speaker.audible]).toEqual([[], false]);
  });
});

describe('voiceFor', () => {
  const voice = (lang: string, localService = true) => ({ lang, localService, default: false });
  it('finds a voice of the language, the device’s own first', () => {
    expect(voiceFor([voice('de-DE'), voice('en_US', false), voice('en-GB')], 'en')?.lang).toBe('en-GB');
    expect(voiceFor([voice('en_US', false)], 'en-GB')?.lang).toBe('en_US');
    expect(voiceFor([voice('de-DE')], 'en')).toBeNull();
  });
});
