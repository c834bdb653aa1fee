// On an exercise of one side, the figure and the words turn to the side that was chosen.

export function viewFor(bestView: string, side: string): string {
  return bestView === 'side_left' || bestView === 'side_right' ? `side_${side}` : bestView;
}

export function wireSideChoice(root: ParentNode): void {
  const choice = root.querySelector<HTMLElement>('[data-side-choice]');
  const canvas = root.querySelector<HTMLCanvasElement>('canvas[data-figure]');
  if (choice === null || canvas === null) return;
  const figure = new URL(canvas.dataset.figure ?? '', location.href);
  const turn = () => {
    const side = choice.querySelector<HTMLInputElement>('input:checked')?.value ?? 'left';
    const view = viewFor(choice.dataset.view ?? '', side);
    const name = choice.querySelector<HTMLTemplateElement>(`[data-view-name="${view}"]`)?.content.textContent ?? '';
    if (name !== '') for (const place of root.querySelectorAll('[data-best-view]')) place.textContent = name;
    figure.searchParams.set('view', view);
    canvas.dataset.figure = figure.href;
    canvas.dispatchEvent(new Event('figurechange'));
  };
  choice.addEventListener('change', turn);
  turn();
}
