// "My sessions" offers to go on with a set that this tab began and that is not over.

import { unfinishedSets } from '../live/resume';
import { showName } from './names';
import { say } from '../words';

export function showUnfinished(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>('[data-unfinished]')) {
    const sets = unfinishedSets();
    place.hidden = sets.length === 0;
    place.querySelector('ul')?.replaceChildren(...sets.map(({ exercise, url, count, target }) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.className = 'button button-primary';
      link.href = url;
      showName(exercise, (name) => {
        link.textContent = count > 0 ? say('unfinished.go_on_at', { name, count, target }) : say('unfinished.go_on', { name });
      });
      item.append(link);
      return item;
    }));
  }
}
