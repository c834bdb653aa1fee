// How the page stands with whoever coaches: the words for it, and for how long it waits for a server that has fallen
// silent before the set has to go on without it.

import { byId, setText } from './dom';
import type { Link, Place } from './transport';

const serverPatienceMs = 4000;

const words: Record<Place, Record<Link, string>> = {
  device: { connecting: 'Starting…', open: 'On this device', lost: 'Reconnecting… your count is kept' },
  server: { connecting: 'Connecting…', open: 'Connected', lost: 'Reconnecting… your count is kept' },
};

export class LinkWatch {
  private patience: ReturnType<typeof setTimeout> | undefined;

  /** @param outOfReach  The server has been silent for longer than a person should wait. */
  constructor(private readonly outOfReach: () => void) {}

  changed(link: Link, place: Place): void {
    const status = byId('connection');
    const away = link === 'lost';
    status.parentElement?.classList.toggle('is-away', away);
    status.classList.toggle('is-away', away);
    setText(status, words[place][link]);
    if (!away) this.stopWaiting();
    else if (place === 'server') this.patience ??= setTimeout(() => this.giveUp(), serverPatienceMs);
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
