// "Show" beside a password, to check what was typed. Without a script there is no such button.

import { say } from '../words';

export function wireReveal(root: ParentNode): void {
  for (const field of root.querySelectorAll<HTMLInputElement>('input[type="password"]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'reveal';
    const show = (shown: boolean) => {
      field.type = shown ? 'text' : 'password';
      button.textContent = shown ? say('password.hide') : say('password.show');
      button.setAttribute('aria-label', shown ? say('password.hide_label') : say('password.show_label'));
    };
    show(false);
    button.addEventListener('click', () => show(field.type === 'password'));
    // Nobody's password stays to be read, nor is it offered by a browser as a text that was typed before.
    field.form?.addEventListener('submit', () => show(false));
    const place = document.createElement('span');
    place.className = 'with-reveal';
    field.replaceWith(place);
    place.append(field, button);
  }
}
