// "My sessions" offers to go on with a set that this tab began and that is not over.

import { unfinishedExercises } from '../live/resume';
import { nameOf } from './names';

export function showUnfinished(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>('[data-unfinished]')) {
    const exercises = unfinishedExercises();
    place.hidden = exercises.length === 0;
    place.querySelector('ul')?.replaceChildren(...exercises.map((exercise) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.className = 'button button-primary';
      link.href = `/exercises/${encodeURIComponent(exercise)}/session`;
      link.textContent = `Continue your set: ${nameOf(exercise)}`;
      item.append(link);
      return item;
    }));
  }
}
