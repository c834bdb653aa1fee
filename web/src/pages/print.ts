// Buttons that print: without a script they stay unseen, as a browser prints by its menu as well.

export function wirePrint(root: ParentNode, print: () => void): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>('button[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', print);
  }
}
