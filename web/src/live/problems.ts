// What goes wrong is said by the page's own <template>s, one for each problem.

import type { Problem } from './capture';
import { byId, showPanel } from './dom';
import { say } from '../words';

/** @return  Its heading, for who stands too far away to read it. */
export function showProblem(problem: Problem, detail: string): string {
  const template = document.getElementById(`problem-${problem}`);
  if (!(template instanceof HTMLTemplateElement)) throw new Error(`the page lacks #problem-${problem}`);
  const panel = byId('panel-problem');
  panel.dataset.problem = problem;
  panel.replaceChildren(template.content.cloneNode(true));
  const line = panel.querySelector('[data-detail]');
  if (line !== null) line.textContent = detail === '' ? say('session.reload') : detail;
  showPanel('problem');
  panel.focus();
  return panel.querySelector('h1')?.textContent ?? '';
}
