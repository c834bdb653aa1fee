// When a page's time is over it is fetched anew. What stands in one of its forms would be lost with it: the form goes to
// the server first, which answers with the page to sign in on, and gives the words back after that.

const secrets = 'input[type="password"], input[autocomplete*="password"], input[autocomplete="one-time-code"]';

function isChanged(field: Element): boolean {
  const isTyped = field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && ['text', 'number'].includes(field.type));
  return isTyped && field.value !== field.defaultValue;
}

/** False where nobody typed anything. */
export function sendTyped(root: ParentNode): boolean {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[method="post"]')) {
    if (form.querySelector(secrets) !== null || ![...form.elements].some(isChanged)) continue;
    const path = document.createElement('input');
    path.type = 'hidden';
    path.name = 'kept_path';
    path.value = new URL(form.action).pathname;
    form.append(path);
    form.action = '/sign-in/keep';
    form.submit();
    return true;
  }
  return false;
}
