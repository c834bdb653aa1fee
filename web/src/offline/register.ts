// After one visit the pages and the engine are kept by the browser: the service worker serves them without a network.

const quietAfterMs = 3000;

export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register('/service-worker.js').catch((error: unknown) => {
    console.info('pages are not kept for use without a network:', error);
  });
  keepForLater('keep-library');
}

/** What the service worker should fetch as well, once the page is quiet. */
export function keepForLater(what: 'keep-library' | 'keep-engine'): void {
  if (!('serviceWorker' in navigator)) return;
  void navigator.serviceWorker.ready.then(({ active }) => setTimeout(() => active?.postMessage(what), quietAfterMs));
}
