// The browser's own speech synthesis.

import type { Voice } from './speech';

/** Some browsers have no voice, or never say that they finished: a timer ends the sentence then. */
const longestMs = (text: string) => 1500 + 90 * text.length;
/** Voices are loaded in the background; a device that has shown none by then has none. */
const voicesWithinMs = 1500;

const primary = (tag: string) => tag.toLowerCase().split(/[-_]/)[0] ?? '';

/** The one to speak `language` with: the device's own before one that needs the network. */
export function voiceFor<V extends { lang: string; localService: boolean; default: boolean }>(voices: V[], language: string): V | null {
  const fitting = voices.filter(({ lang }) => primary(lang) === primary(language));
  return fitting.find((voice) => voice.default) ?? fitting.find((voice) => voice.localService) ?? fitting[0] ?? null;
}

export function browserVoice(language: string): Voice | null {
  if (!('speechSynthesis' in window)) return null;
  const synthesis = window.speechSynthesis;
  const voice = () => voiceFor(synthesis.getVoices(), language);
  let current: SpeechSynthesisUtterance | null = null;
  return {
    get available() {
      return voice() !== null;
    },
    unlock() {
      const silent = new SpeechSynthesisUtterance(' ');
      silent.volume = 0;
      synthesis.speak(silent);
    },
    speak(text, done) {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = language;
      utterance.voice = voice();
      utterance.rate = 0.95;
      const timer = setTimeout(finish, longestMs(text));
      function finish() {
        clearTimeout(timer);
        if (current !== utterance) return;
        current = null;
        done();
      }
      utterance.onend = finish;
      utterance.onerror = finish;
      current = utterance;
      synthesis.speak(utterance);
    },
    cancel() {
      current = null;
      synthesis.cancel();
    },
    watch(changed) {
      synthesis.addEventListener?.('voiceschanged', changed);
      setTimeout(changed, voicesWithinMs);
    },
  };
}
