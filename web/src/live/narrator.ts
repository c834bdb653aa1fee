// Every sentence is heard once: from the page's own voice, or, where that is off or missing, from a screen reader.

import { byId } from './dom';
import type { Sentence, Speaker } from './speech';

export class Narrator {
  private readonly region = byId('said');

  constructor(readonly speaker: Speaker) {}

  say(sentence: Sentence): void {
    if (this.speaker.audible) return this.speaker.say(sentence);
    const line = document.createElement('p');
    line.textContent = sentence.text;  // a new element each time: the same words again are read again
    this.region.replaceChildren(line);
  }
}
