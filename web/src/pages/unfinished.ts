// "My sessions" offers to go on with a set that this tab began and that is not over.

import { unfinishedSets } from '../live/resume';
import { nameOf } from './names';

export function showUnfinished(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>('[data-unfinished]')) {
    const sets = unfinishedSets();
    place.hidden = sets.length === 0;
    place.querySelector('ul')?.replaceChildren(...sets.map(({ exercise, url, count, target }) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.className = 'button button-primary';
      link.href = url;
      link.textContent = `Continue your set: ${nameOf(exercise)}${count > 0 ? `, ${count} of ${target}` : ''}`;
      item.append(link);
      return item;
    }));
  }
}
