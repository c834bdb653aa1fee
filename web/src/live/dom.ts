/** The element that the template promises. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page lacks #${id}`);
  return element as T;
}

/** Writes only a change: a live region is read out at every write. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export type Panel = 'consent' | 'resume' | 'opening' | 'live' | 'rest' | 'kept' | 'problem';

export function showPanel(panel: Panel): void {
  document.body.dataset.panel = panel;
}
