// How the page stands with whoever coaches: the words for it, and what follows when the server falls silent. First it
// is told, then the set has to go on without it.

import { byId, setText } from './dom';
import type { Link, Place } from './transport';
import { say, type MessageId } from '../words';

/** A blink of the network is nobody's concern. */
const toldAfterMs = 1500;
const serverPatienceMs = 4000;

const words: Record<Place, Record<Link, MessageId>> = {
  device: { connecting: 'link.starting', open: 'link.on_this_device', lost: 'link.reconnecting' },
  server: { connecting: 'link.connecting', open: 'link.connected', lost: 'link.reconnecting' },
};

export class LinkWatch {
  private telling: ReturnType<typeof setTimeout> | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;

  /** @param silent  Long enough for the person to be told. @param outOfReach  For longer than they should wait. */
  constructor(private readonly silent: () => void, private readonly outOfReach: () => void) {}

  changed(link: Link, place: Place): void {
    const status = byId('connection');
    const away = link === 'lost';
    status.parentElement?.classList.toggle('is-away', away);
    status.classList.toggle('is-away', away);
    setText(status, say(words[place][link]));
    if (!away) {
      clearTimeout(this.telling);
      this.telling = undefined;
      return this.stopWaiting();
    }
    if (place === 'device') return;
    this.telling ??= setTimeout(this.silent, toldAfterMs);  // once, however often it is tried again
    this.patience ??= setTimeout(() => this.giveUp(), serverPatienceMs);
  }

  /** At once, for who has pressed Stop. */
  giveUp(): void {
    this.stopWaiting();
    this.outOfReach();
  }

  private stopWaiting(): void {
    clearTimeout(this.patience);
    this.patience = undefined;
  }
}
