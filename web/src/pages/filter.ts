// The library's "show exercises for" buttons. Without a script they stay unseen, and all exercises are shown.

import { say } from '../words';

export function wireFilter(root: ParentNode): void {
  const group = root.querySelector<HTMLElement>('[data-filter]');
  const status = root.querySelector('[data-filter-status]');
  if (group === null) return;
  const buttons = [...group.querySelectorAll<HTMLButtonElement>('button')];
  const cards = [...root.querySelectorAll<HTMLElement>('.card')];
  group.hidden = buttons.length < 3;
  group.dataset.ready = '';
  group.addEventListener('click', (event) => {
    const chosen = event.target instanceof Element ? event.target.closest('button') : null;
    if (chosen === null) return;
    const region = chosen.dataset.region ?? '';
    for (const button of buttons) button.setAttribute('aria-pressed', String(button === chosen));
    for (const card of cards) card.hidden = region !== '' && card.dataset.region !== region;
    const shown = cards.filter((card) => !card.hidden).length;
    if (status !== null) status.textContent = shown === 1 ? say('filter.one_shown') : say('filter.shown', { count: shown });
  });
}
