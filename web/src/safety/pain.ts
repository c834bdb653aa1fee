// "How bad was it?", 0 to 10, once after a set that was stopped because it hurt.

export function wirePain(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-pain]')) {
    form.addEventListener('change', () => void answer(form));
  }
}

async function answer(form: HTMLFormElement): Promise<void> {
  const score = Number(new FormData(form).get('score'));
  const said = form.querySelector('[data-pain-said]');
  const reply = await fetch(form.action, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ score }),
  }).catch(() => null);
  if (said === null) return;
  said.textContent = reply?.ok === true ? `${score} of 10 is noted.` : 'That could not be saved. Please try again in a minute.';
}
