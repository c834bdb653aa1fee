// A notice that was read goes without leaving the page: what is being typed there stays. Without a script the form leads
// to a page that says so.

export function wireDismiss(root: ParentNode, send: (address: string) => Promise<{ ok: boolean }>): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-dismiss]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void send(form.action).then(({ ok }) => ok, () => false).then((ok) => {
        if (!ok) return form.submit();
        form.closest('[data-notice]')?.remove();
        document.getElementById('main')?.focus();
      });
    });
  }
}
