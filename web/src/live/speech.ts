// One voice, one sentence at a time. What cannot be said at once waits, and only the newest waits; a harmful movement
// interrupts. Browsers let a page speak only after a tap: `unlock` is called from it and says the first sentence.

export interface Voice {
  speak(text: string, done: () => void): void;
  cancel(): void;
}

const longestMs = (text: string) => 1500 + 90 * text.length;

/** The browser's voice. Some browsers have none, or never say that they finished: a timer ends the sentence then. */
export function browserVoice(language: string): Voice | null {
  if (!('speechSynthesis' in window)) return null;
  const synthesis = window.speechSynthesis;
  let current: SpeechSynthesisUtterance | null = null;
  return {
    speak(text, done) {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = language;
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
  };
}

export class Speaker {
  private speaking = false;
  private waiting: string | null = null;
  private unlocked = false;
  private on = true;

  constructor(private readonly voice: Voice | null) {}

  get enabled(): boolean {
    return this.on;
  }

  unlock(greeting: string): void {
    this.unlocked = true;
    this.say(greeting, 'normal');
  }

  setEnabled(on: boolean): void {
    this.on = on;
    if (!on) this.silence();
  }

  say(text: string, urgency: 'normal' | 'urgent'): void {
    if (this.voice === null || !this.unlocked || !this.on || text === '') return;
    if (this.speaking && urgency === 'normal') {
      this.waiting = text;
      return;
    }
    if (this.speaking) this.silence();
    this.speaking = true;
    this.voice.speak(text, () => this.finished());
  }

  silence(): void {
    this.waiting = null;
    this.speaking = false;
    this.voice?.cancel();
  }

  private finished(): void {
    this.speaking = false;
    const next = this.waiting;
    this.waiting = null;
    if (next !== null) this.say(next, 'normal');
  }
}
